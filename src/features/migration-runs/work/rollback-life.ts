import type { DataSource, EntityManager } from 'typeorm';
import { endRollbackAction, nextStatus } from '../../../domain/run/run-status';
import type { MigrationRun } from '../../../entities/migration-run';
import { messageOf } from '../../../platform/error-shape';
import { appendPlatformEvent } from '../../../store/append-events';
import { loadRollbackProgress } from '../../../store/rollback-progress';
import { countRollback, refusedRollback, rollBackBatches, writeResults } from './roll-back-batches';
import { lockRun } from './run-life';
import type { RunTask } from './run-task';

/**
 * Creates the batches of a rollback: those of the run that are done and changed anything.
 * @returns the number of organizations that the run changed
 */
export async function cutRollbackBatches(manager: EntityManager, runId: number): Promise<number> {
  const [cut]: readonly { total: number }[] = await manager.query(
    `WITH changed AS (
       SELECT number, organization_ids, (counts ->> 'changed')::int AS changed
       FROM migration_run_batches WHERE run_id = $1 AND status = 'DONE'),
     cut AS (
       INSERT INTO migration_run_rollback_batches (run_id, number, organization_ids)
       SELECT $1, number, organization_ids FROM changed WHERE changed > 0)
     SELECT coalesce(sum(changed), 0)::int AS total FROM changed`,
    [runId],
  );
  return cut?.total ?? 0;
}

/** Ends a rollback whose batches are all done. @returns true if there is nothing left to do */
async function settleRollback(dataSource: DataSource, runId: number): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    const run = await lockRun(manager, runId);
    if (run.status !== 'ROLLING_BACK') return true;
    const [pending]: readonly unknown[] = await manager.query(
      `SELECT 1 FROM migration_run_rollback_batches WHERE run_id = $1 AND status = 'PENDING' LIMIT 1`,
      [runId],
    );
    if (pending) return false;
    const progress = await loadRollbackProgress(manager, run);
    if (!progress) throw new Error(`no progress of the rollback of run ${runId}`);
    run.status = nextStatus(run, endRollbackAction(progress.counts));
    run.rollbackFinishedAt = new Date();
    await manager.save(run);
    await appendPlatformEvent(manager, {
      eventType: 'migration_run_rollback_ended',
      actor: { id: run.rollbackRequestedBy ?? run.requestedBy, role: 'SUPER_ADMIN', organizationId: null },
      reason: run.rollbackReason,
      payload: { runId: String(run.id), status: run.status, counts: progress.counts },
    });
    return true;
  });
}

export const ROLLBACK_TASK: RunTask = {
  table: 'migration_run_rollback_batches',
  process: (dataSource, run: MigrationRun, batches, leaseSeconds) =>
    rollBackBatches(dataSource, run, batches, leaseSeconds),
  conclude: settleRollback,
  failOrganization: (runId, cause) => async (manager, organizationId) => {
    const entries = [{ organizationId, plan: refusedRollback(messageOf(cause)) }];
    await writeResults(manager, runId, entries);
    return countRollback(entries);
  },
  // A rollback cannot be repeated, so it waits for rows that other sessions have locked.
  givesUpAlone: false,
  // It stays ROLLING_BACK, and goes on after an operator has fixed the cause.
  fail: (_dataSource, _runId, error) => Promise.reject(error instanceof Error ? error : new Error(messageOf(error))),
};
