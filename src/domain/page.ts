import { invalidInput } from './errors';

export const MAX_PAGE_SIZE = 100;

/** `first` and `after` as a client gave them. */
export interface PageArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** A page to read: up to `limit` rows after the one whose key is `after` (null: from the start). */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}

/** A Relay connection. `totalCount` is a function, so the rows are counted only if a client selects it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: () => Promise<number>;
}

/** @throws DomainError INVALID_INPUT naming the argument */
export function requirePageSize(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= MAX_PAGE_SIZE) return;
  throw invalidInput([{ field: 'first', message: `must be from 1 to ${MAX_PAGE_SIZE}, not ${first}` }]);
}

function isNumber(key: string): boolean {
  return /^\d{1,18}$/.test(key);
}

/**
 * Reads the arguments of a list.
 * @param list the list's name, which its cursors contain: a cursor of another list is refused
 * @param isKey whether a text can be the key of a row; by default, keys are whole numbers
 * @throws DomainError INVALID_INPUT naming the argument
 */
export function readPage(
  list: string,
  { first, after }: PageArguments,
  isKey: (key: string) => boolean = isNumber,
): PageRequest {
  requirePageSize(first);
  if (after === null || after === undefined) return { limit: first, after: null };
  const cursor = Buffer.from(after, 'base64url').toString('utf8');
  const key = cursor.slice(list.length + 1);
  if (!cursor.startsWith(`${list}:`) || !isKey(key)) {
    throw invalidInput([{ field: 'after', message: "must be an 'endCursor' or 'cursor' of this list" }]);
  }
  return { limit: first, after: key };
}

/** @param rows up to `limit + 1` rows: the extra one shows that another page follows */
export function toConnection<Node>(
  list: string,
  page: PageRequest,
  rows: readonly Node[],
  keyOf: (node: Node) => string | number,
  totalCount: () => Promise<number>,
): Connection<Node> {
  const nodes = rows.slice(0, page.limit);
  const edges = nodes.map((node) => ({ node, cursor: Buffer.from(`${list}:${keyOf(node)}`).toString('base64url') }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

/**
 * Reads an `ID` that is a whole number in the database, such as that of a run.
 * @returns undefined for text that cannot be such an id, so no object has it
 */
export function readId(id: string): number | undefined {
  const value = /^\d{1,10}$/.test(id) ? Number(id) : NaN;
  return value >= 1 && value <= 2_147_483_647 ? value : undefined;
}
