import type { EntityManager } from 'typeorm';
import { requireColumn, type LegacyColumn } from '../domain/legacy/legacy-column';
import { COLUMN_GONE } from '../domain/legacy/legacy-flags';
import { intArray } from '../database/int-array';

/**
 * SQL for a FROM clause: organizations `o` with `id`, `name` and `flags`, the legacy flags as JSON text; where their column is gone, the mark
 * that says so. PostgreSQL looks a name up from the inside out: it finds the column while there is one, else the mark. So a statement says
 * at any moment what is true in its own, and none fails because somebody drops the column, or puts it back. It plans as the table alone does.
 */
export const ORGANIZATIONS_WITH_FLAGS = `
  (SELECT '${COLUMN_GONE}'::text AS enabled_modules) AS gone CROSS JOIN LATERAL (SELECT id, name, enabled_modules::text AS flags FROM organizations) AS o`;

/** Whether the column is there, and what is known of its end. One statement. */
export async function readLegacyColumn(manager: Pick<EntityManager, 'query'>): Promise<LegacyColumn> {
  const [found]: readonly LegacyColumn[] = await manager.query(
    `SELECT there, CASE WHEN NOT there THEN d.dropped_at END AS "droppedAt", CASE WHEN NOT there THEN d.purged_at END AS "purgedAt"
     FROM (SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('organizations') AND attname = 'enabled_modules' AND NOT attisdropped) AS there) AS c
     LEFT JOIN legacy_column_drop d ON true`,
  );
  if (!found) throw new Error('the legacy column was not looked up');
  return found;
}

/** `requireColumn`, of the column as it is now. @throws DomainError CONFLICT where it is gone */
export async function requireLegacyColumn(manager: Pick<EntityManager, 'query'>, then: string): Promise<void> {
  requireColumn(await readLegacyColumn(manager), then);
}

/** The legacy flags of some organizations, as `ORGANIZATIONS_WITH_FLAGS` has them. */
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
