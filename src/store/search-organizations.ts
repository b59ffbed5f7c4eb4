import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * Restricts a query to organizations whose name contains the text, ignoring case, or whose id equals it.
 * @param alias the alias of `organizations` in the query
 * @param search no restriction if empty, null or undefined
 */
export function searchOrganizations<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  alias: string,
  search: string | null | undefined,
): void {
  if (!search) return;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  query.andWhere(`(${alias}.name ILIKE :pattern OR ${alias}.id::text = :search)`, { pattern, search });
}
