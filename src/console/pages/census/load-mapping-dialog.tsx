import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { MappingPreviewInput } from '../../generated/schema-types';
import { LoadMappingDocument, type PreviewMappingQuery } from './census.generated';

type Impact = NonNullable<PreviewMappingQuery['mappingPreview']['impact']>;

interface LoadMappingDialogProps {
  readonly input: MappingPreviewInput;
  readonly preview: PreviewMappingQuery['mappingPreview'];
  readonly onClose: () => void;
  /** Another mapping has become active, so that the preview no longer applies. */
  readonly onStale: () => void;
}

/** Activates the previewed rules, provided that the mapping that they were compared with is still active. */
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
              notifications.show({ message: `${input.name} is now the active mapping.` });
              void navigate('?tab=mapping');
            },
          },
        )
      }
    >
      <Stack>
        <Text size="sm">
          {active === null
            ? `${mapping.rules.length.toLocaleString()} rules become the first active mapping.`
            : `${mapping.rules.length.toLocaleString()} rules replace those of ${active.name}.`}
          {impact && ` ${sayImpact(impact)}`} Entitlements stay unchanged until the next run.
        </Text>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}

function sayImpact({ organizationsLosing, organizationsGaining }: Impact): string {
  const losing = organizations(organizationsLosing);
  const gaining = organizations(organizationsGaining);
  return `Under LEGACY and SHADOW, ${losing} would lose access at once, and ${gaining} would gain access.`;
}

function organizations(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'organization' : 'organizations'}`;
}
