import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { MappingPreviewInput } from '../../generated/schema-types';
import { LoadMappingDocument, type PreviewMappingQuery } from './census.generated';

interface LoadMappingDialogProps {
  readonly input: MappingPreviewInput;
  readonly preview: PreviewMappingQuery['mappingPreview'];
  readonly onClose: () => void;
  /** Another mapping is active by now: what was looked at is not what would happen. */
  readonly onStale: () => void;
}

/** Makes the rules that were looked at the active ones, and only in the place of those that they were compared with. */
export function LoadMappingDialog({
  input,
  preview: { active, mapping, impact },
  onClose,
  onStale,
}: LoadMappingDialogProps) {
  const [reason, setReason] = useState('');
  const change = useChange(LoadMappingDocument);
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      opened
      onClose={() => {
        if (change.error) onStale();
        onClose();
      }}
      title={`Load ${input.name}`}
      action="Load these rules"
      ready={isReason(reason)}
      pending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { input: { ...input, expectedActiveId: active?.id ?? null, reason: reason.trim() } },
          {
            onSuccess: () => {
              notifications.show({ message: `${input.name} is the active mapping now.` });
              void navigate('?tab=mapping');
            },
          },
        )
      }
    >
      <Stack>
        <Text size="sm">
          {mapping.rules.length.toLocaleString()} rules take the place of {active === null ? 'none' : active.name}.
          {impact &&
            ` Where legacy flags answer, ${organizations(impact.organizationsLosing)} would lose access at once, and ${organizations(impact.organizationsGaining)} would gain some.`}{' '}
          Entitlements stay as they are until the next run.
        </Text>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}

function organizations(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'organization' : 'organizations'}`;
}
