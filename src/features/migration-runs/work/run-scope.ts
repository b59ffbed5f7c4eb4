import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../domain/errors';
import { hasEnded } from '../../../domain/run/run-status';
import { ORGANIZATIONS_WITH_FLAGS } from '../../../store/legacy-column';
import { MigrationRun } from '../../../entities/migration-run';

/** What says whom a run is for. */
export type RunScope = Pick<MigrationRun, 'dryRunId' | 'organizationIds' | 'changedSince'>;

/** SQL for the `id`s of the organizations that a run is for, as they stand now. */
export interface ScopeSql {
  readonly sql: string;
  readonly parameters: readonly [first: unknown, second: unknown];
}

/**
 * Those that an execution did not bring over (new ones, such as it did not come to, STALE ones), and those whose flags are no longer what
 * its journal says it read. One that failed with the flags that it still has would fail again.
 */
const CHANGED_SINCE = (run: string) => `NOT EXISTS (
  SELECT 1 FROM migration_run_organizations j
  WHERE j.run_id = ${run} AND j.org_id = o.id AND j.outcome IN ('CHANGED', 'UNCHANGED', 'FAILED') AND j.legacy_flags::text IS NOT DISTINCT FROM o.flags)`;

/** @param first the number of the first of its two parameters */
export function scopeSql({ dryRunId, organizationIds, changedSince }: RunScope, first: number): ScopeSql {
  const [one, two] = [`$${first}`, `$${first + 1}`];
  if (dryRunId !== null) {
    return {
      sql: `SELECT org_id AS id FROM migration_run_organizations WHERE run_id = ${one} AND ${two}::int IS NULL AND outcome <> 'SKIPPED'`,
      parameters: [dryRunId, null],
    };
  }
  return {
    sql: `SELECT o.id FROM ${ORGANIZATIONS_WITH_FLAGS} WHERE (${one}::int[] IS NULL OR o.id = ANY(${one})) AND (${two}::int IS NULL OR ${CHANGED_SINCE(two)})`,
    parameters: [organizationIds, changedSince],
  };
}

/** How many organizations a run is for, as they stand now. */
export async function countScope(manager: EntityManager, run: RunScope): Promise<number> {
  const { sql, parameters } = scopeSql(run, 1);
  const [found]: readonly { count: number }[] = await manager.query(
    `SELECT count(*)::int AS count FROM (${sql}) AS scope`,
    [...parameters],
  );
  return found?.count ?? 0;
}

/**
 * The execution since which a run takes over what changed.
 * @throws DomainError NOT_FOUND where there is no such execution; CONFLICT where it has not ended, or does not stand
 */
export async function requireExecution(manager: EntityManager, runId: number): Promise<MigrationRun> {
  const run = await manager.findOneBy(MigrationRun, { id: runId });
  if (run?.mode !== 'EXECUTE')
    throw new DomainError(
      'NOT_FOUND',
      `There is no execution ${runId}: take what changed since one that wrote, not since a dry run.`,
      { runId: String(runId) },
    );
  const details = { runId: String(runId), status: run.status };
  if (!hasEnded(run.status))
    throw new DomainError('CONFLICT', `Run ${runId} is ${run.status}: wait until it has ended, or cancel it.`, details);
  if (run.status.startsWith('ROLLED_BACK') || run.resetAt !== null) {
    throw new DomainError(
      'CONFLICT',
      `Run ${runId} was ${run.resetAt === null ? 'rolled back' : 'taken back by a reset'}, and does not stand: start a run over all organizations.`,
      details,
    );
  }
  return run;
}
