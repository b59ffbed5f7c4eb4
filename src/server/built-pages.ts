import { join } from 'node:path';
import { packageRoot } from '../platform/package-root';

/** Where the build puts the console, and GraphiQL with it. */
export const BUILT = join(packageRoot, 'dist/console');
/** GraphiQL's page, which has an address of its own. */
export const GRAPHIQL_PAGE = 'graphiql.html';

/** What stands in a page's place where it was not built. */
export const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Portcullis console</title>
<h1>The console was not built</h1><p>Run <code>npm run build</code> where Portcullis is installed, start the server again, and load this page again. The API at <code>/graphql</code> works without it.</p></html>`;

/** What a page may reach besides our own server. */
export interface Reach {
  /** Origins that it asks. */
  readonly connect?: readonly string[];
  /** Whether its style sheet carries its fonts. */
  readonly fontsInStyles?: boolean;
}

/** Scripts, workers, requests and sockets of our own server only, and of whom `reach` names. Components set styles inline, which hashes and nonces do not cover. */
export function contentPolicy({ connect = [], fontsInStyles = false }: Reach = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `font-src 'self'${fontsInStyles ? ' data:' : ''}`,
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
