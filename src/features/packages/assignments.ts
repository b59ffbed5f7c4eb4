import { type EntityManager, In } from 'typeorm';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { type Assignment, type PackageVersion, sayPackage } from '../../domain/package/package';
import { nextDue } from '../../domain/package/plan-packages';
import type { StoredAccess } from '../../domain/stored-access';
import { OrganizationPackage } from '../../entities/organization-package';
import { isUniqueViolation } from '../../store/sqlstates';
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
 * The packages of an organization, held until the transaction ends: a run that changes them meanwhile waits, and plans
 * anew.
 */
export async function holdAssignments(manager: EntityManager, id: OrganizationId): Promise<readonly Assignment[]> {
  await manager.query('SELECT 1 FROM organization_packages WHERE org_id = $1 ORDER BY package_key FOR UPDATE', [id]);
  return (await findAssignments(manager, [id])).get(id) ?? [];
}

/**
 * Writes what packages an organization has, in place of what it had.
 * @param before what it had, from `holdAssignments`
 * @param stored its rows as they are now, on which it depends when they have to be looked at again
 * @throws DomainError CONFLICT if a run has given it one of the packages meanwhile
 */
export async function writeAssignments(
  manager: EntityManager,
  organizationId: OrganizationId,
  assignments: readonly Assignment[],
  { before, stored, at }: { readonly before: readonly Assignment[]; readonly stored: StoredAccess; readonly at: Date },
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
  const had = new Set(before.map((one) => one.package.key));
  const gone = [...had].filter((key) => !rows.some((row) => row.key === key));
  await manager.query('DELETE FROM organization_packages WHERE org_id = $1 AND package_key = ANY($2)', [
    organizationId,
    gone,
  ]);
  const [stay, fresh] = [rows.filter(({ key }) => had.has(key)), rows.filter(({ key }) => !had.has(key))];
  if (stay.length > 0) await manager.upsert(OrganizationPackage, stay, ['organizationId', 'key']);
  try {
    if (fresh.length > 0) await manager.insert(OrganizationPackage, fresh);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError(
      'CONFLICT',
      `A run has given organization ${organizationId} a package at this moment; nothing was changed. Read them again.`,
      { organizationId },
    );
  }
}
