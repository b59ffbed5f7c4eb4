import { Checkbox, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { PreviewRolloutInput } from '../../generated/schema-types';
import { wordsOf } from './gating';
import { GateState, Touched } from './rollout-preview';
import { PreviewRolloutDocument, SetRolloutDocument } from './rollout.generated';

interface SetRolloutDialogProps {
  readonly asked: PreviewRolloutInput;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes the change that was looked at: only of the rollout as it was then, and past a shut gate only with an acknowledgement. */
export function SetRolloutDialog({ asked, onClose, onDone }: SetRolloutDialogProps) {
  const { data } = useOperation(PreviewRolloutDocument, { input: { rollout: asked } });
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState(false);
  const change = useChange(SetRolloutDocument);
  if (!data) return null;
  const { after, version, gate, gatingChanges } = data.rolloutPreview;
  const shut = gate !== null && !gate.open;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Change the rollout to ${wordsOf(after)}`}
      action="Change the rollout"
      ready={isReason(reason) && (!shut || acknowledged)}
      pending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { input: { ...asked, expectedVersion: version, reason: reason.trim(), acknowledgeLostAccess: shut && acknowledged } },
          {
            onSuccess: () => {
              notifications.show({ message: `The rollout is ${wordsOf(after)} now.` });
              onClose();
              onDone();
            },
          },
        )
      }
    >
      <Stack>
        <Touched changes={gatingChanges} />
        {shut && (
          <>
            <GateState gate={gate} />
            <Checkbox label="I take it upon myself that organizations may lose access. The event keeps it." checked={acknowledged} onChange={(event) => setAcknowledged(event.currentTarget.checked)} />
          </>
        )}
        {asked.mode === 'LEGACY' && <Text size="sm">This is never gated.</Text>}
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
