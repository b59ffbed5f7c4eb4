import { Alert, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { Gating } from '../../generated/schema-types';
import { SetRolloutDocument } from './rollout.generated';

interface EmergencyExitProps {
  readonly version: number;
  /** What the server's environment makes of gating, whatever is set. */
  readonly forced: Gating | null;
  readonly onClose: () => void;
  /** The rollout was changed by somebody else: it has to be asked for again. */
  readonly onStale: () => void;
}

/** Takes everybody back to the legacy flags at once, without a preview that would take its time. */
export function EmergencyExit({ version, forced, onClose, onStale }: EmergencyExitProps) {
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
              notifications.show({
                message:
                  forced === null || forced === 'LEGACY'
                    ? 'Everybody is answered by the legacy flags again.'
                    : `Kept; but the environment still forces ${forced} on everybody.`,
              });
              onClose();
            },
            onError: onStale,
          },
        )
      }
    >
      <Stack>
        {forced !== null && forced !== 'LEGACY' && (
          <Alert
            variant="outline"
            color="red"
            title={`This will not help: the environment forces ${forced}`}
            styles={{ title: { color: 'var(--mantine-color-text)' } }}
          >
            Unset ENABLE_ENTITLEMENTS_GATING, or set it to false, where the servers run, and start them again. What is
            done here is kept, and counts then.
          </Alert>
        )}
        <Text size="sm">
          The legacy flags answer for everybody again, within a second, wherever servers run. Single organizations that
          were put under enforce, and the percentage, are taken back with it. Entitlements stay as they are, and so do
          overrides; they do not count meanwhile. It is never gated.
        </Text>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
