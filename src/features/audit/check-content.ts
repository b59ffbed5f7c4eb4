import type { EntityManager } from 'typeorm';
import { DIGEST_BYTES, eventHash } from '../../../migrations/baseline/audit';
import type { Finding } from '../../domain/audit/finding';
import { ENTITLEMENT_EVENTS } from '../../store/event-types';
import type { LogPlace } from './log-rows';
import { type LinkPage, pageLinks } from './page-links';

/** So many altered or removed events are named of one log. */
const NAMED = 100;

interface WrongLink {
  readonly id: string;
  readonly rows: number;
  /** Whether none of its events is there. */
  readonly missing: boolean;
  /** The month of its events, such as `2026-11`. */
  readonly month: string;
}

interface FoundEvent {
  /** Null if the event is not there any more. */
  readonly same: boolean | null;
  /** Null if its link does not name it. */
  readonly id: string | null;
}

/**
 * Compares the events of a log with what its links say of them.
 * @param told called with the number of events of each page
 */
export async function checkContent(
  manager: EntityManager,
  place: LogPlace,
  told: (events: number) => void,
): Promise<{ readonly findings: readonly Finding[]; readonly events: number; readonly taken: number }> {
  const findings: Finding[] = [];
  let events = 0;
  let taken = 0;
  for await (const page of pageLinks(manager, place.log)) {
    for (const link of await findWrong(manager, place, page)) {
      if (link.missing && place.isGone(link.month)) taken += link.rows;
      else if (findings.length < NAMED)
        findings.push(...faultsOf(place, link.id, await lookAtEvents(manager, place, link.id)));
    }
    events += page.events;
    told(page.events);
  }
  return { findings, events, taken };
}

/**
 * SQL for the links `l`, the ids `w.id` that each names as its `w.n`th, and those events `f`, each with its `hash`:
 * NULL for one that is not there.
 */
export function eventsOf({ log, relation, adopted }: LogPlace): string {
  // The key of a table of ours has the time too, by which PostgreSQL finds the partition.
  const created = adopted ? 'e.created_at::timestamptz' : 'e.created_at';
  return `audit_links l CROSS JOIN LATERAL unnest(l.ids) WITH ORDINALITY AS w (id, n)
    LEFT JOIN LATERAL (
      SELECT e.*, ${eventHash(log, 'e')} AS hash FROM ${relation} AS e
      WHERE e.id = w.id AND ${created} BETWEEN l.since AND l.until) AS f ON true`;
}

/** The links of a page whose events are not as they were. */
async function findWrong(
  manager: EntityManager,
  place: LogPlace,
  { after, last }: LinkPage,
): Promise<readonly WrongLink[]> {
  return manager.query(
    `SELECT l.id, l.rows, count(f.hash) = 0 AS missing, to_char(l.since, 'YYYY-MM') AS month FROM ${eventsOf(place)}
     WHERE l.log = $1 AND l.id > $2 AND l.id <= $3
     GROUP BY l.id
     HAVING count(f.hash) <> l.rows OR count(*) <> l.rows
       -- Not sealed yet, and so not hashed: the chain has no place without.
       OR (l.content IS NOT NULL OR l.position IS NOT NULL) AND (
         sha256(string_agg(f.hash, ''::bytea ORDER BY w.n)) IS DISTINCT FROM l.content
         OR string_agg(substr(f.hash, 1, ${DIGEST_BYTES}), ''::bytea ORDER BY w.n) IS DISTINCT FROM l.digests)
     ORDER BY l.id`,
    [place.log, after, last],
  );
}

function lookAtEvents(manager: EntityManager, place: LogPlace, link: string): Promise<readonly FoundEvent[]> {
  return manager.query(
    `SELECT w.id::text AS id,
            CASE WHEN f.hash IS NOT NULL THEN coalesce(substr(f.hash, 1, ${DIGEST_BYTES})
              = substr(l.digests, ((w.n - 1) * ${DIGEST_BYTES} + 1)::int, ${DIGEST_BYTES}), true) END AS same
     FROM ${eventsOf(place)} WHERE l.id = $1 ORDER BY w.n`,
    [link],
  );
}

function faultsOf({ log }: LogPlace, link: string, found: readonly FoundEvent[]): readonly Finding[] {
  const faults = found.flatMap(({ id, same }): readonly Finding[] => {
    if (same === true || id === null) return [];
    return [{ kind: same === null ? 'REMOVED' : 'ALTERED', log, id }];
  });
  // The events are as they were: then it is the link that says something else.
  return faults.length > 0 ? faults : [{ kind: 'LINK_ALTERED', log, id: link }];
}

/** Finds events that no link names, though Portcullis links all that it writes. */
export async function findInserted(
  manager: EntityManager,
  { log, relation, adopted, before }: LogPlace,
): Promise<{ readonly findings: readonly Finding[]; readonly foreign: number }> {
  const created = adopted ? 'e.created_at::timestamptz' : 'e.created_at';
  const unlinked = `FROM ${relation} AS e WHERE e.id > $2 AND NOT EXISTS (
    SELECT 1 FROM (
      SELECT unnest(l.ids) AS id, l.since, l.until FROM audit_links l WHERE l.log = $1) AS w
    WHERE w.id = e.id AND ${created} BETWEEN w.since AND w.until)`;
  // The product may write its own events into its own table, of other types.
  const ours = adopted ? 'e.event_type = ANY($3::text[])' : '($3::text[] IS NOT NULL)';
  const parameters = [log, before.id, Object.keys(ENTITLEMENT_EVENTS)];
  const inserted: readonly { id: string }[] = await manager.query(
    `SELECT e.id::text AS id ${unlinked} AND ${ours} ORDER BY e.id LIMIT ${NAMED}`,
    parameters,
  );
  const findings = inserted.map(({ id }): Finding => ({ kind: 'INSERTED', log, id }));
  const [older]: readonly { rows: number }[] = await manager.query(
    `SELECT count(*)::float8 AS rows FROM ${relation} AS e WHERE e.id <= $1`,
    [before.id],
  );
  const [foreign]: readonly { rows: number }[] = adopted
    ? await manager.query(`SELECT count(*)::float8 AS rows ${unlinked} AND NOT ${ours}`, parameters)
    : [{ rows: 0 }];
  const rest: readonly Finding[] =
    (older?.rows ?? 0) > before.rows ? [{ kind: 'INSERTED', log, id: `up to ${before.id}` }] : [];
  return { findings: [...findings, ...rest], foreign: foreign?.rows ?? 0 };
}
