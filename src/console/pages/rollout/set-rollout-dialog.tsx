import { Checkbox, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RequestError } from '../../api/request';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { PreviewRolloutInput } from '../../generated/schema-types';
import { wordsOf } from './gating';
import { GateState, Touched, type Preview } from './rollout-preview';
import { SetRolloutDocument } from './rollout.generated';

interface SetRolloutDialogProps {
  readonly asked: PreviewRolloutInput;
  /** As it was looked at: what is confirmed does not change under the hand. */
  readonly preview: Preview;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes the change that was looked at: only of the rollout as it was then, and past a shut gate only with an acknowledgement. */
export function SetRolloutDialog({
  asked,
  preview: { after, version, gate, gatingChanges },
  onClose,
  onDone,
}: SetRolloutDialogProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState(false);
  const change = useChange(SetRolloutDocument);
  const shut = gate !== null && !gate.open;
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
              ...asked,
              expectedVersion: version,
              reason: reason.trim(),
              acknowledgeLostAccess: shut && acknowledged,
            },
          },
          {
            onSuccess: () => {
              notifications.show({ message: `The rollout is ${wordsOf(after)} now.` });
              onClose();
              onDone();
            },
            onError: () => void queries.invalidateQueries(),
          },
        )
      }
    >
      <Stack>
        <Touched changes={gatingChanges} />
        {shut && (
          <>
            <GateState gate={gate} />
            <Checkbox
              label="I take it upon myself that organizations may lose access. The event keeps it."
              checked={acknowledged}
              onChange={(event) => setAcknowledged(event.currentTarget.checked)}
            />
          </>
        )}
        {stale && (
          <Text size="sm">
            Things have changed since this was looked at. Leave it, and look at what it would do now.
          </Text>
        )}
        {asked.mode === 'LEGACY' && <Text size="sm">This is never gated.</Text>}
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
