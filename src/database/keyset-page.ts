import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Connection, type PageArguments, readPage, toConnection } from '../domain/page';
import { organizationIdsOf } from './organization-ids';

/** How a list is ordered and paged: by a unique key, a whole number or an id of an organization. */
export interface Keyset<Entity> {
  /** The list's name, which is part of its cursors. */
  readonly list: string;
  /** The key, as the query names it: `o.id`. */
  readonly column: string;
  readonly order: 'ASC' | 'DESC';
  /** Whether the key is an id of an organization. @default false */
  readonly ofOrganizations?: boolean;
  readonly keyOf: (entity: Entity) => string | number;
}

/**
 * Reads one page of a query.
 * @param query with its filters, but without an order, which the keyset gives
 * @throws DomainError INVALID_INPUT if the page size or the cursor is invalid
 */
export async function readKeysetPage<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  args: PageArguments,
  { list, column, order, ofOrganizations = false, keyOf }: Keyset<Entity>,
): Promise<Connection<Entity>> {
  const ids = ofOrganizations ? await organizationIdsOf(query.dataSource.manager) : null;
  const page = readPage(list, args, ids ? (key) => ids.isCanonical(key) : undefined);
  const rows = query
    .clone()
    .orderBy(column, order)
    .take(page.limit + 1);
  if (page.after !== null)
    rows.andWhere(
      `${column} ${order === 'ASC' ? '>' : '<'} CAST(:after AS ${ofOrganizations ? 'organization_id' : 'bigint'})`,
      { after: page.after },
    );
  return toConnection(list, page, await rows.getMany(), keyOf, () => query.getCount());
}
