import { type EntityManager, In } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { type Assignment, type PackageVersion, sayPackage } from '../../domain/package/package';
import { nextDue } from '../../domain/package/plan-packages';
import type { StoredAccess } from '../../domain/stored-access';
import { OrganizationPackage } from '../../entities/organization-package';
import { findVersions } from './versions';

/** A package of an organization, as the API shows it. */
export interface AssignedPackage
  extends Omit<Assignment, 'package'>, Pick<PackageVersion, 'key' | 'version' | 'displayName'> {
  readonly organizationId: OrganizationId;
}

/** A package of an organization, as the API shows it. */
export function layOut(
  organizationId: OrganizationId,
  { package: version, ...assignment }: Assignment,
): AssignedPackage {
  const { key, version: number, displayName } = version;
  return { ...assignment, organizationId, key, version: number, displayName };
}

/** The packages that organizations have now, or will have, by key. Two statements. */
export async function findAssignments(
  manager: EntityManager,
  ids: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, readonly Assignment[]>> {
  const rows = await manager.find(OrganizationPackage, {
    where: { organizationId: In([...ids]) },
    order: { key: 'ASC' },
  });
  const versions = await findVersions(manager, rows);
  const byOrganization = new Map<OrganizationId, Assignment[]>();
  for (const row of rows) {
    const version = versions.get(sayPackage(row));
    if (!version) throw new Error(`package ${sayPackage(row)} is missing`);
    const { startsAt, endsAt, assignedBy, reason, assignedAt } = row;
    const assignment = { package: version, startsAt, endsAt, assignedBy, reason, assignedAt };
    byOrganization.set(row.organizationId, [...(byOrganization.get(row.organizationId) ?? []), assignment]);
  }
  return byOrganization;
}

/**
 * Writes what packages an organization has, in place of what it had.
 * @param stored its rows as they are now, on which it depends when they have to be looked at again
 */
export async function writeAssignments(
  manager: EntityManager,
  organizationId: OrganizationId,
  assignments: readonly Assignment[],
  { stored, at }: { readonly stored: StoredAccess; readonly at: Date },
): Promise<void> {
  const dueAt = nextDue(assignments, stored, at);
  const rows = assignments.map(({ package: { key, version }, startsAt, endsAt, assignedBy, reason, assignedAt }) =>
    manager.create(OrganizationPackage, {
      organizationId,
      key,
      version,
      startsAt,
      endsAt,
      dueAt,
      assignedBy,
      reason,
      assignedAt,
    }),
  );
  const kept = rows.map(({ key }) => key);
  await manager.query('DELETE FROM organization_packages WHERE org_id = $1 AND package_key <> ALL($2)', [
    organizationId,
    kept,
  ]);
  if (rows.length > 0) await manager.upsert(OrganizationPackage, rows, ['organizationId', 'key']);
}
