import type { EntityManager } from 'typeorm';
import type { Log } from '../../../migrations/baseline/audit';

/** So many events are read by one statement: memory does not grow with their number. */
const PAGE_EVENTS = 20_000;

/** Below any id: what somebody inserted may have any. */
const BEFORE_ALL = String(-(2n ** 63n));

/** So many links at most: of single changes, each has one event. */
const PAGE_LINKS = 5_000;

/** Links that follow each other, up to `last`; together they have so many events. */
export interface LinkPage {
  readonly after: string;
  readonly last: string;
  readonly events: number;
}

/** Reads which links there are, in the order in which they were made, in pages of about as many events. */
export async function* pageLinks(manager: EntityManager, log: Log | null): AsyncGenerator<LinkPage> {
  let after = BEFORE_ALL;
  for (;;) {
    const links: readonly { id: string; rows: number }[] = await manager.query(
      `SELECT id, rows FROM (
         SELECT id, rows, sum(rows) OVER (ORDER BY id) - rows AS before FROM (
           SELECT id, rows FROM audit_links WHERE ($1::text IS NULL OR log = $1) AND id > $2
           ORDER BY id LIMIT ${PAGE_LINKS}) AS l) AS l
       WHERE before < ${PAGE_EVENTS} ORDER BY id`,
      [log, after],
    );
    const last = links.at(-1);
    if (!last) return;
    yield { after, last: last.id, events: links.reduce((sum, { rows }) => sum + rows, 0) };
    after = last.id;
  }
}
