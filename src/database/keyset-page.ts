import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { readPage, toConnection, type Connection, type PageArguments } from '../domain/page';

/** How a list is ordered and continued: by a unique whole-number key. */
export interface Keyset<Entity> {
  /** The list's name, part of its cursors. */
  readonly list: string;
  /** The key, as the query names it: `o.id`. */
  readonly column: string;
  readonly order: 'ASC' | 'DESC';
  readonly keyOf: (entity: Entity) => string | number;
}

/**
 * Reads one page of a query. Its filters are set, its order is not: that is the keyset's.
 * @throws DomainError INVALID_INPUT for a page size or cursor that is not right
 */
export async function readKeysetPage<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  args: PageArguments,
  { list, column, order, keyOf }: Keyset<Entity>,
): Promise<Connection<Entity>> {
  const page = readPage(list, args);
  const rows = query
    .clone()
    .orderBy(column, order)
    .take(page.limit + 1);
  if (page.after !== null)
    rows.andWhere(`${column} ${order === 'ASC' ? '>' : '<'} CAST(:after AS bigint)`, { after: page.after });
  return toConnection(list, page, await rows.getMany(), keyOf, () => query.getCount());
}
