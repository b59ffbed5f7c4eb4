import type { EntityManager } from 'typeorm';
import { organizationNotFound } from '../domain/actor';
import { readId } from '../domain/page';
import { Organization } from '../entities/organization';

/**
 * Finds an organization.
 * @param id as a number, or as the text that a client sent
 * @throws DomainError NOT_FOUND if it does not exist
 */
export async function requireOrganization(manager: EntityManager, id: string | number): Promise<Organization> {
  const number = typeof id === 'number' ? id : requireOrganizationId(id);
  const found = await manager.findOneBy(Organization, { id: number });
  if (!found) throw organizationNotFound(number);
  return found;
}

/** Reads an id from a client's text. @throws DomainError NOT_FOUND if the text cannot be an id */
export function requireOrganizationId(id: string): number {
  const number = readId(id);
  if (number === undefined) throw organizationNotFound(id);
  return number;
}
