import type { EntityManager } from 'typeorm';
import { organizationNotFound } from '../domain/actor';
import { readId } from '../domain/page';
import { Organization } from '../entities/organization';

/**
 * An organization by its id, as the API and the command give it.
 * @throws DomainError NOT_FOUND where there is none
 */
export async function requireOrganization(manager: EntityManager, id: string | number): Promise<Organization> {
  const number = typeof id === 'number' ? id : requireOrganizationId(id);
  const found = await manager.findOneBy(Organization, { id: number });
  if (!found) throw organizationNotFound(number);
  return found;
}

/** @throws DomainError NOT_FOUND for what cannot be an id, and so is no organization's */
export function requireOrganizationId(id: string): number {
  const number = readId(id);
  if (number === undefined) throw organizationNotFound(id);
  return number;
}
