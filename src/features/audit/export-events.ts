import type { EntityManager } from 'typeorm';
import { eventsOf } from './check-content';
import type { LogPlace } from './log-rows';
import { pageLinks } from './page-links';

const CREATED_AT = `
  CASE WHEN f.created_at::timestamptz BETWEEN '0001-01-01' AND '9999-12-31'
       THEN to_char(f.created_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
       ELSE f.created_at::text END`;

/** An event as it is exported. */
export interface ExportedEvent {
  readonly log: string;
  readonly id: string;
  /** Null for an event of the platform. */
  readonly organizationId: string | null;
  readonly eventType: string;
  readonly actorId: string | null;
  readonly reason: string | null;
  readonly payload: unknown;
  /** ISO 8601, in UTC; or what PostgreSQL writes of a time that ISO 8601 does not have. */
  readonly createdAt: string;
  /** Its hash, hexadecimal. */
  readonly hash: string;
  /** The place of its link in the chain; null while it is not sealed. */
  readonly position: number | null;
}

/**
 * Reads the events that are linked and in the database, in the order of the chain.
 * @param since leaves out earlier ones; null for all
 */
export async function* exportEvents(
  manager: EntityManager,
  places: readonly LogPlace[],
  since: Date | null,
): AsyncGenerator<readonly ExportedEvent[]> {
  for await (const { after, last } of pageLinks(manager, null)) {
    const found: (ExportedEvent & { readonly link: string; readonly n: string })[] = [];
    for (const place of places) {
      const platform = place.log === 'platform_events';
      const rows: readonly (ExportedEvent & { link: string; n: string })[] = await manager.query(
        `SELECT l.id::text AS link, w.n::text AS n, l.log, f.id::text AS id,
                ${platform ? 'NULL' : 'f.org_id::text'} AS "organizationId", f.event_type AS "eventType",
                f.${platform ? 'actor_id' : 'actor_user_id'}::text AS "actorId", f.reason, f.payload,
                ${CREATED_AT} AS "createdAt", encode(f.hash, 'hex') AS hash,
                l.position::float8 AS position
         FROM ${eventsOf(place)}
         WHERE l.log = $1 AND l.id > $2 AND l.id <= $3 AND ($4::timestamptz IS NULL OR l.until >= $4)
           AND f.hash IS NOT NULL AND ($4::timestamptz IS NULL OR f.created_at >= $4)`,
        [place.log, after, last, since],
      );
      found.push(...rows);
    }
    found.sort((a, b) => Number(a.link) - Number(b.link) || Number(a.n) - Number(b.n));
    yield found.map(({ link: _link, n: _n, ...event }) => event);
  }
}
