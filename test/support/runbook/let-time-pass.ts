import { ENTITLEMENT_EVENTS } from '../../../src/store/event-types';
import type { TestDatabase } from '../test-database';

/** Days are moved by this much first: moved directly, they could meet another day of the same key. */
const FAR_DAYS = 36_500;

const OURS = ` WHERE event_type IN (${Object.keys(ENTITLEMENT_EVENTS)
  .map((type) => `'${type}'`)
  .join(', ')})`;

const NOT_EXPORTED = ` WHERE id > coalesce(
  (SELECT max(id) FROM portcullis.platform_events WHERE event_type = 'snapshot_exported'), 0)`;

/** Which rows of a table are moved. */
const whichOf = (table: string): string =>
  table.endsWith('entitlement_events') ? OURS : table.endsWith('platform_events') ? NOT_EXPORTED : '';

/**
 * Makes the database look as if this much time (`30 days`) had passed, by moving every time and day in every table
 * back; rows change their partitions. Only the ends of trials and overrides stay, because journals contain them as
 * JSON, too, and events that snapshots contain which are still to be imported: those of the other application, and
 * those of the platform from before the last export.
 * Triggers are disabled meanwhile.
 */
export async function letTimePass(database: TestDatabase, time: string): Promise<void> {
  const columns = await database.sql<{ table: string; times: string | null; day: string | null }>(
    `SELECT quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) AS table,
            max(quote_ident(c.column_name)) FILTER (WHERE c.data_type = 'date') AS day,
            string_agg(format('%1$I = %1$I - %2$L::interval', c.column_name, $1::text), ', ')
              FILTER (WHERE c.data_type <> 'date') AS times
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema IN ('public', 'portcullis') AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
       AND c.column_name NOT IN ('expires_at', 'trial_expires_at')
       AND NOT EXISTS (
         SELECT 1 FROM pg_inherits WHERE inhrelid = format('%I.%I', t.table_schema, t.table_name)::regclass)
       AND c.data_type IN ('date', 'timestamp without time zone', 'timestamp with time zone')
     GROUP BY 1 ORDER BY 1`,
    [time],
  );
  const [, days = '0'] = /^(\d+) days?$/.exec(time) ?? [];
  const updates = columns.flatMap(({ table, times, day }) => [
    ...(times === null ? [] : [`UPDATE ${table} SET ${times}${whichOf(table)}`]),
    ...(day === null
      ? []
      : [
          `UPDATE ${table} SET ${day} = ${day} - ${FAR_DAYS}`,
          `UPDATE ${table} SET ${day} = ${day} + ${FAR_DAYS} - ${days}`,
        ]),
  ]);
  await database.sql(['BEGIN', 'SET LOCAL session_replication_role = replica', ...updates, 'COMMIT'].join('; '));
}
