import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/package-root';

/** The pages whose commands are run: the README and all below docs. The runbook has a test of its own. */
export function guides(): readonly string[] {
  return ['README.md', ...markdownBelow('docs')];
}

/** All pages for readers. */
export function pages(): readonly string[] {
  return [
    ...readdirSync(packageRoot).filter((file) => file.endsWith('.md')),
    ...['docs', 'examples', 'packages/directive', 'src/console'].flatMap(markdownBelow),
  ].sort();
}

export function readText(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)
    .sort();
}
