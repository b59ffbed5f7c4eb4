import { OWN_TABLES, RECORD_TABLES } from '../../migrations/baseline/own-tables';
import { createDataSource } from '../../src/database/data-source';
import { openEntitlements } from '../../src/open-entitlements';
import { describeProblems, inspectSchema } from '../../src/store/inspect-schema';
import { findLostObjects, remakeLostObjects, sayLostObjects } from '../../src/store/lost-objects';
import { migrateSchema, planInstallation, repairSchema } from '../../src/store/schema-version';
import { uninstallSchema } from '../../src/store/uninstall-schema';
import { startCli } from '../support/cli-process';
import { FOREIGN_TABLES } from '../support/foreign-organizations';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ORGANIZATIONS = 'organizations (id int PRIMARY KEY, name text, enabled_modules jsonb)';
const TABLES = ['modules', 'submodules', 'org_entitlements', 'org_subentitlements', 'entitlement_events'];

/** The tables that an uninstallation asks, each by itself, and all others together. */
const ASKED = ['rollout', 'organization_rollouts', 'legacy_flags_kept', 'migration_runs'];

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

describe('columns that were added to tables of the product', () => {
  const added = () =>
    database.sql(
      `SELECT table_name, column_name, column_default, is_nullable FROM information_schema.columns
       WHERE column_name IN ('policy', 'partial') AND table_schema = 'public' ORDER BY 1`,
    );

  test('and then dropped are made again, with the view, and what is lost with them is said', async () => {
    await database.sql(FOREIGN_TABLES);
    await migrateSchema(database.dataSource);
    const before = await added();
    await database.sql('ALTER TABLE modules DROP policy CASCADE; ALTER TABLE org_entitlements DROP partial');
    const said = sayLostObjects(await findLostObjects(database.dataSource.manager));
    expect(said).toContain(
      'column policy of public.modules, column partial of public.org_entitlements, view public.v_effective_entitle',
    );
    expect(said).toContain("loaded again, with 'portcullis seed'");
    expect(said).toContain("run 'portcullis migrate --execute' again before you add submodules");
    const remade = await repairSchema(database.dataSource);
    expect(remade.map(({ lostWith }) => lostWith !== null)).toEqual([true, true, false]);
    expect(await added()).toEqual(before);
    expect(await findLostObjects(database.dataSource.manager)).toEqual([]);
    await uninstallSchema(database.dataSource, database.name, null);
    expect(await added()).toEqual([]);
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
      `SELECT typnamespace::regnamespace::text AS nspname, typname::text AS name FROM pg_type WHERE typtype = 'd'
         AND typnamespace::regnamespace::text = 'portcullis'
       UNION ALL SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'portcullis') AND c.relkind IN ('r', 'p', 'v', 'i', 'I')
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
      ['DROP TRIGGER portcullis_gone_delete ON organizations', 'trigger portcullis_gone_delete on public.organizati'],
      ['ALTER TABLE organizations DISABLE TRIGGER USER', 'trigger portcullis_gone_truncate on public.organizations'],
      ['DROP FUNCTION portcullis.organization_gone CASCADE', 'function portcullis.organization_gone', 'gone_delete'],
      ['DROP FUNCTION portcullis.fence_record, portcullis.fence_refuse', 'function portcullis.fence_record'],
      ['DROP DOMAIN portcullis.organization_id', 'domain portcullis.organization_id'],
      ['DROP DOMAIN portcullis.organization_ids', 'domain portcullis.organization_ids'],
      ['ALTER TABLE portcullis.mappings DROP CONSTRAINT mappings_hash_key', 'unique key (hash) of portcullis.mappings'],
      ['ALTER TABLE portcullis.rollout DROP CONSTRAINT rollout_pkey', 'primary key (id) of portcullis.rollout'],
      ['ALTER TABLE modules DROP CONSTRAINT modules_module_key_key', 'unique key (module_key) of public.modules'],
      ['DROP INDEX portcullis.migration_runs_one_live', 'index portcullis.migration_runs_one_live'],
      ['DROP INDEX portcullis.access_counts_key', 'index portcullis.access_counts_key'],
      ['ALTER TABLE portcullis.platform_events DROP CONSTRAINT platform_events_pkey', 'primary key (id, created_at)'],
      ['DROP FUNCTION portcullis.make_partition', 'function portcullis.make_partition'],
      ...['fence_record', 'notify_all', 'notify_organizations', 'make_partition'].map((name) => {
        const lost = `revocation of EXECUTE on portcullis.${name} from PUBLIC`;
        return [`GRANT EXECUTE ON FUNCTION portcullis.${name} TO PUBLIC`, lost] as const;
      }),
    ] as const) {
      await database.sql(statement);
      const said = sayLostObjects(await findLostObjects(manager));
      for (const word of lost) expect(said).toContain(word);
      expect((await repairSchema(database.dataSource)).map(({ what }) => what).join(', ')).toContain(lost[0]);
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

  test('and held something, in tables that are there, is named instead of failing each command', async () => {
    for (const [table, column, name = `portcullis.${table}`] of [
      ['entitlement_overrides', 'org_id'],
      ['source', 'condition'],
      ['installation', 'view_schema'],
      ['org_entitlements', 'partial', 'public.org_entitlements'],
    ] as const) {
      await database.sql(`ALTER TABLE ${name} RENAME ${column} TO was`);
      const lost = await findLostObjects(database.dataSource.manager);
      expect(sayLostObjects(lost)).toContain(`switched off: column ${column} of ${name}. Put it back under its name`);
      await expect(repairSchema(database.dataSource)).rejects.toThrow(`column ${column} of ${name}`);
      await database.sql(`ALTER TABLE ${name} RENAME was TO ${column}`);
    }
    expect(await findLostObjects(database.dataSource.manager)).toEqual([]);
  });

  test('leaves rows that no key takes any more to an operator, and says which', async () => {
    await database.sql(`ALTER TABLE modules DROP CONSTRAINT modules_module_key_key;
      INSERT INTO modules (module_key, display_name) VALUES ('hr', 'HR'), ('hr', 'HR')`);
    await expect(repairSchema(database.dataSource)).rejects.toThrow(
      /unique key \(module_key\) of public.modules cannot be made again.*\(module_key\)=\(hr\) is duplicated/,
    );
  });

  test('of the table of organizations is not asked of a role that does not own it', async () => {
    await database.sql('DROP TRIGGER portcullis_gone_delete ON organizations');
    await database.sql(`CREATE ROLE "${database.name}"; GRANT pg_read_all_settings TO "${database.name}";
      GRANT USAGE ON SCHEMA portcullis TO "${database.name}";
      GRANT SELECT ON ALL TABLES IN SCHEMA portcullis TO "${database.name}"`);
    try {
      await database.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL ROLE "${database.name}"`);
        expect(await findLostObjects(manager)).toEqual([]);
      });
    } finally {
      await database.sql(`DROP OWNED BY "${database.name}"; DROP ROLE "${database.name}"`);
    }
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

  test('in a schema that was renamed, is asked back instead of installed a second time', async () => {
    await database.sql('ALTER SCHEMA portcullis RENAME TO gate');
    const words = 'put the schema back under its name: ALTER SCHEMA gate RENAME TO portcullis;';
    const { problems } = await planInstallation(database.dataSource);
    expect(problems).toEqual([
      expect.stringMatching(/Portcullis is installed in the schema gate.* Put the schema back/),
    ]);
    await expect(migrateSchema(database.dataSource)).rejects.toThrow(new RegExp(words, 'i'));
    await database.sql('ALTER SCHEMA gate RENAME TO portcullis');
    expect(await findLostObjects(database.dataSource.manager)).toEqual([]);
  });

  test('is taken out though a function has another name, and gets its name back otherwise', async () => {
    const before = await objects();
    const rename = 'ALTER FUNCTION portcullis.notify_all() RENAME TO na_old';
    await database.sql(rename);
    await repairSchema(database.dataSource);
    expect(await objects()).toEqual(before);
    await database.sql(rename);
    await uninstallSchema(database.dataSource, database.name, null);
    expect(await database.sql("SELECT to_regnamespace('portcullis') AS schema")).toEqual([{ schema: null }]);
  });

  test('is said of the source: none is set, whatever the table of organizations looks like', async () => {
    await database.sql('DELETE FROM portcullis.source');
    expect(describeProblems(await inspectSchema(database.dataSource.manager))).toEqual([
      "organizations: is not the source of organizations, and no other is set: set one with 'portcullis source set'",
    ]);
  });

  test('is not made again over what has its name now, nor by a role that may not', async () => {
    await database.sql('DROP VIEW v_effective_entitlements; CREATE TABLE v_effective_entitlements (a int)');
    await expect(repairSchema(database.dataSource)).rejects.toThrow(
      /v_effective_entitlements cannot be made again, because something else has its name now: .*Rename or move that/,
    );
    const { stdout } = await run('db', 'status');
    expect(stdout).not.toContain('v_effective_entitlements: a view, created by Portcullis');
    await database.sql(`DROP TABLE v_effective_entitlements; CREATE ROLE "${database.name}";
      GRANT USAGE ON SCHEMA portcullis, public TO "${database.name}";
      GRANT ALL ON ALL TABLES IN SCHEMA portcullis, public TO "${database.name}"`);
    try {
      await database.dataSource.transaction(async (manager) => {
        await manager.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
        await manager.query(`SET LOCAL ROLE "${database.name}"`);
        await expect(remakeLostObjects(manager)).rejects.toThrow(
          /v_effective_entitlements cannot be made again by this role: .*as the role that ran 'db migrate'/,
        );
      });
    } finally {
      await database.sql(`DROP OWNED BY "${database.name}"; DROP ROLE "${database.name}"`);
    }
  });

  const nothingLeft = async () => {
    expect(await objects()).toMatchObject([{ name: 'organizations' }, { name: 'organizations_pkey' }]);
  };

  test('keeps nobody from taking Portcullis out, without a remainder', async () => {
    const others = OWN_TABLES.filter((name) => ![...ASKED, ...RECORD_TABLES].includes(name));
    for (const tables of [...ASKED.map((name) => [name]), others]) {
      await database.sql(`DROP TABLE ${tables.map((table) => `portcullis.${table}`).join(', ')} CASCADE`);
      const lost = (await findLostObjects(database.dataSource.manager)).map(({ what }) => what);
      expect(lost).toEqual(expect.arrayContaining(tables.map((table) => `table portcullis.${table}`)));
      await uninstallSchema(database.dataSource, database.name, null);
      await nothingLeft();
      await migrateSchema(database.dataSource);
    }
  });

  test.each(RECORD_TABLES)('is not guessed without %s, where it is written what was made', async (table) => {
    await database.sql(`DROP TABLE portcullis.${table} CASCADE`);
    await expect(uninstallSchema(database.dataSource, database.name, null)).rejects.toThrow('nothing was changed');
  });

  test('takes nothing along that has its name now', async () => {
    await database.sql(`ALTER TABLE modules RENAME TO modules_2025; CREATE TABLE modules (title text);
      INSERT INTO modules VALUES ('ours'); DROP VIEW v_effective_entitlements;
      CREATE VIEW v_effective_entitlements AS SELECT title FROM modules;
      ALTER TABLE submodules DROP CONSTRAINT submodules_module_id_fkey;
      ALTER TABLE org_entitlements DROP CONSTRAINT org_entitlements_module_id_fkey;
      ALTER TABLE org_subentitlements DROP CONSTRAINT org_subentitlements_module_id_fkey`);
    const { missing } = await uninstallSchema(database.dataSource, database.name, null);
    expect(missing).toEqual(['view public.v_effective_entitlements', 'table public.modules']);
    expect(await database.sql('SELECT title FROM v_effective_entitlements')).toEqual([{ title: 'ours' }]);
  });

  test('is named by db uninstall, so that a table with another name is not forgotten', async () => {
    await database.sql('ALTER TABLE entitlement_events RENAME TO events_of_2026; DROP VIEW v_effective_entitlements');
    const { code, stdout } = await run('db', 'uninstall', '--confirm', database.name);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('The table public.entitlement_events was not there any more, or is another now');
    expect(stdout).toContain('The view public.v_effective_entitlements was not there any more');
    expect(await database.sql("SELECT to_regclass('modules') AS modules")).toEqual([{ modules: null }]);
  });
});
