import { Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { RequestError } from '../../api/request';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { ShownRun } from './shown-run';
import { RollBackRunDocument } from './run.generated';

/** Takes back what an execution wrote. Where that takes access at once, the server says so first, and wants an acknowledgement. */
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
          What the run wrote for <b>{counts.changed.toLocaleString()} organizations</b> is taken back, row by row, where
          it still is as the run left it. Rows that somebody has changed since are kept, and named. Overrides stay.
        </Text>
        {(losing || acknowledged) && (
          <Checkbox
            label="Organizations under enforce lose at once what the run gave them. I take that upon myself."
            checked={acknowledged}
            onChange={(event) => setAcknowledged(event.currentTarget.checked)}
          />
        )}
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}

/** True where what stands in the way is that organizations under ENFORCE lose access; other conflicts no acknowledgement ends. */
function losesAccess(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    typeof error.details === 'object' &&
    error.details !== null &&
    'enforced' in error.details
  );
}
