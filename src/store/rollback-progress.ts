import type { EntityManager } from 'typeorm';
import { noRollbackCounts, ROLLBACK_COUNTS, type RollbackCounts } from '../domain/run/run-status';
import type { MigrationRun } from '../entities/migration-run';

/** The progress of a rollback, counted in organizations that the run had changed. */
export interface RollbackProgress {
  readonly counts: RollbackCounts;
  readonly total: number;
  readonly processed: number;
  /** From 0 to 100. */
  readonly percent: number;
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
  /** Why the workers are waiting; null if they are not. */
  readonly heldBack: string | null;
}

/** Waiting workers report every second; an older report is from a worker that was killed while it waited. */
const HOLD_SECONDS = 5;

/** Adds up the batches of a rollback, in one statement; null if the run has no rollback. */
export async function loadRollbackProgress(
  manager: EntityManager,
  run: MigrationRun,
): Promise<RollbackProgress | null> {
  if (run.rollbackTotal === null) return null;
  const [found]: readonly {
    counts: Readonly<Record<string, number>>;
    seconds: number | null;
    heldBack: string | null;
  }[] = await manager.query(
    `SELECT (SELECT coalesce(json_object_agg(name, sum), '{}') FROM (
               SELECT c.key AS name, sum(c.value::bigint)::double precision AS sum
               FROM migration_run_rollback_batches b CROSS JOIN LATERAL jsonb_each_text(b.counts) c
               WHERE b.run_id = r.id AND b.status = 'DONE' GROUP BY c.key) AS sums) AS counts,
            extract(epoch FROM coalesce(r.rollback_finished_at, clock_timestamp())
                               - r.rollback_started_at)::double precision AS seconds,
            CASE WHEN r.status = 'ROLLING_BACK'
                      AND r.hold_seen_at > clock_timestamp() - interval '${HOLD_SECONDS} seconds'
                 THEN r.hold_reason END AS "heldBack"
     FROM migration_runs r WHERE r.id = $1`,
    [run.id],
  );
  const counts = noRollbackCounts();
  for (const name of ROLLBACK_COUNTS) counts[name] = found?.counts[name] ?? 0;
  const total = run.rollbackTotal;
  const processed =
    counts.organizationsRolledBack +
    counts.organizationsKept +
    counts.organizationsFailed +
    counts.organizationsSkipped;
  const seconds = found?.seconds ?? 0;
  const perSecond = seconds > 0 ? processed / seconds : null;
  const etaSeconds = run.status === 'ROLLING_BACK' && perSecond ? Math.ceil((total - processed) / perSecond) : null;
  return {
    counts,
    total,
    processed,
    percent: total === 0 ? 100 : (processed / total) * 100,
    perSecond,
    etaSeconds,
    heldBack: found?.heldBack ?? null,
  };
}
