import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { documentOf, portcullis, TestFolder } from '../support/command';
import { patiently } from '../support/patience';
import { until } from '../support/run-engine';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let folder: TestFolder;
const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url } });
const SHIPPED = join(packageRoot, 'seeds/packages.csv');

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  await database.addOrganizations([['CRM'], ['HR']]);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  folder = await TestFolder.create();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

test('the shipped packages are loaded, listed, shown, compared and written as the same file again', async () => {
  const dry = await run('packages', 'load', SHIPPED, '--reason', 'price list', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(await database.sql('SELECT 1 FROM package_versions')).toEqual([]);
  const loaded = await run('packages', 'load', SHIPPED, '--reason', 'price list');
  expect(loaded).toMatchObject({ code: 0, stderr: '' });
  expect(loaded.stdout).toContain('starter@1');
  const list = await run('packages', 'list');
  for (const name of ['starter', 'professional', 'enterprise', 'forecasting']) expect(list.stdout).toContain(name);
  const shown = await run('packages', 'show', 'starter');
  expect(shown.stdout).toContain('TRIAL of 30 days');
  const diff = documentOf(await run('packages', 'diff', 'starter', 'professional', '--json'));
  expect(diff).toMatchObject({ before: 'starter@1', after: 'professional@1', removed: [] });
  const file = join(folder.path, 'packages.csv');
  expect(await run('packages', 'export', file)).toMatchObject({ code: 0 });
  const sorted = (text: string) => text.trim().split('\n').slice(1).length;
  expect(sorted(await readFile(file, 'utf8'))).toBe(sorted(await readFile(SHIPPED, 'utf8')));
  const again = await run('packages', 'load', file, '--reason', 'the same once more', '--json');
  const { packages } = z.object({ packages: z.array(z.object({ version: z.number() })) }).parse(documentOf(again));
  expect(packages.map(({ version }) => version)).toEqual([1, 1, 1, 1]);
  expect(await run('packages', 'export', file)).toMatchObject({ code: 2, stderr: expect.stringContaining(file) });
});

test('a file with faults is refused whole, each fault by its line and column', async () => {
  const file = await folder.write(
    'faulty.csv',
    'package,display_name,module,submodule,status,trial_days\n' +
      'good,Good,sales,,ENABLED,\n' +
      'bad,Bad,salse,,ENABLED,\n' +
      'bad,Other name,hr,,TRIAL,\n' +
      'bad,,finance,,MAYBE,\n' +
      'bad,,projects,,TRIAL,soon\n',
  );
  const before = await database.sql('SELECT count(*)::int AS n FROM package_versions');
  const refused = await run('packages', 'load', file, '--reason', 'a test');
  expect(refused.code).toBe(2);
  for (const said of [
    /line 3.*module.*'salse'/,
    /line 4.*display_name/,
    /line 4.*trial_days/,
    /line 5.*status/,
    /line 6.*trial_days/,
  ])
    expect(refused.stderr).toMatch(said);
  expect(await database.sql('SELECT count(*)::int AS n FROM package_versions')).toEqual(before);
});

test('packages are given, previewed, moved and ended by the command, which says what came of it', async () => {
  const dry = await run('packages', 'assign', '1', 'starter', '--dry-run', '--reason', 'order 4711');
  expect(dry.stdout).toContain('Dry run: nothing was written');
  // A module stands for its submodules, of which there are dozens.
  expect(dry.stdout).toMatch(/^ {2}sales and \d+ submodules alike: denied .* -> allowed/m);
  expect(dry.stdout.split('\n').length).toBeLessThan(20);
  const given = await run('packages', 'assign', '1', 'starter', '--until', '30d', '--reason', 'order 4711');
  expect(given).toMatchObject({ code: 0, stderr: '' });
  expect(given.stdout).toMatch(/It has starter@1 until \d{4}-/);
  const moved = await run(
    ...['packages', 'assign', '1', 'professional', '--ends', 'starter', '--reason', 'an upgrade', '--json'],
  );
  expect(documentOf(moved)).toMatchObject({ packages: [{ key: 'professional', version: 1, endsAt: null }] });
  const ended = await run('packages', 'end', '1', 'professional', '--reason', 'cancelled');
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('It has no package.');
});

test('a fit says in one line what an organization keeps, however many submodules that has', async () => {
  await run('grant', '2', 'hr=ENABLED', '--reason', 'order 4712');
  const fit = await run('packages', 'fit', '--package', 'forecasting');
  expect(fit.stdout).toMatch(/^ {2}2 .*: no package; keeps as grants hr with \d+ submodules$/m);
  expect(await run('end-grants', '2', 'hr', '--reason', 'order 4712')).toMatchObject({ code: 0 });
  const none = await run('packages', 'fit');
  expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('No organization has entitlements') });
});

test.each([
  [['assign', '1', 'startr'], /'startr'.*starter/],
  [['assign', '1', 'starter@9'], /the newest is 1/],
  [['assign', '1', 'starter', '--until', '2001-01-01'], /--until/],
  [['assign', '1', 'starter', '--starts', 'soonish'], /--starts/],
  [['assign', '99999', 'starter'], /organization/],
  [['end', '1', 'enterprise'], /does not have/],
  [['show', 'nothing'], /no package 'nothing'/],
  [['default', 'starter', '--none'], /not both/],
])('a faulty command names what is wrong: packages %j', async (args, message) => {
  const needsReason = args[0] === 'assign' || args[0] === 'end';
  const refused = await run('packages', ...args, ...(needsReason ? ['--reason', 'a test'] : []));
  expect([1, 2]).toContain(refused.code);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toMatch(/input\./);
});

test('a running server gives new organizations their packages, and ends them, within seconds', async () => {
  const server = await serve({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: TEST_SECRET,
    PORT: '0',
    HOST: '127.0.0.1',
  });
  try {
    const set = await run('packages', 'default', 'starter', '--reason', 'who signs up');
    expect(set.stdout).toContain('New organizations are given starter@1');
    const [org = '0'] = await database.addOrganizations([[]]);
    const sources = async () =>
      (await database.sql<{ source: string }>('SELECT source FROM org_entitlements WHERE org_id = $1', [org])).map(
        ({ source }) => source,
      );
    const began = Date.now();
    await until('the organization has its package', async () => (await sources()).includes('package:starter@1'));
    expect(Date.now() - began).toBeLessThan(patiently(15_000));
    const soon = new Date(Date.now() + 2_000).toISOString();
    const ends = await run('packages', 'assign', org, 'starter', '--until', soon, '--reason', 'a short test');
    expect(ends).toMatchObject({ code: 0 });
    await until('the package has ended', async () => (await sources()).length === 0);
    const told = await run('history', org, 'sales');
    expect(told.stdout).toContain('starter');
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
});
