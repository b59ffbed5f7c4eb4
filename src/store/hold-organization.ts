import type { EntityManager } from 'typeorm';
import { organizationNotFound } from '../domain/actor';
import type { OrganizationFacts } from '../domain/decision/organization-access';
import { DomainError } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import type { Organization } from '../entities/organization';
import { accessVersions } from './access-versions';
import { lockOrganization } from './advisory-locks';
import { loadAccess } from './load-access';
import { requireOrganization } from './organizations';

/** An organization that no other request changes until the transaction ends. */
export interface HeldOrganization {
  readonly organization: Organization;
  readonly taxonomy: Taxonomy;
  readonly facts: OrganizationFacts;
}

/**
 * Waits for other requests that change an organization, and reads what it has.
 * @param options.expectedVersion the version that the caller saw; null for any
 * @param options.environment `ENABLE_ENTITLEMENTS_GATING`
 * @throws DomainError NOT_FOUND; CONFLICT if it has another version by now
 */
export async function holdOrganization(
  manager: EntityManager,
  id: OrganizationId,
  { expectedVersion, environment }: { readonly expectedVersion: number | null; readonly environment: boolean | null },
): Promise<HeldOrganization> {
  const organization = await requireOrganization(manager, id);
  await lockOrganization(manager, id);
  if (expectedVersion !== null) {
    const version = (await accessVersions(manager, [id])).get(id) ?? 0;
    if (version !== expectedVersion) throw versionConflict(id, version, expectedVersion);
  }
  const { setup, organizations } = await loadAccess(manager, [id], { setup: null, environment });
  const access = organizations.get(id);
  if (!access) throw organizationNotFound(id);
  return { organization, taxonomy: setup.taxonomy, facts: access.facts };
}

function versionConflict(organizationId: OrganizationId, version: number, expectedVersion: number): DomainError {
  const message =
    `What organization ${organizationId} has was changed: ` +
    `its version is ${version}, not ${expectedVersion}. Read it again.`;
  return new DomainError('CONFLICT', message, { organizationId, version, expectedVersion });
}
