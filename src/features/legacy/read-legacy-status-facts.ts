import type { EntityManager } from 'typeorm';
import type { LegacyDays, LegacyStatusFacts } from '../../domain/legacy/legacy-status';
import { countUnexplained, type ParityTotal } from '../../domain/parity/parity-totals';
import { gatingOf } from '../../domain/rollout/gating';
import { MIGRATION_IN_EFFECT } from '../../store/covering-runs';
import { BACKUP_EVENTS, eventType } from '../../store/event-types';
import { scanModes } from '../../store/gating';
import { findLiveRuns } from '../../store/live-run';
import { readRollout } from '../../store/rollout';
import { SOURCE_HASH } from '../../store/source';
import { dropObstacles } from './drop-store';
import { readFence } from './fence-store';

/**
 * Reads what decides whether the legacy column is still needed. Call it in a REPEATABLE READ transaction. Reads all
 * organizations, journals and events.
 */
export async function readLegacyStatusFacts(
  manager: EntityManager,
  environment: boolean | null,
  days: LegacyDays,
): Promise<LegacyStatusFacts> {
  const { at, snapshotAt } = await one<{ at: Date; snapshotAt: Date | null }>(
    manager,
    'SELECT now() AS at, (SELECT max(created_at) FROM platform_events WHERE event_type = ANY($1)) AS "snapshotAt"',
    [BACKUP_EVENTS],
  );
  return {
    at,
    environment,
    gating: await readGating(manager),
    parity: await readParity(manager),
    legacyAnswers: await one(manager, LEGACY_ANSWERS, [days.hide, days.drop]),
    lateWriters: {
      ...(await one<Omit<LegacyStatusFacts['lateWriters'], 'fencedSince'>>(manager, LATE_WRITERS, [
        days.hide,
        days.drop,
      ])),
      fencedSince: (await readFence(manager)).since,
    },
    snapshotAt,
    liveRuns: await readLiveRuns(manager),
    obstacles: await dropObstacles(manager),
  };
}

/**
 * Since when every organization is under ENFORCE: since the last change of the rollout, or of an organization's own,
 * that put any organization there. The rollout was written by hand if its last event does not match what is stored.
 */
async function readGating(manager: EntityManager): Promise<LegacyStatusFacts['gating']> {
  const since = await one<Pick<LegacyStatusFacts['gating'], 'enforcedSince' | 'writtenByHand'>>(
    manager,
    `WITH stored AS (SELECT mode, enforce_percentage, ${share('mode', 'enforce_percentage')} AS share FROM rollout),
     changes AS (
       SELECT id, created_at, payload -> 'after' AS after,
              ${share("payload -> 'before' ->> 'mode'", "(payload -> 'before' ->> 'enforcePercentage')::int")}
                AS share_before,
              ${share("payload -> 'after' ->> 'mode'", "(payload -> 'after' ->> 'enforcePercentage')::int")}
                AS share_after
       FROM platform_events WHERE event_type = '${eventType('rollout_set')}'),
     last AS (SELECT after FROM changes ORDER BY id DESC LIMIT 1),
     own AS (
       SELECT e.created_at::timestamptz AS at FROM entitlement_events e JOIN organizations o ON o.id = e.org_id
       WHERE CASE WHEN e.event_type IN
                    ('${eventType('organization_rollout_set')}', '${eventType('organization_rollout_cleared')}')
                  THEN e.payload ->> 'gating' = 'ENFORCE' AND e.payload ->> 'gatingBefore' IS DISTINCT FROM 'ENFORCE'
                  ELSE false END
       UNION ALL
       SELECT r.updated_at FROM organization_rollouts r JOIN organizations o ON o.id = r.org_id
       WHERE r.mode = 'ENFORCE' AND (SELECT share FROM stored) < 100)
     SELECT greatest((SELECT max(created_at) FROM changes WHERE share_after > share_before),
                     (SELECT max(at) FROM own)) AS "enforcedSince",
            coalesce((SELECT s.share > 0 AND NOT EXISTS (
              SELECT 1 FROM last
              WHERE after ->> 'mode' = s.mode AND (after ->> 'enforcePercentage')::int = s.enforce_percentage)
              FROM stored s), true) AS "writtenByHand"`,
    [],
  );
  return { ...(await countGatings(manager)), ...since };
}

/**
 * Counts with the domain's function, which hashes faster than SQL, in pages. Ignores the environment, which can be
 * unset at any time.
 */
async function countGatings(
  manager: EntityManager,
): Promise<Pick<LegacyStatusFacts['gating'], 'organizations' | 'others' | 'mode'>> {
  const rollout = await readRollout(manager);
  let organizations = 0;
  let others = 0;
  for await (const page of scanModes(manager)) {
    organizations += page.length;
    others += page.filter(({ id, own }) => gatingOf(id, own, rollout, null).mode !== 'ENFORCE').length;
  }
  return { organizations, others, mode: rollout.mode };
}

async function readLiveRuns(manager: EntityManager): Promise<readonly string[]> {
  const runs = await findLiveRuns(manager);
  return runs.map(({ id, status }) => `#${id} ${status}`);
}

/** SQL for the percentage of organizations that a rollout has under ENFORCE. */
function share(mode: string, percentage: string): string {
  return `CASE WHEN ${mode} = 'ENFORCE' THEN 100 ELSE ${percentage} END`;
}

async function readParity(manager: EntityManager): Promise<LegacyStatusFacts['parity']> {
  const [report]: readonly { id: number; finishedAt: Date; totals: ParityTotal[] | null; uncovered: number | null }[] =
    await manager.query(
      `SELECT id, finished_at AS "finishedAt", totals, uncovered FROM parity_reports
       WHERE status = 'SUCCEEDED' AND organization_ids IS NULL AND at = created_at
         AND source_hash IS NOT DISTINCT FROM ${SOURCE_HASH}
       ORDER BY finished_at DESC, id DESC LIMIT 1`,
    );
  return report
    ? {
        id: String(report.id),
        finishedAt: report.finishedAt,
        unexplained: countUnexplained(report.totals ?? []),
        uncovered: report.uncovered ?? 0,
      }
    : null;
}

/** Counts are stored by day, in UTC: the first day counts as a whole. */
const LEGACY_ANSWERS = `
  WITH counted AS (
    SELECT source, max(day) AS day,
           sum(count) FILTER (WHERE day >= ((now() - make_interval(days => $1)) AT TIME ZONE 'UTC')::date) AS hide,
           sum(count) FILTER (WHERE day >= ((now() - make_interval(days => $2)) AT TIME ZONE 'UTC')::date) AS drop
    FROM access_counts WHERE kind = 'CHECK' AND gating IN ('LEGACY', 'SHADOW') GROUP BY source)
  SELECT coalesce(sum(hide), 0)::float8 AS "withinHideDays", coalesce(sum(drop), 0)::float8 AS "withinDropDays",
         to_char(max(day), 'YYYY-MM-DD') AS "lastDay",
         coalesce(json_agg(json_build_object('source', source, 'withinDropDays', drop::float8)
                           ORDER BY drop DESC, source) FILTER (WHERE drop > 0), '[]') AS sources
  FROM counted`;

/**
 * Organizations whose flags were changed: those that differ from what the newest execution in effect read, at whatever
 * time; those that one execution read differently from the one before it; and those that the fence recorded. New
 * organizations count if they have flags.
 */
const IS_EMPTY = `regexp_replace(coalesce(o.flags, 'null'), '[[:space:]]', '', 'g') IN ('null', '[]', '{}', '""')`;
const LATE_WRITERS = `
  WITH journal AS (
    SELECT j.org_id, j.legacy_flags AS flags, r.created_at, lag(r.id) OVER w AS run_before,
           lag(j.legacy_flags) OVER w AS flags_before,
           row_number() OVER (PARTITION BY j.org_id ORDER BY j.run_id DESC) AS place
    FROM migration_run_organizations j JOIN migration_runs r ON r.id = j.run_id
    WHERE ${MIGRATION_IN_EFFECT} AND j.outcome IN ('CHANGED', 'UNCHANGED', 'FAILED')
    WINDOW w AS (PARTITION BY j.org_id ORDER BY j.run_id)),
  late AS (
    SELECT o.id, NULL::timestamptz AS at, true AS unmigrated
    FROM organizations o LEFT JOIN journal j ON j.org_id = o.id AND j.place = 1
    WHERE CASE WHEN j.org_id IS NULL
               THEN NOT ${IS_EMPTY}
               ELSE o.flags IS DISTINCT FROM j.flags END
    UNION ALL
    SELECT org_id, created_at, false FROM journal WHERE run_before IS NOT NULL AND flags IS DISTINCT FROM flags_before
    UNION ALL
    SELECT org_id, changed_at, false FROM legacy_changes)
  SELECT (count(DISTINCT id) FILTER (WHERE unmigrated))::int AS "notMigrated",
         (count(DISTINCT id) FILTER (WHERE unmigrated OR at > now() - make_interval(days => $1)))::int
           AS "withinHideDays",
         (count(DISTINCT id) FILTER (WHERE unmigrated OR at > now() - make_interval(days => $2)))::int
           AS "withinDropDays",
         max(at) AS "lastAt",
         (SELECT count(*)::int FROM organizations o
          WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.org_id = o.id) AND ${IS_EMPTY}) AS "emptyUnseen"
  FROM late`;

async function one<Row>(manager: EntityManager, statement: string, parameters: readonly unknown[]): Promise<Row> {
  const [row]: readonly Row[] = await manager.query(statement, [...parameters]);
  if (!row) throw new Error('the query returned no row');
  return row;
}
