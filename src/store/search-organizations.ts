import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Narrows a query to organizations whose name holds a text, in any case, or whose id it is. */
export function searchOrganizations<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  alias: string,
  search: string | null | undefined,
): void {
  if (!search) return;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  query.andWhere(`(${alias}.name ILIKE :pattern OR ${alias}.id::text = :search)`, { pattern, search });
}
