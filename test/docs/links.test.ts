import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { pages, readText } from '../support/documents/pages';
import { type Link, readAnchors, readLinks } from '../support/documents/read-links';

const EXTERNAL = /^[a-z][a-z+.-]*:/i;
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];

/** A path from the root of the package, and the part after `#`. */
function resolveLink(page: string, target: string): { readonly path: string; readonly anchor: string | null } {
  const [path = '', anchor = null] = target.split('#', 2);
  return { path: path === '' ? page : relative('', join(dirname(page), path)), anchor };
}

/** The fault of a link; null for a good one. Fetches nothing. */
function faultOf(page: string, { target, line }: Link): string | null {
  const fault = (text: string) => `${page}:${line}: ${target} ${text}`;
  if (EXTERNAL.test(target)) {
    if (!URL.canParse(target)) return fault('is no address');
    const { protocol, hostname } = new URL(target);
    const isSafe = protocol === 'https:' || protocol === 'mailto:' || LOCAL_HOSTS.includes(hostname);
    return isSafe ? null : fault('should be https');
  }
  const { path, anchor } = resolveLink(page, target);
  if (target === '' || path.startsWith('..')) return fault('leads out of the repository');
  if (!existsSync(join(packageRoot, path))) return fault('leads to no file');
  if (anchor === null) return null;
  if (!path.endsWith('.md')) return fault('has an anchor in a file that is no page');
  return readAnchors(readText(path)).has(anchor) ? null : fault('leads to no heading');
}

test('every link and image of every page has a target', () => {
  const all = pages().flatMap((page) => readLinks(readText(page)).map((link) => faultOf(page, link)));
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter((fault) => fault !== null)).toEqual([]);
});

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const { target } of readLinks(readText(page))) {
      const { path } = resolveLink(page, target);
      if (!EXTERNAL.test(target) && path.endsWith('.md') && existsSync(join(packageRoot, path))) reached.add(path);
    }
  expect(pages().filter((page) => !reached.has(page))).toEqual([]);
});

test('a link to a missing file, heading or unsafe address is a fault', () => {
  const targets = ['LICENSE', '#portcullis', 'nowhere.md', '#nowhere', 'docs/cli.md#nowhere', 'http://example.com'];
  expect(targets.map((target) => faultOf('README.md', { target, line: 1 }))).toEqual([
    null,
    null,
    'README.md:1: nowhere.md leads to no file',
    'README.md:1: #nowhere leads to no heading',
    'README.md:1: docs/cli.md#nowhere leads to no heading',
    'README.md:1: http://example.com should be https',
  ]);
});

test('anchors of headings are computed as GitHub does', () => {
  const anchors = readAnchors(
    '# `db migrate`, and *more*\n\n## Signing in: OpenID\n\n## Again\n\n## Again\n\n## What’s _new_',
  );
  expect([...anchors]).toEqual(['db-migrate-and-more', 'signing-in-openid', 'again', 'again-1', 'whats-new']);
});
