import type { SelectQueryBuilder } from 'typeorm';
import type { SelectionFilter } from '../../domain/change/run-change';
import type { Organization } from '../../entities/organization';
import { gatingSql } from '../../store/gating';
import { searchOrganizations } from '../../store/search-organizations';

/**
 * Restricts a query of organizations to those that a filter means.
 * @param query with the organizations as `o`
 * @param environment `ENABLE_ENTITLEMENTS_GATING`
 */
export function filterOrganizations(
  query: SelectQueryBuilder<Organization>,
  filter: SelectionFilter,
  environment: boolean | null,
): void {
  searchOrganizations(query, 'o', filter.search);
  if ((filter.moduleKey ?? filter.status ?? null) !== null) {
    query.andWhere(
      `EXISTS (SELECT 1 FROM org_entitlements e JOIN modules m ON m.id = e.module_id
               WHERE e.org_id = o.id AND (:moduleKey::text IS NULL OR m.module_key = :moduleKey)
                 AND (:status::text IS NULL OR e.status = :status))`,
      { moduleKey: filter.moduleKey ?? null, status: filter.status ?? null },
    );
  }
  const { gating, hasOverride } = filter;
  if ((gating ?? null) !== null) {
    if (environment === null) query.andWhere(`${gatingSql('o.id')} = :gating`, { gating });
    else if ((gating === 'ENFORCE') !== environment || gating === 'SHADOW') query.andWhere('false');
  }
  if ((hasOverride ?? null) !== null) {
    query.andWhere(
      `${hasOverride ? '' : 'NOT '}EXISTS (
         SELECT 1 FROM entitlement_overrides v
         WHERE v.org_id = o.id AND v.ended_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now()))`,
    );
  }
  if ((filter.packageKey ?? filter.packageVersion ?? null) !== null) {
    query.andWhere(
      `EXISTS (SELECT 1 FROM organization_packages p
               WHERE p.org_id = o.id AND (:packageKey::text IS NULL OR p.package_key = :packageKey)
                 AND (:packageVersion::int IS NULL OR p.version = :packageVersion))`,
      { packageKey: filter.packageKey ?? null, packageVersion: filter.packageVersion ?? null },
    );
  }
}
