import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../domain/errors';
import { requireJournal } from '../../../domain/run/journal';
import { hasEnded } from '../../../domain/run/run-status';
import { MigrationRun } from '../../../entities/migration-run';
import { MIGRATION_IN_EFFECT } from '../../../store/covering-runs';

/** The fields of a run that determine its organizations. */
export type RunScope = Pick<
  MigrationRun,
  'id' | 'dryRunId' | 'organizationIds' | 'changedSince' | 'change' | 'selection'
>;

/** Whether the organizations of a run were settled in `migration_run_targets` when it was started. */
function hasTargets({ change, selection }: Pick<MigrationRun, 'change' | 'selection'>): boolean {
  return change?.of === 'ROWS' || selection !== null;
}

/** SQL that selects the current `id`s of a run's organizations, and its two parameters. */
export interface ScopeSql {
  readonly sql: string;
  readonly parameters: readonly [first: unknown, second: unknown];
}

const READ = `j.outcome IN ('CHANGED', 'UNCHANGED', 'FAILED')`;

/**
 * SQL for a condition on `o`: organizations that an execution did not migrate (new, not reached, STALE), and those
 * whose flags differ from what its journal says it read, or from what a later one in effect read: flags that were on
 * only for a time, or that another source gave, are as the first one read them, and entitlements may not be. An
 * organization that failed with the flags that it still has is left out, because it would fail again.
 */
const CHANGED_SINCE = (run: string) => `(
  NOT EXISTS (
    SELECT 1 FROM migration_run_organizations j
    WHERE j.run_id = ${run} AND j.org_id = o.id AND ${READ} AND j.legacy_flags IS NOT DISTINCT FROM o.flags)
  OR o.id IN (
    SELECT n.id
    FROM migration_run_organizations j JOIN migration_runs r ON r.id = j.run_id
    JOIN organizations n ON n.id = j.org_id
    WHERE r.id > ${run} AND ${MIGRATION_IN_EFFECT} AND ${READ} AND j.legacy_flags IS DISTINCT FROM n.flags))`;

/** The organizations of a run, as SQL. @param first the number of the first of its two parameters */
export function scopeSql(run: RunScope, first: number): ScopeSql {
  const { dryRunId, organizationIds, changedSince } = run;
  const [one, two] = [`$${first}`, `$${first + 1}`];
  if (dryRunId !== null) {
    return {
      sql: `SELECT org_id AS id FROM migration_run_organizations
            WHERE run_id = ${one} AND ${two}::int IS NULL AND outcome <> 'SKIPPED'`,
      parameters: [dryRunId, null],
    };
  }
  if (hasTargets(run)) {
    return {
      sql: `SELECT org_id AS id FROM migration_run_targets WHERE run_id = ${one} AND ${two}::int IS NULL`,
      parameters: [run.id, null],
    };
  }
  return {
    sql: `SELECT o.id FROM organizations o
          WHERE (${one}::organization_ids IS NULL OR o.id = ANY(${one}))
            AND (${two}::int IS NULL OR ${CHANGED_SINCE(two)})`,
    parameters: [organizationIds, changedSince],
  };
}

/** The current number of a run's organizations. */
export async function countScope(manager: EntityManager, run: RunScope): Promise<number> {
  const { sql, parameters } = scopeSql(run, 1);
  const [found]: readonly { count: number }[] = await manager.query(
    `SELECT count(*)::int AS count FROM (${sql}) AS scope`,
    [...parameters],
  );
  return found?.count ?? 0;
}

/**
 * The execution for `changedSince`: a run then migrates what has changed since.
 * @throws DomainError NOT_FOUND if there is no such execution; CONFLICT if it has not ended, or is no longer in effect
 */
export async function requireExecution(manager: EntityManager, runId: number): Promise<MigrationRun> {
  const run = await manager.findOneBy(MigrationRun, { id: runId });
  if (run?.mode !== 'EXECUTE' || run.kind !== 'MIGRATION')
    throw new DomainError(
      'NOT_FOUND',
      `There is no execution ${runId}: name an execution of a migration, not a dry run.`,
      {
        runId: String(runId),
      },
    );
  const details = { runId: String(runId), status: run.status };
  if (!hasEnded(run.status))
    throw new DomainError('CONFLICT', `Run ${runId} is ${run.status}: wait until it has ended, or cancel it.`, details);
  if (run.status.startsWith('ROLLED_BACK') || run.resetAt !== null) {
    throw new DomainError(
      'CONFLICT',
      `Run ${runId} was ${run.resetAt === null ? 'rolled back' : 'undone by a reset or an import'}, ` +
        'and is no longer in effect: start a run of all organizations.',
      details,
    );
  }
  requireJournal(run, 'It is not known what has changed since');
  return run;
}
