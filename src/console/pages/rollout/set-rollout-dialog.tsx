import { Checkbox, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RequestError } from '../../api/request';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { PreviewRolloutInput } from '../../generated/schema-types';
import { acknowledgementOf, isUncheckedAlone, UNCHECKED, wordsOf } from './gating';
import { SetRolloutDocument } from './rollout.generated';
import { GateState, GatingChanges, type Preview } from './rollout-preview';

interface SetRolloutDialogProps {
  readonly proposed: PreviewRolloutInput;
  /** The preview that is being confirmed: it does not change while the dialog is open. */
  readonly preview: Preview;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Applies the previewed change if the rollout has not changed since; a shut gate needs an acknowledgement. */
export function SetRolloutDialog({
  proposed,
  preview: { after, version, gate, gatingChanges },
  onClose,
  onDone,
}: SetRolloutDialogProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState(false);
  const change = useChange(SetRolloutDocument);
  const shut = gate !== null && !gate.open;
  const uncheckedAlone = isUncheckedAlone(gate);
  const stale = change.error instanceof RequestError && change.error.code === 'CONFLICT';
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Change the rollout to ${wordsOf(after)}`}
      action="Change the rollout"
      ready={isReason(reason) && (!shut || acknowledged) && !stale}
      pending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          {
            input: {
              ...proposed,
              expectedVersion: version,
              reason: reason.trim(),
              acknowledgeLostAccess: shut && acknowledged && !uncheckedAlone,
              acknowledgeUncheckedReadings: shut && acknowledged && uncheckedAlone,
            },
          },
          {
            onSuccess: () => {
              notifications.show({ message: `The rollout is now ${wordsOf(after)}.` });
              onClose();
              onDone();
            },
            onError: () => void queries.invalidateQueries(),
          },
        )
      }
    >
      <Stack>
        <GatingChanges changes={gatingChanges} />
        {shut && (
          <>
            <GateState gate={gate} />
            <Checkbox
              label={acknowledgementOf(uncheckedAlone ? UNCHECKED : 'organizations may lose access')}
              checked={acknowledged}
              onChange={(event) => setAcknowledged(event.currentTarget.checked)}
            />
          </>
        )}
        {stale && (
          <Text size="sm">The data has changed since the preview. Close this dialog, and check the new preview.</Text>
        )}
        {proposed.mode === 'LEGACY' && <Text size="sm">No gate applies to LEGACY.</Text>}
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
