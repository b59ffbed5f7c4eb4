import type { EntityManager } from 'typeorm';
import { intArray } from '../database/int-array';
import { type LegacyColumn, requireColumn } from '../domain/legacy/legacy-column';
import { COLUMN_MISSING } from '../domain/legacy/legacy-flags';

/**
 * SQL for a FROM clause: organizations as `o` with `id`, `name` and `flags`, the legacy flags as JSON text, or
 * `COLUMN_MISSING` if their column has been dropped. PostgreSQL resolves a column name from the innermost scope
 * outwards: it finds the column if it exists, otherwise the constant. So no statement fails because the column is
 * dropped or restored meanwhile. The plan is the same as for the table alone.
 */
export const ORGANIZATIONS_WITH_FLAGS = `
  (SELECT '${COLUMN_MISSING}'::text AS enabled_modules) AS gone
  CROSS JOIN LATERAL (SELECT id, name, enabled_modules::text AS flags FROM organizations) AS o`;

/** Whether the column exists, and when it was dropped and its values purged. One statement. */
export async function readLegacyColumn(manager: Pick<EntityManager, 'query'>): Promise<LegacyColumn> {
  const [found]: readonly LegacyColumn[] = await manager.query(
    `SELECT c.found AS "exists", CASE WHEN NOT c.found THEN d.dropped_at END AS "droppedAt",
            CASE WHEN NOT c.found THEN d.purged_at END AS "purgedAt"
     FROM (SELECT EXISTS (
             SELECT 1 FROM pg_attribute
             WHERE attrelid = to_regclass('organizations') AND attname = 'enabled_modules' AND NOT attisdropped
           ) AS found) AS c
     LEFT JOIN legacy_column_drop d ON true`,
  );
  if (!found) throw new Error('the query for the legacy column returned no row');
  return found;
}

/**
 * Refuses to go on without the legacy column.
 * @param then what to do instead, as a sentence: it ends the message
 * @throws DomainError CONFLICT if the column does not exist
 */
export async function requireLegacyColumn(manager: Pick<EntityManager, 'query'>, then: string): Promise<void> {
  requireColumn(await readLegacyColumn(manager), then);
}

/**
 * The legacy flags by organization id, as in `ORGANIZATIONS_WITH_FLAGS`; an organization that does not exist is left
 * out.
 */
export async function readFlags(
  manager: Pick<EntityManager, 'query'>,
  organizationIds: readonly number[],
): Promise<ReadonlyMap<number, string | null>> {
  const rows: readonly { id: number; flags: string | null }[] = await manager.query(
    `SELECT o.id, o.flags FROM ${ORGANIZATIONS_WITH_FLAGS} WHERE o.id = ANY($1::int[])`,
    [intArray(organizationIds)],
  );
  return new Map(rows.map(({ id, flags }) => [id, flags]));
}
