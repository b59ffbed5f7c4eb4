import type { EntityManager } from 'typeorm';
import { hasEnded, noCounts, RUN_COUNTS, type RunCounts } from '../domain/run/run-status';
import type { MigrationRun } from '../entities/migration-run';

export interface RunProgress {
  readonly counts: RunCounts;
  readonly total: number;
  readonly processed: number;
  /** From 0 to 100. */
  readonly percent: number;
  /** Organizations per second: over the last 30 seconds while the run is running, over the whole run afterwards. */
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
  /** Why the workers are waiting; null if they are not. */
  readonly heldBack: string | null;
}

const RATE_WINDOW_SECONDS = 30;
/** Waiting workers report every second; an older report is from a worker that was killed while it waited. */
const HOLD_SECONDS = 5;

/** Adds up the batches of some runs, in two statements. @returns progress and counts by run id */
export async function loadProgress(
  manager: EntityManager,
  runs: readonly MigrationRun[],
): Promise<ReadonlyMap<number, RunProgress>> {
  const ids = runs.map((run) => run.id);
  const sums: readonly { runId: number; name: string; sum: number }[] = await manager.query(
    `SELECT b.run_id AS "runId", c.key AS name, sum(c.value::bigint)::double precision AS sum
     FROM migration_run_batches b CROSS JOIN LATERAL jsonb_each_text(b.counts) c
     WHERE b.run_id = ANY($1) AND b.status = 'DONE' GROUP BY b.run_id, c.key`,
    [ids],
  );
  const recents: readonly { runId: number; done: number; seconds: number; heldBack: string | null }[] =
    await manager.query(
      `SELECT r.id AS "runId", coalesce(sum(cardinality(b.organization_ids)), 0)::double precision AS done,
            extract(epoch FROM least(interval '${RATE_WINDOW_SECONDS} seconds',
                                     clock_timestamp() - r.started_at))::double precision AS seconds,
            CASE WHEN r.hold_seen_at > clock_timestamp() - interval '${HOLD_SECONDS} seconds'
                 THEN r.hold_reason END AS "heldBack"
     FROM migration_runs r
     LEFT JOIN migration_run_batches b ON b.run_id = r.id AND b.status = 'DONE'
       AND b.finished_at > clock_timestamp() - interval '${RATE_WINDOW_SECONDS} seconds'
     WHERE r.id = ANY($1) AND r.status = 'RUNNING' AND r.started_at IS NOT NULL GROUP BY r.id`,
      [ids],
    );
  const recent = new Map(
    recents.map(({ runId, done, seconds, heldBack }) => [
      runId,
      { perSecond: done / Math.max(seconds, 0.001), heldBack },
    ]),
  );
  return new Map(
    runs.map((run) => {
      const counts = noCounts();
      for (const { runId, name, sum } of sums) {
        const key = RUN_COUNTS.find((one) => one === name);
        if (runId === run.id && key) counts[key] = sum;
      }
      return [run.id, progressOf(run, counts, recent.get(run.id))];
    }),
  );
}

function progressOf(
  run: MigrationRun,
  done: RunCounts,
  recent: Pick<RunProgress, 'perSecond' | 'heldBack'> | undefined,
): RunProgress {
  const processed = done.changed + done.unchanged + done.failed + done.stale + done.skipped;
  const total = run.total ?? 0;
  // After a run has ended, organizations that it did not reach count as skipped: counts always add up to the total.
  const counts = hasEnded(run.status) ? { ...done, skipped: done.skipped + (total - processed) } : done;
  const elapsed = run.finishedAt && run.startedAt ? (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000 : 0;
  const perSecond = recent?.perSecond ?? (elapsed > 0 ? processed / elapsed : null);
  const etaSeconds = run.status === 'RUNNING' && perSecond ? Math.ceil((total - processed) / perSecond) : null;
  return {
    counts,
    total,
    processed,
    percent: total === 0 ? (run.total === 0 ? 100 : 0) : (processed / total) * 100,
    perSecond,
    etaSeconds,
    heldBack: recent?.heldBack ?? null,
  };
}
