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
  /** The gating that the server's environment forces, regardless of the rollout. */
  readonly forced: Gating | null;
  readonly onClose: () => void;
  /** Called if the rollout has changed, so that the version is out of date. */
  readonly onStale: () => void;
}

/** Sets every organization to LEGACY at once, without the preview, which takes time. */
export function EmergencyExit({ version, forced, onClose, onStale }: EmergencyExitProps) {
  const [reason, setReason] = useState('');
  const change = useChange(SetRolloutDocument);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Set all organizations to LEGACY"
      action="Set to LEGACY"
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
                    ? 'The legacy flags answer for every organization again.'
                    : `Saved, but the environment still forces ${forced} for every organization.`,
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
            title={`No effect now: the environment forces ${forced}`}
            styles={{ title: { color: 'var(--mantine-color-text)' } }}
          >
            To return to the legacy flags, unset ENABLE_ENTITLEMENTS_GATING on every server, or set it to false, and
            restart the servers. The change made here is saved and takes effect then.
          </Alert>
        )}
        <Text size="sm">
          Within a second the legacy flags answer for every organization again, on every server. This also resets
          organizations individually set to ENFORCE, and the percentage. Those individually set to SHADOW keep it: the
          flags answer there too. Entitlements and overrides are kept, but have no effect under LEGACY. No gate applies.
        </Text>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
