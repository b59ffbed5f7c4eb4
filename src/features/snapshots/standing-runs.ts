import type { EntityManager } from 'typeorm';
import type { StandingRun } from './snapshot-format';

/** What became of executions when other rows took the place of those that they had written. */
export interface SettledRuns {
  /** What they had written is gone: they can be neither rolled back nor resumed, and bring nobody over. */
  readonly undone: number;
  /** What they had written is there again. */
  readonly restored: number;
}

/** The executions whose work is in the tables, as far as nobody has changed it; one that was rolled back never stands again. */
export async function readStandingRuns(manager: EntityManager): Promise<readonly StandingRun[]> {
  return manager.query<StandingRun[]>(
    `SELECT id, created_at::text AS "createdAt", finished_at::text AS "finishedAt" FROM migration_runs WHERE mode = 'EXECUTE' AND reset_at IS NULL AND rollback_requested_at IS NULL ORDER BY id`,
  );
}

/**
 * Marks every execution whose work is not in the tables any more, and takes the mark from those whose work is there again: just those that stood
 * when the rows were as they are now, and have not gone on since.
 */
export async function settleRuns(manager: EntityManager, standing: readonly StandingRun[]): Promise<SettledRuns> {
  const [settled]: readonly SettledRuns[] = await manager.query(
    `WITH standing AS (SELECT * FROM json_to_recordset($1::json) AS s (id integer, "createdAt" timestamptz, "finishedAt" timestamptz)),
     judged AS (
       SELECT r.id, EXISTS (SELECT 1 FROM standing s WHERE s.id = r.id AND s."createdAt" = r.created_at AND s."finishedAt" IS NOT DISTINCT FROM r.finished_at) AS stands
       FROM migration_runs r WHERE r.mode = 'EXECUTE' AND r.rollback_requested_at IS NULL),
     settled AS (
       UPDATE migration_runs r SET reset_at = CASE WHEN stands THEN NULL ELSE now() END
       FROM judged j WHERE r.id = j.id AND j.stands = (r.reset_at IS NOT NULL) RETURNING j.stands)
     SELECT (count(*) FILTER (WHERE NOT stands))::int AS undone, (count(*) FILTER (WHERE stands))::int AS restored FROM settled`,
    [JSON.stringify(standing)],
  );
  return settled ?? { undone: 0, restored: 0 };
}
