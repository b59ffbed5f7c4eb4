import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '../../../domain/errors';
import { endAction, exceedsErrorBudget, nextStatus, type RunAction } from '../../../domain/run/run-status';
import { MigrationRun } from '../../../entities/migration-run';
import { messageWithoutValues } from '../../../platform/loggable-error';
import { appendPlatformEvent } from '../../../store/append-events';
import { makeRunPartition } from '../../../store/partitions';
import { loadProgress } from '../../../store/run-progress';
import { requireSoundSource } from '../../../store/sound-source';
import { saySourceFault } from '../../../store/source';
import { planHash } from './plan-hash';
import { scopeSql } from './run-scope';

/**
 * Starts a QUEUED run: determines its organizations, divides them into batches by id, and marks the run RUNNING. For a
 * run that is being rolled back, it records the start time; it does nothing to any other run.
 * @param batchSize organizations in a batch
 * @returns the run; null if it does not exist
 */
export async function prepareRun(
  dataSource: DataSource,
  runId: number,
  batchSize: number,
): Promise<MigrationRun | null> {
  const seen = await dataSource.manager.findOneBy(MigrationRun, { id: runId });
  if (seen?.status === 'ROLLING_BACK') {
    await dataSource.query(
      `UPDATE migration_runs SET rollback_started_at = clock_timestamp()
       WHERE id = $1 AND status = 'ROLLING_BACK' AND rollback_started_at IS NULL`,
      [runId],
    );
  }
  if (!seen || (seen.status !== 'QUEUED' && (seen.status !== 'RUNNING' || seen.total !== null))) return seen;
  return dataSource.transaction(async (manager) => {
    const run = await lockRun(manager, runId);
    if (run.status === 'QUEUED') run.status = nextStatus(run, 'start');
    if (run.status !== 'RUNNING') return run;
    run.startedAt ??= new Date();
    // Read once before they are written into batches: a statement that writes does not tell whose fault it was.
    if (run.total === null) await requireSoundSource(manager);
    // With a maximum rate, a batch is at most one second's work.
    run.total ??= await cutBatches(manager, run, Math.min(batchSize, run.maxRate ?? batchSize));
    await makeRunPartition(manager, run);
    return manager.save(run);
  });
}

async function cutBatches(manager: EntityManager, run: MigrationRun, batchSize: number): Promise<number> {
  const source = scopeSql(run, 3);
  const [result]: readonly { total: number }[] = await manager.query(
    `WITH numbered AS (SELECT id, (row_number() OVER (ORDER BY id) - 1) / $2 AS number FROM (${source.sql}) AS source),
     cut AS (
       INSERT INTO migration_run_batches (run_id, number, organization_ids)
       SELECT $1, number, array_agg(id ORDER BY id) FROM numbered GROUP BY number
       RETURNING cardinality(organization_ids) AS size)
     SELECT coalesce(sum(size), 0)::int AS total FROM cut`,
    [run.id, batchSize, ...source.parameters],
  );
  return result?.total ?? 0;
}

/**
 * Ends a run whose batches are all done, and fails one whose failures exceed its error budget.
 * @returns true if there is nothing left to do
 */
export async function concludeRun(dataSource: DataSource, runId: number): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    const run = await lockRun(manager, runId);
    if (run.status !== 'RUNNING') return true;
    const { failed: allFailed, pending } = await lookAtBatches(manager, runId);
    const failed = allFailed - run.toleratedFailures;
    if (exceedsErrorBudget(failed, run.total ?? 0, run.errorBudgetPercent)) {
      const message =
        `${failed} of ${run.total ?? 0} organizations failed, ` +
        `more than the error budget of ${run.errorBudgetPercent} %. ` +
        'See which and why, then resume the run to accept these failures, or cancel it.';
      await endRun(manager, run, 'fail', { code: 'ERROR_BUDGET', message });
      return true;
    }
    if (pending) return false;
    const progress = (await loadProgress(manager, [run])).get(runId);
    if (!progress) throw new Error(`no progress of run ${runId}`);
    const { counts } = progress;
    if (run.mode === 'DRY_RUN') run.planHash = await planHash(manager, runId);
    await endRun(manager, run, endAction(counts), null);
    return true;
  });
}

/** What is needed after each transaction: as little as possible, because it is read so often. */
async function lookAtBatches(
  manager: EntityManager,
  runId: number,
): Promise<{ readonly failed: number; readonly pending: boolean }> {
  const [found]: readonly { failed: number; pending: boolean }[] = await manager.query(
    `SELECT coalesce(sum((counts->>'failed')::int), 0)::int AS failed,
            EXISTS (SELECT 1 FROM migration_run_batches WHERE run_id = $1 AND status = 'PENDING') AS pending
     FROM migration_run_batches WHERE run_id = $1 AND status = 'DONE'`,
    [runId],
  );
  if (!found) throw new Error(`no batches of run ${runId}`);
  return found;
}

/** Fails a run that cannot go on; what it has done is retained. @returns false if the run was not QUEUED or RUNNING */
export async function failRun(dataSource: DataSource, runId: number, cause: unknown): Promise<boolean> {
  // What is stored is shown in the API, where a value may be another tenant's.
  const said = saySourceFault(cause, messageWithoutValues);
  const code = said instanceof DomainError ? said.code : 'WRITE_FAILED';
  const message = messageWithoutValues(said);
  return dataSource.transaction(async (manager) => {
    const run = await lockRun(manager, runId);
    if (run.status !== 'RUNNING' && run.status !== 'QUEUED') return false;
    await endRun(manager, run, 'fail', { code, message });
    return true;
  });
}

/** Ends a run, with an event if it is an execution. */
export async function endRun(
  manager: EntityManager,
  run: MigrationRun,
  action: RunAction,
  error: MigrationRun['error'],
): Promise<void> {
  run.status = nextStatus(run, action);
  run.error = error;
  run.finishedAt = new Date();
  await manager.save(run);
  if (run.mode !== 'EXECUTE') return;
  const actor = { id: run.requestedBy, role: 'SUPER_ADMIN', organizationId: null } as const;
  const counts = (await loadProgress(manager, [run])).get(run.id)?.counts;
  await appendPlatformEvent(manager, {
    eventType: 'migration_run_ended',
    actor,
    reason: run.reason,
    payload: { runId: String(run.id), status: run.status, counts },
  });
}

/** Reads a run, and locks it until the transaction ends. @throws if it does not exist */
export async function lockRun(manager: EntityManager, runId: number): Promise<MigrationRun> {
  return manager.findOneOrFail(MigrationRun, { where: { id: runId }, lock: { mode: 'for_no_key_update' } });
}
