import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { apiIndex } from './api';
import { cliReference } from './cli';
import { decisionReasons, keptCauses, organizationErrors, overrideWarnings } from './codes';
import { configurationTables, envExample } from './configuration';
import { errorCodes, exitCodes } from './errors';
import { alertsTable, entitlementEventTypes, metricsTable, platformEventTypes } from './operations';
import { rightsTable, rolesTable, withRights } from './rights';

/** A file, as it is and as it has to be. */
export interface Document {
  /** From the root of the package. */
  readonly file: string;
  readonly committed: string;
  readonly generated: string;
}

/** What stands between the marks of a page, by the name in its first mark. */
const BLOCKS: Readonly<Record<string, () => readonly string[] | Promise<readonly string[]>>> = {
  alerts: alertsTable,
  api: apiIndex,
  cli: cliReference,
  configuration: configurationTables,
  'decision reasons': decisionReasons,
  'error codes': errorCodes,
  'exit codes': exitCodes,
  'entitlement events': entitlementEventTypes,
  'kept causes': keptCauses,
  metrics: metricsTable,
  'organization errors': organizationErrors,
  'override warnings': overrideWarnings,
  'platform events': platformEventTypes,
  rights: rightsTable,
  roles: rolesTable,
};

const BEGIN = /^<!-- generated: (.+) \(npm run docs\) -->$/;
const END = '<!-- end of generated -->';

/**
 * Every file that is generated, or has a generated block.
 * @throws where a mark is not closed, or names no block, and where a block has no place
 */
export async function documents(): Promise<readonly Document[]> {
  const placed = new Set<string>();
  const files = ['README.md', ...readdirSync(join(packageRoot, 'docs')).map((file) => `docs/${file}`)];
  const pages: Document[] = [];
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const committed = read(file);
    pages.push({ file, committed, generated: await fillBlocks(file, committed, placed) });
  }
  const missing = Object.keys(BLOCKS).filter((name) => !placed.has(name));
  if (missing.length > 0) throw new Error(`No page has a place for: ${missing.join(', ')}`);
  for (const file of readdirSync(join(packageRoot, 'schema')).map((name) => `schema/${name}`)) {
    const committed = read(file);
    pages.push({ file, committed, generated: withRights(committed) });
  }
  const env = '.env.example';
  return [...pages, { file: env, committed: read(env), generated: `${envExample().join('\n')}\n` }];
}

/** Where a file differs from what it has to be; null where it does not. */
export function firstDifference({ file, committed, generated }: Document): string | null {
  if (committed === generated) return null;
  const [is, should] = [committed.split('\n'), generated.split('\n')];
  const index = should.findIndex((line, at) => line !== is[at]);
  const at = index < 0 ? should.length : index;
  return [
    `${file}:${at + 1} differs`,
    `  committed: ${is[at] ?? '(end of file)'}`,
    `  generated: ${should[at] ?? '(end of file)'}`,
  ].join('\n');
}

async function fillBlocks(file: string, page: string, placed: Set<string>): Promise<string> {
  const filled: string[] = [];
  let open: string | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    const [, name] = BEGIN.exec(line) ?? [];
    if (name !== undefined) {
      const block = BLOCKS[name];
      if (open !== null || !block) throw new Error(`${file}:${index + 1}: no block '${name}' can begin here`);
      open = name;
      placed.add(name);
      filled.push(line, '', ...(await block()), '');
    } else if (line === END) {
      if (open === null) throw new Error(`${file}:${index + 1}: no generated block ends here`);
      open = null;
      filled.push(line);
    } else if (open === null) filled.push(line);
  }
  if (open !== null) throw new Error(`${file}: the block '${open}' has no end ('${END}')`);
  return filled.join('\n');
}

function read(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}
