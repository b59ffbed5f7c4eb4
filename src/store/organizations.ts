import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import { organizationIdsOf } from '../database/organization-ids';
import { organizationNotFound } from '../domain/actor';
import type { OrganizationId } from '../domain/organization-id';
import { Organization } from '../entities/organization';

/**
 * Finds an organization.
 * @param id as it is stored, or as a client wrote it
 * @throws DomainError NOT_FOUND if it does not exist
 */
export async function requireOrganization(manager: EntityManager, id: string): Promise<Organization> {
  const known = await requireOrganizationId(manager, id);
  const found = await manager.findOneBy(Organization, { id: known });
  if (!found) throw organizationNotFound(known);
  return found;
}

/** Reads an id from a client's text. @throws DomainError NOT_FOUND if the text cannot be an id */
export async function requireOrganizationId(manager: EntityManager, id: string): Promise<OrganizationId> {
  const known = (await organizationIdsOf(manager)).canonical(id);
  if (known === null) throw organizationNotFound(id);
  return known;
}

/** Organizations as clients wrote their ids. */
export interface NamedOrganizations {
  /** Those that exist, in the order of their ids, without repetitions. */
  readonly ids: readonly OrganizationId[];
  /** Texts that name no organization, as they were written. */
  readonly unknown: readonly string[];
}

/** Looks up which ids of a client exist. One statement. */
export async function findOrganizations(manager: EntityManager, texts: readonly string[]): Promise<NamedOrganizations> {
  const known = await organizationIdsOf(manager);
  const rows: readonly { id: OrganizationId }[] = await manager.query(
    'SELECT o.id::text AS id FROM organizations o WHERE o.id = ANY($1::organization_ids) ORDER BY o.id',
    [idArray([...new Set(texts.flatMap((text) => known.canonical(text) ?? []))])],
  );
  const found = new Set(rows.map(({ id }) => id));
  return {
    ids: rows.map(({ id }) => id),
    unknown: texts.filter((text) => {
      const id = known.canonical(text);
      return id === null || !found.has(id);
    }),
  };
}
