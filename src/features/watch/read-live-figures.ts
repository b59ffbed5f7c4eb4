import type { EntityManager } from 'typeorm';
import type { RunMode, RunStatus } from '../../domain/run/run-status';
import { type MigrationRun } from '../../entities/migration-run';
import { MIGRATION_IN_EFFECT } from '../../store/covering-runs';
import { findLiveRuns } from '../../store/live-run';
import { loadProgress } from '../../store/run-progress';
import { readFence } from '../legacy/fence-store';
import type { LiveFigures, SourceFigures } from './live-figures';

/** A worker that has not reported for this time does not count. */
const WORKER_SECONDS = 30;
/** Counting late writers stops at this number, because higher ones need no different reaction. */
const MAX_LATE_WRITERS = 1_000;

/** Reads the current activity in the database, with a few small statements however many organizations there are. */
export async function readLiveFigures(manager: EntityManager): Promise<LiveFigures> {
  const runs = await manager.query<{ mode: RunMode; status: RunStatus; count: number }[]>(
    `SELECT mode, status, count(*)::int AS count FROM migration_runs GROUP BY mode, status`,
  );
  const [newest] = await manager.query<{ id: number; status: RunStatus }[]>(
    `SELECT id, status FROM migration_runs WHERE mode = 'EXECUTE' ORDER BY id DESC LIMIT 1`,
  );
  const [live = null] = await findLiveRuns(manager);
  const progress = live && (await loadProgress(manager, [live])).get(live.id);
  const [report] = await manager.query<{ id: number; compared: number; total: number }[]>(
    `SELECT id, compared, coalesce(total, 0) AS total FROM parity_reports
     WHERE status IN ('QUEUED', 'RUNNING') ORDER BY id LIMIT 1`,
  );
  const fence = await readFence(manager);
  return {
    runs,
    newestExecution: newest ?? null,
    run:
      live && progress
        ? { id: live.id, mode: live.mode, status: live.status, ...progress, ...(await readWork(manager, live)) }
        : null,
    parity: report ?? null,
    fence: { standing: fence.standing, lateWriters: await countLateWriters(manager) },
  };
}

/** How many sources have metrics of their own: each is a name that an application chose. */
const MOST_SOURCES = 50;

/** Reads today's checks by source, those with the most first. Reads all of today's counts. */
export async function readSourceFigures(manager: EntityManager): Promise<readonly SourceFigures[]> {
  return manager.query(
    `SELECT source, sum(count)::float8 AS checks,
            coalesce(sum(count) FILTER (WHERE unexpected), 0)::float8 AS unexpected,
            coalesce(sum(count) FILTER (WHERE differs), 0)::float8 AS differs
     FROM access_counts WHERE kind = 'CHECK' AND day = (now() AT TIME ZONE 'UTC')::date
     GROUP BY source ORDER BY 2 DESC, source LIMIT ${MOST_SOURCES}`,
  );
}

async function readWork(
  manager: EntityManager,
  { id }: MigrationRun,
): Promise<{ readonly workers: number; readonly idleSeconds: number }> {
  const [found] = await manager.query<{ workers: number; idleSeconds: number }[]>(
    `SELECT (count(DISTINCT b.worker) FILTER (
              WHERE b.leased_until > clock_timestamp()
                 OR b.finished_at > clock_timestamp() - interval '${WORKER_SECONDS} seconds'))::int AS workers,
            extract(epoch FROM clock_timestamp()
                               - coalesce(max(b.finished_at), r.started_at, r.created_at))::float8 AS "idleSeconds"
     FROM migration_runs r LEFT JOIN migration_run_batches b ON b.run_id = r.id WHERE r.id = $1 GROUP BY r.id`,
    [id],
  );
  return found ?? { workers: 0, idleSeconds: 0 };
}

/** Organizations whose flags, as last recorded by the fence, differ from what the newest execution in effect read. */
async function countLateWriters(manager: EntityManager): Promise<number> {
  const [found] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM legacy_changes c LEFT JOIN LATERAL (
         SELECT j.legacy_flags AS flags
         FROM migration_runs r JOIN migration_run_organizations j ON j.run_id = r.id AND j.org_id = c.org_id
         WHERE ${MIGRATION_IN_EFFECT} AND j.outcome IN ('CHANGED', 'UNCHANGED', 'FAILED')
         ORDER BY r.id DESC LIMIT 1) AS read ON true
       WHERE read.flags IS DISTINCT FROM c.new_flags LIMIT ${MAX_LATE_WRITERS}) AS late`,
  );
  return found?.count ?? 0;
}
