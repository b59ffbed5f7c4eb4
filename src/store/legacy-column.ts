import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import { type LegacyColumn, requireColumn } from '../domain/legacy/legacy-column';
import type { OrganizationId } from '../domain/organization-id';
import { SOURCE_LABEL, SOURCE_OID } from './source';

/**
 * Whether the column exists, and when it was dropped and its values purged. It counts as existing if the source does
 * not read the flags from one column. One statement.
 */
export async function readLegacyColumn(manager: Pick<EntityManager, 'query'>): Promise<LegacyColumn> {
  const [found]: readonly LegacyColumn[] = await manager.query(
    `SELECT c.name, c.found AS "exists", CASE WHEN NOT c.found THEN d.dropped_at END AS "droppedAt",
            CASE WHEN NOT c.found THEN d.purged_at END AS "purgedAt"
     FROM (SELECT ${SOURCE_LABEL} || '.' || s.flags_column AS name,
                  EXISTS (
                    SELECT 1 FROM pg_attribute
                    WHERE attrelid = ${SOURCE_OID} AND attname = s.flags_column AND NOT attisdropped
                  ) OR s.flags_column IS NULL AS found
           FROM installation LEFT JOIN source s ON true) AS c
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
 * The legacy flags by organization id, as JSON text; `COLUMN_MISSING` if their column was dropped. An organization that
 * does not exist is left out.
 */
export async function readFlags(
  manager: Pick<EntityManager, 'query'>,
  organizationIds: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, string | null>> {
  const rows: readonly { id: OrganizationId; flags: string | null }[] = await manager.query(
    `SELECT o.id::text AS id, o.flags FROM organizations o WHERE o.id = ANY($1::organization_ids)`,
    [idArray(organizationIds)],
  );
  return new Map(rows.map(({ id, flags }) => [id, flags]));
}
