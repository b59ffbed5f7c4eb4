import { List, Stack } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import type { ShownRun } from './shown-run';
import { ExecutePlanDocument } from './run.generated';

/** Executes exactly a dry run's plan, for the database and the numbers that were read. */
export function ExecuteDialog({
  run: { id, counts, progress, errorBudgetPercent },
  onClose,
}: {
  readonly run: ShownRun;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const execute = useChange(ExecutePlanDocument);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Execute the plan of run ${id}`}
      action="Execute"
      ready={isReason(reason)}
      pending={execute.isPending}
      error={execute.error}
      onConfirm={() =>
        execute.mutate(
          {
            input: {
              mode: 'EXECUTE',
              source: { dryRunId: id },
              errorBudgetPercent,
              reason: reason.trim(),
              idempotencyKey: key,
            },
          },
          { onSuccess: ({ startMigrationRun }) => void navigate(`/runs/${startMigrationRun.migrationRun.id}`) },
        )
      }
    >
      <Stack>
        <List size="sm">
          <List.Item>
            <b>{counts.changed.toLocaleString()}</b> of {progress.total.toLocaleString()} organizations change
          </List.Item>
          <List.Item>
            <b>{counts.moduleEntitlementsCreated.toLocaleString()}</b> modules are given,{' '}
            <b>{counts.moduleEntitlementsUpdated.toLocaleString()}</b> changed,{' '}
            <b>{counts.moduleEntitlementsRevoked.toLocaleString()}</b> taken
          </List.Item>
          {counts.failed > 0 && (
            <List.Item>
              <b>{counts.failed.toLocaleString()}</b>{' '}
              {counts.failed === 1
                ? 'organization fails, and is left as it is'
                : 'organizations fail, and are left as they are'}
            </List.Item>
          )}
          <List.Item>
            An organization whose flags or rows are no longer as they were planned from is left, and told of as stale
          </List.Item>
        </List>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
