import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors';
import { LIVE_STATUSES } from '../domain/run/run-status';
import { MigrationRun } from '../entities/migration-run';
import { isUniqueViolation } from './sqlstates';

/** The unique index by which only one run can write at a time. */
const ONE_LIVE_INDEX = 'migration_runs_one_live';

/** SQL for a condition on `migration_runs` as `r`: live runs. The parameter `live` must be `LIVE_STATUSES`. */
const IS_LIVE = 'r.status IN (:...live)';

/** The live run that writes: an execution that is queued, running, paused or rolling back. There is at most one. */
export function findLiveExecution(manager: EntityManager): Promise<MigrationRun | null> {
  return manager
    .createQueryBuilder(MigrationRun, 'r')
    .where(`r.mode = 'EXECUTE' AND ${IS_LIVE}`, { live: LIVE_STATUSES })
    .getOne();
}

/** All live runs: first the one that writes, then the dry runs, newest first. */
export function findLiveRuns(manager: EntityManager): Promise<readonly MigrationRun[]> {
  return manager
    .createQueryBuilder(MigrationRun, 'r')
    .where(IS_LIVE, { live: LIVE_STATUSES })
    .orderBy(`CASE r.mode WHEN 'EXECUTE' THEN 0 ELSE 1 END`)
    .addOrderBy('r.id', 'DESC')
    .getMany();
}

/** @throws DomainError CONFLICT, naming the run, if a run that writes is live */
export async function refuseWhileLive(manager: EntityManager): Promise<void> {
  const live = await findLiveExecution(manager);
  if (live) throw liveConflict(live);
}

/**
 * Runs `work`, which makes a run live, in a transaction of its own.
 * @throws DomainError CONFLICT, naming the live run, if another run that writes is live
 */
export async function asOnlyLiveRun<Result>(
  manager: EntityManager,
  work: (transaction: EntityManager) => Promise<Result>,
): Promise<Result> {
  try {
    return await manager.transaction(work);
  } catch (error) {
    if (!isUniqueViolation(error, ONE_LIVE_INDEX)) throw error;
    throw liveConflict(await findLiveExecution(manager));
  }
}

/** @param live null if it has ended since */
function liveConflict(live: MigrationRun | null): DomainError {
  const which = live
    ? `Run ${live.id} is live (${live.status}, started by ${live.requestedBy})`
    : 'Another run was live a moment ago';
  const advice =
    live === null
      ? 'Try again'
      : live.status === 'ROLLING_BACK'
        ? 'Wait until it has ended'
        : 'Wait until it has ended, resume it, or cancel it';
  return new DomainError('CONFLICT', `${which}: only one run can write at a time. ${advice}.`, {
    runId: live ? String(live.id) : null,
  });
}
