import { In } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { Organization } from '../../entities/organization';
import type { CommandContext } from './command-context';

/** The names of organizations by their ids; a deleted organization has none. */
export async function organizationNames(
  { database }: Pick<CommandContext, 'database'>,
  ids: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, string>> {
  const found = await database.dataSource.manager.findBy(Organization, { id: In([...new Set(ids)]) });
  return new Map(found.map(({ id, name }) => [id, name]));
}
