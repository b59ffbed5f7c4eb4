import type { EntityManager } from 'typeorm';
import { groupBy } from '../../domain/group-by';
import type { EntitlementRow, StoredAccess, SubentitlementRow } from '../../domain/plan-changes';

const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };

/**
 * The entitlement and subentitlement rows of some organizations, in two statements.
 * @returns a function that gives each organization's rows; none where it has none
 */
export async function loadStoredAccess(
  manager: EntityManager,
  organizationIds: readonly number[],
): Promise<(organizationId: number) => StoredAccess> {
  const entitlements: readonly (EntitlementRow & { orgId: number })[] = await manager.query(
    `SELECT e.org_id AS "orgId", m.module_key AS module, e.status, e.partial, e.source,
            -- what ISO 8601 has no words for ('infinity', years BC) stays as PostgreSQL writes it, so that it can be compared
            CASE WHEN isfinite(e.trial_expires_at) AND e.trial_expires_at >= '0001-01-01'
                 THEN to_char(e.trial_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                 ELSE e.trial_expires_at::text END AS "trialExpiresAt"
     FROM org_entitlements e JOIN modules m ON m.id = e.module_id
     WHERE e.org_id = ANY($1)`,
    [organizationIds],
  );
  const subentitlements: readonly (SubentitlementRow & { orgId: number })[] = await manager.query(
    `SELECT b.org_id AS "orgId", m.module_key AS module, s.submodule_key AS submodule, b.enabled, b.source
     FROM org_subentitlements b JOIN submodules s ON s.id = b.submodule_id JOIN modules m ON m.id = b.module_id
     WHERE b.org_id = ANY($1)`,
    [organizationIds],
  );
  const ofOrganization = groupBy(entitlements, (row) => row.orgId);
  const subOfOrganization = groupBy(subentitlements, (row) => row.orgId);
  return (id) => {
    const rows = ofOrganization.get(id);
    const subrows = subOfOrganization.get(id);
    return rows || subrows ? { entitlements: rows ?? [], subentitlements: subrows ?? [] } : NOTHING;
  };
}
