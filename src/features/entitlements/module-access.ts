import type { OrganizationId } from '../../domain/organization-id';
import type { EntitlementRow, StoredAccess, SubentitlementRow } from '../../domain/stored-access';
import type { ModuleEntity } from '../../entities/module';
import type { SubmoduleEntity } from '../../entities/submodule';
import { type Access, requireKnown } from '../../store/access';
import type { Catalog } from '../taxonomy/catalog';

/** An active module and its stored entitlement, null without a row, for one organization. */
export interface ModuleAccess {
  readonly organizationId: OrganizationId;
  readonly module: ModuleEntity;
  readonly row: EntitlementRow | null;
  readonly submodules: readonly SubmoduleAccess[];
}

export interface SubmoduleAccess {
  readonly organizationId: OrganizationId;
  readonly module: ModuleEntity;
  readonly submodule: SubmoduleEntity;
  readonly row: SubentitlementRow | null;
}

const NOTHING_STORED: StoredAccess = { entitlements: [], subentitlements: [] };

/** The stored entitlements of an organization for each active module, in taxonomy order. */
export function layOutAccess(
  organizationId: OrganizationId,
  access: Access,
  catalog: Catalog,
): readonly ModuleAccess[] {
  const organization = access.organization(organizationId);
  const isMissing = !organization.found && organization.reason !== 'CHECK_FAILED';
  const stored = isMissing ? NOTHING_STORED : requireKnown(access, organizationId).facts.stored;
  return catalog.activeModules().map((module) => ({
    organizationId,
    module,
    row: stored.entitlements.find((row) => row.module === module.key) ?? null,
    submodules: catalog.activeSubmodulesOf(module).map((submodule) => ({
      organizationId,
      module,
      submodule,
      row: stored.subentitlements.find((row) => row.module === module.key && row.submodule === submodule.key) ?? null,
    })),
  }));
}
