import { join } from 'node:path';
import { packageRoot } from '../platform/package-root';

/** The folder to which the build writes the console and GraphiQL. */
export const BUILT = join(packageRoot, 'dist/console');
/** The page of GraphiQL, which is served at an address of its own. */
export const GRAPHIQL_PAGE = 'graphiql.html';

/** Shown instead of a page that was not built. */
export const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Portcullis console</title>
<h1>The console was not built</h1><p>Run <code>npm run build</code> in the folder where Portcullis is installed,
restart the server, and reload this page. The API at <code>/graphql</code> works without it.</p></html>`;

/** What a page may use besides this server. */
export interface Reach {
  /** Other origins that it may send requests to. Default: none. */
  readonly connect?: readonly string[];
  /** Whether its style sheet contains fonts, as data URLs. Default: false. */
  readonly fontsInStyles?: boolean;
}

/**
 * The Content-Security-Policy of a page: only scripts, workers, requests and sockets of this server, and what `reach`
 * adds. Inline styles are allowed, because components set style attributes, which hashes and nonces do not cover.
 */
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
