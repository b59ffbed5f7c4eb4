import { createDataSource } from '../../src/database/data-source';
import { openEntitlements } from '../../src/open-entitlements';
import { migrateSchema } from '../../src/store/schema-version';
import { startCli } from '../support/cli-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ORGANIZATIONS = 'organizations (id int PRIMARY KEY, name text, enabled_modules jsonb)';
const TABLES = ['modules', 'submodules', 'org_entitlements', 'org_subentitlements', 'entitlement_events'];

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase('empty');
});

afterEach(() => database.close());

describe('entitlement tables in a schema for each tenant', () => {
  beforeEach(async () => {
    await database.sql(`CREATE SCHEMA s1; CREATE SCHEMA s2; CREATE TABLE s1.${ORGANIZATIONS};
      INSERT INTO s1.organizations VALUES (1, 'Papa', '["CRM"]')`);
    const dataSource = await createDataSource(database.url, 1, undefined, ['s1']).initialize();
    await migrateSchema(dataSource).finally(() => dataSource.destroy());
    expect(await run('s1', 'seed')).toMatchObject({ code: 0 });
  });

  const run = (path: string | undefined, ...args: readonly string[]) =>
    startCli(database, [...args], path === undefined ? {} : { DATABASE_SEARCH_PATH: path }).exited;

  async function expectRefused(path: string | undefined, words: string): Promise<void> {
    const environment = { DATABASE_URL: database.url, ...(path !== undefined && { DATABASE_SEARCH_PATH: path }) };
    await expect(openEntitlements({ environment, onError: () => undefined })).rejects.toThrow(words);
  }

  test("are never another tenant's: a session that finds those is refused, and told which schema to name", async () => {
    for (const table of TABLES) await database.sql(`CREATE TABLE s2.${table} (LIKE s1.${table} INCLUDING ALL)`);
    const words = 'in the schema s1, and the search path of this session finds s2.modules instead';
    for (const command of [['migrate', '--execute', '--yes'], ['db', 'migrate'], ['serve']]) {
      const { code, stderr, stdout } = await run('s2', ...command);
      expect([command, code, stderr + stdout]).toEqual([command, 1, expect.stringContaining(words)]);
    }
    expect(await run('s2', 'db', 'status')).toMatchObject({ code: 3, stdout: expect.stringContaining(words) });
    expect(await run('s2', 'preflight')).toMatchObject({ code: 1, stdout: expect.stringContaining(words) });
    await expectRefused('s2', words);
    expect(await database.sql('SELECT 1 FROM s2.org_entitlements')).toEqual([]);
    expect(await run('s1,s2', 'migrate', '--execute', '--yes')).toMatchObject({ code: 0 });
    expect(await database.sql('SELECT 1 FROM s1.org_entitlements')).not.toEqual([]);
  });

  test('that the search path does not name, or hides behind a table of the product, are asked for', async () => {
    await expectRefused(undefined, 'the search path of this session does not name it: name s1 in DATABASE_SEARCH_PATH');
    await database.sql('CREATE TABLE public.modules (a int)');
    await expectRefused(undefined, 'finds public.modules instead');
  });

  test('stay the same for each session of a process, though the search path of the database changes', async () => {
    const name = database.name;
    await database.sql(`ALTER DATABASE "${name}" SET search_path TO s1`);
    const dataSource = await createDataSource(database.url, 3).initialize();
    try {
      const paths = () =>
        Promise.all([1, 2, 3].map(() => dataSource.query(`SELECT to_regclass('modules')::oid::regclass::text AS t`)));
      await dataSource.query('SELECT 1');
      await database.sql(`ALTER DATABASE "${name}" SET search_path TO s2`);
      expect((await paths()).flat()).toEqual([1, 2, 3].map(() => ({ t: 'modules' })));
    } finally {
      await dataSource.destroy();
    }
  });

  test('that were moved or dropped are named, and not looked for elsewhere', async () => {
    await database.sql('ALTER TABLE s1.submodules SET SCHEMA s2');
    await expectRefused('s1', 'The table s1.submodules was installed and is not there any more: put it back');
  });
});
