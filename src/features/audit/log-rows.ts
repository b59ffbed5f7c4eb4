import type { EntityManager } from 'typeorm';
import { type Log, LOGS } from '../../../migrations/baseline/audit';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { readTakenParts } from '../../store/taken-parts';
import { readDetached } from '../retention/read-retained';

/** A log, and where its events are. */
export interface LogPlace {
  readonly log: Log;
  /** SQL for all of its events that are in the database: those too that retention detached. */
  readonly relation: string;
  /** Whether the product had the table before: it may write events of its own there. */
  readonly adopted: boolean;
  /** Whether retention has taken the events of a month, such as `2026-11`, out of the database. */
  readonly isGone: (month: string) => boolean;
  /** What was there before the chain began: so many events, up to this id. */
  readonly before: { readonly id: number; readonly rows: number };
}

/** Finds the logs. Call it in the transaction that reads them. */
export async function findLogs(manager: EntityManager): Promise<readonly LogPlace[]> {
  const [events]: readonly { schema: string; adopted: boolean }[] = await manager.query(
    `SELECT schema, origin = 'adopted' AS adopted FROM portcullis_tables WHERE name = 'entitlement_events'`,
  );
  const begins: readonly { log: string; id: number; rows: number }[] = await manager.query(
    'SELECT log, id::float8 AS id, rows::float8 AS rows FROM audit_begins',
  );
  const all = await readDetached(manager);
  const taken = await readTakenParts(manager);
  // Of these months the events that named them went with the events of the platform of their time.
  const silentUntil = taken
    .filter(
      ({ parent, part }) =>
        parent === 'platform_events' && !all.some((one) => one.parent === parent && one.part === part),
    )
    .reduce((latest, { part }) => (part > latest ? part : latest), '');
  // A table is a part of the record only if an event says that retention made it one.
  const detached = all.filter(
    ({ parent, part }) => part <= silentUntil || taken.some((one) => one.parent === parent && one.part === part),
  );
  return LOGS.map((log) => {
    const own = log === 'platform_events' || !events;
    const there = detached.filter(({ parent, bytes }) => parent === log && bytes !== null);
    const tables = [own ? quoted(SCHEMA, log) : quoted(events.schema, log)];
    const parts = [...tables, ...there.map(({ name }) => quoted(SCHEMA, name))].map(
      (table) => `SELECT * FROM ${table}`,
    );
    const here = new Set(there.map(({ part }) => part));
    const gone = new Set(taken.filter(({ parent }) => parent === log).map(({ part }) => part));
    return {
      log,
      relation: parts.length === 1 ? (tables[0] ?? '') : `(${parts.join(' UNION ALL ')})`,
      adopted: !own && events.adopted,
      isGone: (month) => !here.has(month) && (gone.has(month) || month <= silentUntil),
      // A table that Portcullis made had nothing before.
      before: (!own && events.adopted ? begins.find((one) => one.log === log) : null) ?? { id: 0, rows: 0 },
    };
  });
}
