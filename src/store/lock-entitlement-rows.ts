import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import type { OrganizationId } from '../domain/organization-id';

/**
 * Locks the entitlements and subentitlements of organizations, so that they do not change before they are written; in a
 * fixed order, to avoid deadlocks.
 */
export async function lockEntitlementRows(manager: EntityManager, ids: readonly OrganizationId[]): Promise<void> {
  for (const [table, key] of [
    ['org_entitlements', 'module_id'],
    ['org_subentitlements', 'submodule_id'],
  ]) {
    await manager.query(
      `WITH locked AS MATERIALIZED (
         SELECT 1 FROM ${table} e WHERE e.org_id = ANY($1::organization_ids) ORDER BY e.org_id, e.${key} FOR UPDATE)
       SELECT count(*) FROM locked`,
      [idArray(ids)],
    );
  }
}
