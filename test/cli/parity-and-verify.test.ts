import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { documentOf, portcullis, type Ran, startPortcullis, TestFolder } from '../support/command';
import { plantDifferences, PLANTS } from '../support/planted-parity';
import { rule, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let folder: TestFolder;
const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });

afterEach(async () => {
  await folder.remove();
  await database.close();
});

describe('portcullis parity', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await TestFolder.create();
  });

  test('reports a sound migration as clean, and exits with 0', async () => {
    const engine = new RunEngine(database, 25);
    await engine.useRules([rule('enabled_modules.CRM', 'sales')]);
    await database.addOrganizations([['CRM'], [], ['CRM']]);
    await engine.run('EXECUTE');
    const { code, stdout, stderr } = await run('parity');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('3 organizations compared, 0 not covered\nNo difference');
    expect(stdout).toContain('✓ Clean');
    expect(documentOf(await run('parity', '--json'))).toMatchObject({
      report: { clean: true, organizations: 3, totals: [] },
      differences: [],
      uncovered: [],
    });
  });

  test('is not clean where there is no organization, and preflight claims nothing about every one', async () => {
    const engine = new RunEngine(database);
    await engine.useRules([rule('enabled_modules.CRM', 'sales')]);
    const { code, stdout } = await run('parity');
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('no organization was compared') });
    expect(stdout).not.toContain('✓ Clean');
    expect(documentOf(await run('parity', '--json'))).toMatchObject({ report: { clean: false, organizations: 0 } });
    const preflight = await run('preflight');
    expect(preflight.stdout).toContain('✗ FAIL  organizations: There are no organizations');
    expect(preflight.stdout).not.toMatch(/every organization|every flag/i);
  });

  test('counts differences by kind and cause, shows the first, writes all as CSV, and exits with 3', async () => {
    const planted = await plantDifferences(new RunEngine(database, 25), 3, 20);
    const [spreadsheet = 0] = planted.get('a row deleted by SQL') ?? [];
    await database.sql(`UPDATE organizations SET name = '=1+1, "Ltd"' WHERE id = $1`, [spreadsheet]);
    const file = join(folder.path, 'differences.csv');
    const { code, stdout } = await run('parity', '--csv', file);
    expect(code).toBe(3);
    expect(stdout).toMatch(/LOST +│ LATE_WRITER +│ unexplained │ 3 /);
    expect(stdout).toMatch(/GAINED │ OVERRIDE +│ explained +│ 3 /);
    expect(stdout).toMatch(/Not clean: \d+ unexplained, 3 uncovered/);
    expect(stdout).toContain('! Not covered: ');
    expect(stdout.split('\n').filter((line) => /^[-✗] (LOST|GAINED|STATUS) /.test(line))).toHaveLength(20);
    const rows: readonly Record<string, string>[] = parse(await readFile(file, 'utf8'), { columns: true });
    expect(rows).toHaveLength(3 * PLANTS.length);
    const row = rows.find(({ organization_id: id }) => id === String(spreadsheet));
    expect(row).toMatchObject({
      organization: `'=1+1, "Ltd"`,
      kind: 'LOST',
      cause: 'OTHER',
      explained: 'false',
      module: 'sales',
      submodule: '',
      legacy_status: 'ENABLED',
      entitlement_reason: 'NOT_ENTITLED',
      run: '1',
    });

    const filtered = await run('parity', '--kind', 'LOST', '--cause', 'OTHER', '--csv', file);
    expect(filtered.code).toBe(3);
    expect(parse(await readFile(file, 'utf8'), { columns: true })).toHaveLength(3);
    const explained = planted.get('an override that denies') ?? [];
    expect((await run('parity', '--org', explained.join())).code).toBe(0);
    expect(documentOf(await run('parity', '--org', String(spreadsheet), '--json'))).toMatchObject({
      report: { organizations: 1, clean: false, totals: [{ kind: 'LOST', cause: 'OTHER', count: 1 }] },
      differences: [
        {
          organizationId: spreadsheet,
          moduleKey: 'sales',
          legacy: { allowed: true },
          entitlement: { allowed: false, reason: 'NOT_ENTITLED' },
        },
      ],
    });
  });

  test('names the option of an invalid value', async () => {
    for (const [wrong, named] of [
      [['--kind', 'LESS'], '--kind'],
      [['--cause', 'GHOSTS'], '--cause'],
      [['--at', '2020-01-01'], '--at'],
      [['--at', 'soon'], '--at'],
      [['--at', '2999-02-29'], '--at'],
      [['--at', '2999-01-01T12:00'], '--at'],
      [['--org', '999'], '--org'],
      [['--org', 'x'], '--org'],
    ] as const) {
      const { code, stderr } = await run('parity', ...wrong);
      expect({ wrong, code, stderr }).toEqual({ wrong, code: 2, stderr: expect.stringContaining(named) });
    }
    await database.addOrganizations([['CRM']]);
    expect(await run('parity', '--csv', join(folder.path, 'no/such/folder.csv'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Cannot write'),
    });
  });

  test('leaves, when it is killed, a report that the next command finishes before its own', async () => {
    const engine = new RunEngine(database, 500);
    await engine.useRules([rule('enabled_modules.CRM', 'sales')]);
    await database.sql(
      `INSERT INTO organizations (name, enabled_modules)
       SELECT 'Organization ' || n, jsonb_build_object('CRM', true, 'n', n % 2 = 0, 'x' || n, false)
       FROM generate_series(1, 30000) n`,
    );
    const { child } = startPortcullis(['parity'], {
      env: { DATABASE_URL: database.url, PORTCULLIS_LEASE_SECONDS: '5' },
    });
    await until(
      'some pages are done',
      async () => (await database.sql(`SELECT 1 FROM parity_reports WHERE compared > 0`)).length > 0,
    );
    child.kill('SIGKILL');
    const { code } = await run('parity');
    expect(code).toBe(3);
    const reports = await database.sql<{ status: string; compared: number; uncovered: number; found: number }>(
      `SELECT status, compared, uncovered,
              (SELECT count(*)::int FROM parity_differences d WHERE d.report_id = r.id) AS found
       FROM parity_reports r ORDER BY id`,
    );
    expect(reports).toEqual(
      [1, 2].map(() => ({ status: 'SUCCEEDED', compared: 30_000, uncovered: 30_000, found: 30_000 })),
    );
  });
});

test('portcullis verify compares rows with what the execution left, and exits with 3 if they differ', async () => {
  database = await createTestDatabase();
  folder = await TestFolder.create();
  expect(await run('verify')).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no execution yet') });
  const engine = new RunEngine(database, 25);
  await engine.useRules([rule('enabled_modules.CRM', 'sales')]);
  const [first] = await database.addOrganizations([['CRM'], [], ['CRM']]);
  await engine.run('EXECUTE');
  const sound = await run('verify');
  expect(sound).toMatchObject({ code: 0, stderr: '' });
  expect(sound.stdout).toContain('✓ PASS  module sales: 2 rows are as the run left them.');
  expect(sound.stdout).toContain('Result: PASS');
  await database.sql(`UPDATE org_entitlements SET source = 'by hand' WHERE org_id = $1`, [first]);
  const touched = await run('verify', '--run', '1');
  expect(touched.code).toBe(3);
  expect(touched.stdout).toContain(
    '✗ FAIL  module sales: 1 of 2 rows is no longer as the run left them: ' +
      `organization ${first}: sales has the source 'by hand'. (expected 2, found 1)`,
  );
  expect(documentOf(await run('verify', '--json'))).toMatchObject({
    runId: 1,
    status: 'FAIL',
    checks: expect.arrayContaining([
      expect.objectContaining({ name: 'module sales', status: 'FAIL', expected: 2, actual: 1 }),
    ]),
  });
  await engine.run('DRY_RUN');
  expect(await run('verify', '--run', '2')).toMatchObject({ code: 2, stderr: expect.stringContaining('dry run') });
});
