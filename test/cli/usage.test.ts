import { join } from 'node:path';
import { z } from 'zod';
import { seedDemoOrganizations } from '../../src/features/demo/seed-demo-organizations';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ESCAPE = String.fromCharCode(27);

let database: TestDatabase;
let folder: TestFolder;

beforeAll(async () => {
  folder = await TestFolder.create();
  database = await createTestDatabase();
  await seedDemoOrganizations(database.dataSource, false);
  expect((await run('migrate')).code).toBe(0);
});

afterAll(async () => {
  await database.close();
  await folder.remove();
});

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const rows = async (table: string) => (await database.sql(`SELECT 1 FROM ${table}`)).length;

test('every command refuses wrong options with exit code 2 before it does anything', async () => {
  const before = await rows('migration_runs');
  const wrong = [
    ['migrate', '--exceute'],
    ['migrate', '--org', '1,x'],
    ['migrate', '--org', '0'],
    ['migrate', '--org', '999'],
    ['migrate', '--trial-days', '-1'],
    ['migrate', '--trial-days', '99999'],
    ['migrate', '--error-budget', '101'],
    ['migrate', '--error-budget', '1e1'],
    ['migrate', '--max-rate', '0x10'],
    ['migrate', '--reason', 'x'.repeat(501)],
    ['migrate', '--dry-run-id', '1'],
    ['migrate', '--execute', '--yes', '--dry-run-id', '1', '--org', '1'],
    ['migrate', '--execute', '--yes', '--dry-run-id', '1', '--allow-revocations'],
    ['migrate', '--execute', '--yes', '--dry-run-id', 'x'],
    ['migrate', '--mapping', '/nowhere.csv'],
    ['nonsense'],
    ['runs', 'show'],
    ['runs', 'show', '1', '--outcome', 'BROKEN'],
    ['db', 'drop'],
    [],
  ];
  const results = await inPairs(wrong, async (args) => ({ args, result: await run(...args) }));
  for (const { args, result } of results) {
    expect({
      args,
      code: result.code,
      stdout: result.stdout.replace(/^(Portcullis: |Mode: |Database: ).*\n/gm, ''),
    }).toEqual({ args, code: 2, stdout: '' });
    expect(result.stderr).not.toBe('');
    expect(result.stderr).not.toMatch(/\n\s+at |node_modules/);
  }
  expect(await rows('migration_runs')).toBe(before);
});

test('every command prints one JSON document with --json, and nothing else', async () => {
  const commands = [
    ['db', 'migrate'],
    ['db', 'status'],
    ['seed'],
    ['seed', '--demo'],
    ['mapping', 'show'],
    ['preflight'],
    ['migrate', '--org', '1,2', '--trial-days', '30'],
    ['migrate', '--execute', '--yes', '--org', '1'],
    ['runs', 'list'],
    ['runs', 'show', '1', '--verbose'],
    ['snapshot', 'note-backup', 's3://backups/1'],
    ['snapshot', 'export', join(folder.path, 'snapshot.gz')],
  ];
  for (const { args, result } of await inPairs(commands, async (args) => ({
    args,
    result: await run(...args, '--json'),
  }))) {
    expect({ args, stderr: result.stderr, code: result.code }).toEqual({ args, stderr: '', code: 0 });
    expect(
      z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).safeParse(documentOf(result)).success,
    ).toBe(true);
    expect(result.stdout).not.toContain(ESCAPE);
  }
});

test('no command colours what goes to a pipe', async () => {
  const commands = [
    ['db', 'status'],
    ['seed'],
    ['preflight'],
    ['runs', 'show', '1', '--verbose'],
    ['migrate', '--exceute'],
    ['--help'],
  ];
  for (const { args, result } of await inPairs(commands, async (args) => ({ args, result: await run(...args) }))) {
    expect({ args, colour: (result.stdout + result.stderr).includes(ESCAPE) }).toEqual({ args, colour: false });
  }
});

/** Two commands at a time, for two cores. */
async function inPairs<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += 2)
    results.push(...(await Promise.all(items.slice(index, index + 2).map(work))));
  return results;
}
