import type { EntityManager } from 'typeorm';
import type { RunInEffect } from './snapshot-format';

/** How many executions a reset or an import took out of effect, or put into effect again. */
export interface MarkedRuns {
  /** Executions whose rows were removed: they can no longer be rolled back or resumed, and cover no organization. */
  readonly undone: number;
  /** Executions whose rows were restored. */
  readonly restored: number;
}

/** The executions in effect; one for which a rollback was requested is never in effect again. */
export async function readRunsInEffect(manager: EntityManager): Promise<readonly RunInEffect[]> {
  return manager.query<RunInEffect[]>(
    `SELECT id, created_at::text AS "createdAt", finished_at::text AS "finishedAt" FROM migration_runs
     WHERE mode = 'EXECUTE' AND reset_at IS NULL AND rollback_requested_at IS NULL ORDER BY id`,
  );
}

/**
 * Marks every execution whose rows are no longer in the tables as reset, and removes the mark from those whose rows are
 * there again.
 * @param runs the executions in effect when the present rows were exported; one that went on since does not count
 */
export async function markRunsInEffect(manager: EntityManager, runs: readonly RunInEffect[]): Promise<MarkedRuns> {
  const [settled]: readonly MarkedRuns[] = await manager.query(
    `WITH in_effect AS (
       SELECT * FROM json_to_recordset($1::json) AS s (id integer, "createdAt" timestamptz, "finishedAt" timestamptz)),
     judged AS (
       SELECT r.id, EXISTS (
                SELECT 1 FROM in_effect s
                WHERE s.id = r.id AND s."createdAt" = r.created_at AND s."finishedAt" IS NOT DISTINCT FROM r.finished_at
              ) AS in_effect
       FROM migration_runs r WHERE r.mode = 'EXECUTE' AND r.rollback_requested_at IS NULL),
     settled AS (
       UPDATE migration_runs r SET reset_at = CASE WHEN in_effect THEN NULL ELSE now() END
       FROM judged j WHERE r.id = j.id AND j.in_effect = (r.reset_at IS NOT NULL) RETURNING j.in_effect)
     SELECT (count(*) FILTER (WHERE NOT in_effect))::int AS undone, (count(*) FILTER (WHERE in_effect))::int AS restored
     FROM settled`,
    [JSON.stringify(runs)],
  );
  return settled ?? { undone: 0, restored: 0 };
}
