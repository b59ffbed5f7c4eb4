import { type Connection, MAX_PAGE_SIZE } from '../../domain/page';

/**
 * Reads a list to its end.
 * @param load reads one page of the list
 * @returns the pages' rows, page by page
 */
export async function* allPages<Node>(
  load: (page: { readonly first: number; readonly after: string | null }) => Promise<Connection<Node>>,
): AsyncGenerator<readonly Node[]> {
  let after: string | null = null;
  do {
    const page: Connection<Node> = await load({ first: MAX_PAGE_SIZE, after });
    yield page.nodes;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

/** A whole list, in memory: for lists that a terminal shows whole. */
export async function readAll<Node>(
  load: (page: { readonly first: number; readonly after: string | null }) => Promise<Connection<Node>>,
): Promise<readonly Node[]> {
  const rows: Node[] = [];
  for await (const page of allPages(load)) rows.push(...page);
  return rows;
}
