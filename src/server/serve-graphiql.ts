import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../platform/config';
import { BUILT, contentPolicy, GRAPHIQL_PAGE, NOT_BUILT } from './built-pages';

export const GRAPHIQL_PATH = '/graphiql';
const POLICY = contentPolicy({ fontsInStyles: true });

/** Serves GraphiQL, as `npm run build` has built it, unless in production, where introspection is off. */
export async function serveGraphiql(
  app: FastifyInstance,
  { environment }: Config,
  built: string = BUILT,
): Promise<void> {
  if (environment === 'production') return;
  const file = join(built, GRAPHIQL_PAGE);
  const page = existsSync(file) ? await readFile(file) : null;
  app.get(GRAPHIQL_PATH, async (_request, reply) => {
    reply
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8');
    return page === null ? reply.code(503).send(NOT_BUILT) : reply.send(page);
  });
}

/** Whether a browser opened the API's address as a page, without a query. */
export function opensInBrowser({ method, headers, query }: FastifyRequest): boolean {
  const asks = typeof query === 'object' && query !== null && 'query' in query;
  return method === 'GET' && !asks && (headers.accept ?? '').includes('text/html');
}
