import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let folder: TestFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

afterEach(() => database.close());

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const seed = async (content: string | Uint8Array, ...args: readonly string[]): Promise<Ran> =>
  run('seed', '--taxonomy', await folder.write('taxonomy.csv', content), ...args);

/** Every table that a seed may write. */
async function everything(): Promise<unknown> {
  const tables = [
    'modules',
    'submodules',
    'mappings',
    'platform_events',
    'entitlement_events',
    'org_entitlements',
    'org_subentitlements',
    'organizations',
  ];
  return Promise.all(tables.map((table) => database.sql(`SELECT * FROM ${table} ORDER BY id`)));
}

const stored = () =>
  database.sql<{ key: string; active: boolean }>(
    `SELECT m.module_key || coalesce('/' || s.submodule_key, '') AS key,
            m.is_active AND coalesce(s.is_active, true) AS active
     FROM modules m LEFT JOIN submodules s ON s.module_id = m.id ORDER BY m.sort_order, m.id, s.sort_order, s.id`,
  );

describe('a new installation', () => {
  test('is set up by db migrate and seed, which are safe to repeat', async () => {
    database = await createTestDatabase('empty');
    const before = await run('db', 'status');
    expect(before.code).toBe(3);
    expect(before.stdout).toContain("Migrations are pending: run 'portcullis db migrate'");
    const tooEarly = await run('seed');
    expect(tooEarly).toMatchObject({ code: 1, stdout: '' });
    expect(tooEarly.stderr).toMatch(/^CONFLICT: The schema of .* is not up to date: run 'portcullis db migrate'/);

    const migrated = await run('db', 'migrate');
    expect(migrated).toMatchObject({ code: 0, stderr: '' });
    expect(migrated.stdout).toMatch(/✓ Ran migration Baseline\d+/);
    expect((await run('db', 'migrate')).stdout).toContain('✓ The schema is up to date');
    expect(documentOf(await run('db', 'migrate', '--json'))).toMatchObject({ migrations: [], database: database.name });
    const status = await run('db', 'status', '--json');
    expect(status.code).toBe(0);
    expect(documentOf(status)).toMatchObject({
      pending: false,
      appliedMigrations: database.dataSource.migrations.map(({ constructor }) => constructor.name),
      tables: expect.arrayContaining([{ name: 'modules', schema: 'public', rows: 0 }]),
    });

    const first = await run('seed');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.split('\n')).toEqual([
      '✓ Seeded 17 modules',
      '✓ Seeded 285 submodules across 17 modules',
      '✓ Loaded 52 mapping rules from entitlement_mapping_template.csv',
      '',
    ]);
    const seeded = await everything();
    const second = await run('seed');
    expect(second).toMatchObject({
      code: 0,
      stdout: '✓ Seeded 17 modules\n✓ Seeded 285 submodules across 17 modules\n',
    });
    expect(await everything()).toEqual(seeded);
    expect(documentOf(await run('seed', '--json'))).toMatchObject({
      modules: 17,
      submodules: 285,
      written: 0,
      mappingRules: null,
      demo: null,
      notices: [],
    });
  });

  test('is not begun by commands that only look at a database', async () => {
    database = await createTestDatabase('empty');
    await run('db', 'status');
    await run('preflight');
    await run('migrate');
    expect(await database.sql(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([]);
    expect(await database.sql(`SELECT 1 FROM pg_namespace WHERE nspname = 'portcullis'`)).toEqual([]);
  });
});

describe('a taxonomy that removes access', () => {
  const shipped = () => readFile(join(packageRoot, 'seeds/taxonomy.csv'), 'utf8');
  const without = async (...lines: readonly RegExp[]) =>
    (await shipped())
      .split('\n')
      .filter((line) => !lines.some((pattern) => pattern.test(line)))
      .join('\n');

  test('needs --yes if organizations have access by entitlement or flag, counts them, writes an event', async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['CRM'], ['CRM', 'HR'], ['HR'], { route_access: { leads: true } }, null, 42]);
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT 5, id, 'enabled', 'manual' FROM modules WHERE module_key IN ('sales', 'hr')`,
    );
    const file = await without(/^sales,leads,/, /^hr,/);
    const before = await everything();
    const refused = await seed(file);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain(
      '! Organizations would lose access to:\n    sales/leads: 4 organizations\n    hr: 3 organizations\n',
    );
    expect(refused.stderr).toContain('Pass --yes to proceed');
    expect(await everything()).toEqual(before);
    const json = await seed(file, '--json');
    expect(json).toMatchObject({ code: 2, stdout: '' });

    const done = await seed(file, '--yes', '--reason', 'the product dropped them');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const rows = await stored();
    expect(
      rows.filter(({ key }) => key === 'sales/leads' || key.startsWith('hr/')).every(({ active }) => !active),
    ).toBe(true);
    expect(rows.filter(({ active }) => active)).toHaveLength(
      285 - 1 - rows.filter(({ key }) => key.startsWith('hr/')).length,
    );
    expect(
      await database.sql(
        `SELECT actor_id, reason, payload->'takenFrom' AS taken
         FROM platform_events WHERE event_type = 'taxonomy_seeded' ORDER BY id DESC LIMIT 1`,
      ),
    ).toEqual([
      {
        actor_id: expect.stringMatching(/^cli:/),
        reason: 'the product dropped them',
        taken: expect.arrayContaining([
          { module: 'sales', submodule: 'leads', organizations: 4 },
          { module: 'hr', submodule: null, organizations: 3 },
        ]),
      },
    ]);
    expect(await database.sql('SELECT count(*)::int AS n FROM org_entitlements')).toEqual([{ n: 2 }]);
    expect((await seed(await shipped())).code).toBe(0);
    expect((await stored()).every(({ active }) => active)).toBe(true);
  });

  test('needs no --yes if no organization has access', async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['HR']]);
    const result = await seed(await without(/^sales,leads,/));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).not.toContain('lose access');
  });

  test('needs --yes if a module that every organization had needs an entitlement now', async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['CRM'], null, ['Email']]);
    const file = (await shipped()).replace(/^(email,,.*),ALWAYS_ON,/m, '$1,ENTITLEMENT,');
    const refused = await seed(file);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain('    email: 3 organizations');
    expect(await database.sql(`SELECT policy FROM modules WHERE module_key = 'email'`)).toEqual([
      { policy: 'ALWAYS_ON' },
    ]);
    const done = await seed(file, '--yes', '--json');
    expect(documentOf(done)).toMatchObject({ policyTightened: ['email'], written: 1 });
    expect(await database.sql(`SELECT policy FROM modules WHERE module_key = 'email'`)).toEqual([
      { policy: 'ENTITLEMENT' },
    ]);
  });

  test('is refused while an execution is live', async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['CRM']]);
    await database.sql(
      `INSERT INTO migration_runs (mode, status, requested_by, reason, mapping_name, mapping_hash, mapping_rules,
         taxonomy_hash, rules_version, module_count, submodule_count, allow_revocations, error_budget_percent)
       VALUES ('EXECUTE', 'PAUSED', 'op', 'x', 'x', 'x', '[]', 'x', 1, 0, 0, false, 10)`,
    );
    const result = await seed(`${await shipped()}\nsales,brand_new,Brand New,,,,/sales/new,,99\n`);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain('CONFLICT: Run 1 is live');
    expect((await run('seed')).code).toBe(0);
  });
});

describe('a taxonomy that adds a submodule', () => {
  test('switches it off for partial grants, with an event each, so that no organization gains access', async () => {
    database = await createTestDatabase();
    await database.addOrganizations([
      { route_access: { leads: true } },
      ['CRM'],
      { route_access: { quotations: true } },
    ]);
    expect((await run('migrate', '--execute', '--yes')).code).toBe(0);
    const shipped = await readFile(join(packageRoot, 'seeds/taxonomy.csv'), 'utf8');
    const file = `${shipped}\nsales,brand_new,Brand New,,,,/sales/new,,99\n`;
    const result = await seed(file);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('✓ Switched new submodules off for the partial grants of 2 organizations');
    expect(
      await database.sql(
        `SELECT b.org_id, b.enabled, b.source FROM org_subentitlements b JOIN submodules s ON s.id = b.submodule_id
         WHERE s.submodule_key = 'brand_new' ORDER BY 1`,
      ),
    ).toEqual([
      { org_id: 1, enabled: false, source: 'legacy_migration' },
      { org_id: 3, enabled: false, source: 'legacy_migration' },
    ]);
    expect(
      await database.sql(
        `SELECT org_id, payload->'switchedOff' AS off FROM entitlement_events
         WHERE event_type = 'taxonomy_extended' ORDER BY 1`,
      ),
    ).toEqual([
      { org_id: 1, off: ['sales/brand_new'] },
      { org_id: 3, off: ['sales/brand_new'] },
    ]);
    expect(
      await database.sql(
        `SELECT org_id FROM v_effective_entitlements WHERE submodule_key = 'brand_new' AND allowed ORDER BY 1`,
      ),
    ).toEqual([{ org_id: 2 }]);
    const again = await run('migrate', '--execute', '--yes', '--json');
    expect(documentOf(again)).toMatchObject({ run: { status: 'SUCCEEDED', counts: { changed: 0, unchanged: 3 } } });
  });
});

describe('demo organizations', () => {
  test('are added once, with edge cases on request', async () => {
    database = await createTestDatabase();
    expect((await run('seed', '--demo')).stdout).toContain('✓ Seeded 100 demo organizations (100 in total)\n');
    expect((await run('seed', '--demo')).stdout).toContain('✓ Seeded 0 demo organizations (100 in total)\n');
    expect(documentOf(await run('seed', '--demo-edge-cases', '--json'))).toMatchObject({
      demo: { added: 13, total: 113 },
    });
    expect((await run('seed', '--demo')).code).toBe(0);
    expect(await database.sql('SELECT count(*)::int AS n FROM organizations')).toEqual([{ n: 113 }]);
    const [next] = await database.addOrganizations([['CRM']]);
    expect(next).toBe('114');
  });

  test('are not added to real organizations', async () => {
    database = await createTestDatabase();
    await database.sql(`INSERT INTO organizations (name) VALUES ('Acme Real')`);
    const result = await run('seed', '--demo');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(
      "CONFLICT: The table 'organizations' has other organizations, such as 1 (Acme Real)",
    );
    expect(await database.sql('SELECT name FROM organizations')).toEqual([{ name: 'Acme Real' }]);
  });
});
