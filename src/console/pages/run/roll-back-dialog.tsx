import { Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { RequestError } from '../../api/request';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import { RollBackRunDocument } from './run.generated';
import type { ShownRun } from './shown-run';

/** Rolls back an execution. If organizations lose access at once, the server refuses until that is acknowledged. */
export function RollBackDialog({
  run: { id, counts },
  onClose,
}: {
  readonly run: ShownRun;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState(false);
  const rollBack = useChange(RollBackRunDocument);
  const losing = losesAccess(rollBack.error);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Roll back run ${id}`}
      action="Roll back"
      ready={isReason(reason)}
      pending={rollBack.isPending}
      error={rollBack.error}
      onConfirm={() =>
        rollBack.mutate(
          { input: { id, reason: reason.trim(), acknowledgeLostAccess: acknowledged } },
          { onSuccess: onClose },
        )
      }
    >
      <Stack>
        <Text size="sm">
          Restores the rows of <b>{counts.changed.toLocaleString()} organizations</b> to their state before the run.
          Rows that were changed after the run are retained and listed. Overrides stay unchanged.
        </Text>
        {(losing || acknowledged) && (
          <Checkbox
            label="I acknowledge that organizations under ENFORCE lose at once the access that the run gave them."
            checked={acknowledged}
            onChange={(event) => setAcknowledged(event.currentTarget.checked)}
          />
        )}
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}

/** True if organizations under ENFORCE would lose access; an acknowledgement resolves no other conflict. */
function losesAccess(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    typeof error.details === 'object' &&
    error.details !== null &&
    'enforced' in error.details
  );
}
