import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import { SetRolloutDocument } from './rollout.generated';

interface EmergencyExitProps {
  readonly version: number;
  readonly onClose: () => void;
  /** The rollout was changed by somebody else: it has to be asked for again. */
  readonly onStale: () => void;
}

/** Takes everybody back to the legacy flags at once, without a preview that would take its time. */
export function EmergencyExit({ version, onClose, onStale }: EmergencyExitProps) {
  const [reason, setReason] = useState('');
  const change = useChange(SetRolloutDocument);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Back to legacy for all"
      action="Back to legacy"
      ready={isReason(reason)}
      pending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { input: { mode: 'LEGACY', expectedVersion: version, reason: reason.trim() } },
          {
            onSuccess: () => {
              notifications.show({ message: 'Everybody is answered by the legacy flags again.' });
              onClose();
            },
            onError: onStale,
          },
        )
      }
    >
      <Stack>
        <Text size="sm">
          The legacy flags answer for everybody again, within a second, wherever servers run. Single organizations that were put under enforce, and the percentage, are taken back with it. Entitlements stay as they are, and so do overrides; they do
          not count meanwhile. It is never gated.
        </Text>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
