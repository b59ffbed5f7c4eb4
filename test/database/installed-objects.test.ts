import { OWN_TABLES, RECORD_TABLES } from '../../migrations/baseline/own-tables';
import { createDataSource } from '../../src/database/data-source';
import { openEntitlements } from '../../src/open-entitlements';
import { findLostObjects, sayLostObjects } from '../../src/store/lost-objects';
import { migrateSchema, repairSchema } from '../../src/store/schema-version';
import { uninstallSchema } from '../../src/store/uninstall-schema';
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

describe('what somebody drops or switches off by hand', () => {
  const run = (...args: readonly string[]) => startCli(database, [...args]).exited;

  beforeEach(async () => {
    await database.sql(`CREATE TABLE ${ORGANIZATIONS}; INSERT INTO organizations VALUES (1, 'Papa', '["CRM"]')`);
    await migrateSchema(database.dataSource);
  });

  /** Everything that Portcullis has in the database. */
  const objects = () =>
    database.sql(
      `SELECT n.nspname, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'portcullis') AND c.relkind IN ('r', 'v')
       UNION ALL SELECT tgrelid::regclass::text, tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
       UNION ALL SELECT pronamespace::regnamespace::text, proname FROM pg_proc
                 WHERE pronamespace::regnamespace::text = 'portcullis' ORDER BY 1, 2`,
    );

  test('is found, and made again as it was', async () => {
    const { manager } = database.dataSource;
    const before = await objects();
    for (const [statement, ...lost] of [
      ['DROP VIEW v_effective_entitlements', 'view public.v_effective_entitlements'],
      ['DROP VIEW portcullis.organizations CASCADE', 'view portcullis.organizations', 'view public.v_effective_entit'],
      ['DROP TRIGGER portcullis_notify ON modules', 'trigger portcullis_notify on public.modules'],
      ['ALTER TABLE org_entitlements DISABLE TRIGGER ALL', 'trigger portcullis_notify_insert on public.org_entitle'],
      ['DROP FUNCTION portcullis.notify_organizations() CASCADE', 'function portcullis.notify_organizations'],
    ] as const) {
      await database.sql(statement);
      const said = sayLostObjects(await findLostObjects(manager));
      for (const word of lost) expect(said).toContain(word);
      expect((await repairSchema(database.dataSource)).join(', ')).toContain(lost[0]);
      expect(await objects()).toEqual(before);
      expect(await findLostObjects(manager)).toEqual([]);
    }
  });

  test('is told by the commands that look, and made again by db migrate', async () => {
    await database.sql('ALTER TABLE org_entitlements DISABLE TRIGGER ALL');
    const words = 'trigger portcullis_notify_insert on public.org_entitlements';
    for (const [code, ...command] of [
      [3, 'db', 'status'],
      [1, 'preflight'],
      [0, 'db', 'migrate', '--plan'],
      [0, 'db', 'migrate'],
    ] as const) {
      const { stdout, ...ended } = await run(...command);
      expect([command, ended.code, stdout]).toEqual([command, code, expect.stringContaining(words)]);
    }
    expect(await run('db', 'status')).toMatchObject({ code: 0 });
  });

  test('makes every process and report take its answers for old once it is made again', async () => {
    await database.sql('DROP TRIGGER portcullis_notify ON modules; TRUNCATE portcullis.access_changes');
    await repairSchema(database.dataSource);
    expect(await database.sql('SELECT 1 FROM portcullis.access_changes')).toHaveLength(1);
  });

  test('and held something, is told in one sentence, whatever the command', async () => {
    await database.sql('DROP TABLE portcullis.rollout');
    for (const command of [['db', 'status'], ['preflight'], ['db', 'migrate'], ['serve']]) {
      const { code, stdout, stderr } = await run(...command);
      expect([command, code]).toEqual([command, command[1] === 'status' ? 3 : 1]);
      expect(stdout + stderr).toContain(
        'missing or switched off: table portcullis.rollout. Put it back under its name',
      );
    }
  });

  test('keeps nobody from taking Portcullis out, without a remainder', async () => {
    for (const table of OWN_TABLES) {
      await database.sql(`DROP TABLE portcullis.${table} CASCADE`);
      if (RECORD_TABLES.some((record) => record === table)) {
        await expect(uninstallSchema(database.dataSource, database.name, null)).rejects.toThrow('nothing was changed');
        await database.close();
        database = await createTestDatabase('empty');
        await database.sql(`CREATE TABLE ${ORGANIZATIONS}`);
      } else {
        const lost = await findLostObjects(database.dataSource.manager);
        expect(lost.map(({ what }) => what)).toContain(`table portcullis.${table}`);
        await uninstallSchema(database.dataSource, database.name, null);
        expect(await objects()).toEqual([{ nspname: 'public', name: 'organizations' }]);
      }
      await migrateSchema(database.dataSource);
    }
  });

  test('is named by db uninstall, so that a table with another name is not forgotten', async () => {
    await database.sql('ALTER TABLE entitlement_events RENAME TO events_of_2026; DROP VIEW v_effective_entitlements');
    const { code, stdout } = await run('db', 'uninstall', '--confirm', database.name);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('The table public.entitlement_events was not there any more: if somebody renamed it');
    expect(stdout).toContain('The view public.v_effective_entitlements was not there any more');
    expect(await database.sql("SELECT to_regclass('modules') AS modules")).toEqual([{ modules: null }]);
  });
});
