import { List, Stack } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { isReason, ReasonField } from '../../components/reason-field';
import { ExecutePlanDocument } from './run.generated';
import type { ShownRun } from './shown-run';

/** Executes exactly the plan of a dry run, after showing its numbers and confirming the database. */
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
            <b>{counts.moduleEntitlementsCreated.toLocaleString()}</b> module entitlements are created,{' '}
            <b>{counts.moduleEntitlementsUpdated.toLocaleString()}</b> updated,{' '}
            <b>{counts.moduleEntitlementsRevoked.toLocaleString()}</b> revoked
          </List.Item>
          {counts.failed > 0 && (
            <List.Item>
              <b>{counts.failed.toLocaleString()}</b>{' '}
              {counts.failed === 1 ? 'organization fails and stays unchanged' : 'organizations fail and stay unchanged'}
            </List.Item>
          )}
          <List.Item>
            Organizations whose flags or rows have changed since the plan stay unchanged and are reported as stale
          </List.Item>
        </List>
        <ReasonField value={reason} onChange={setReason} />
      </Stack>
    </ConfirmDialog>
  );
}
