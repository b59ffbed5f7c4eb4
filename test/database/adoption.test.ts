import { lookAtDatabase } from '../../migrations/baseline/look';
import { describeProblems, inspectSchema } from '../../src/store/inspect-schema';
import { migrateSchema } from '../../src/store/schema-version';
import { type CliExit, startCli } from '../support/cli-process';
import { FOREIGN_TABLES } from '../support/foreign-organizations';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** The tables as another tool would create them, with some rows. */
const FOREIGN = `${FOREIGN_TABLES}
  INSERT INTO users (email) VALUES ('ann@example.com');
  INSERT INTO organizations (name, enabled_modules, owner_id) VALUES
    ('Acme', '["CRM", "ERP"]', 1), ('Manual', '{"CRM": true, "HR": "yes"}', 1),
    ('Escapes', '["CRM", "\\u00fcber"]', 1), ('Nul', '{"CRM": "perhaps", "\\u0000": 1}', 1), ('None', NULL, 1);
  INSERT INTO modules (module_key, display_name) VALUES ('sales', 'Their sales');
  INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source, created_by)
    VALUES (2, 1, 'trial', '2030-01-01 12:00:00', 'admin', 1);
  INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload)
    VALUES (2, 'granted', 1, 'by hand', '{"x": 1}');`;

/** Everything about the foreign tables that their application could notice. */
const STRUCTURE = `
  SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable || ' ' ||
         coalesce(c.column_default, '') AS thing
  FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = ANY($1)
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1)
  UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE contype <> 'n' AND conrelid::regclass::text = ANY($1)
  UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname
            FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY($1)
  ORDER BY 1`;
const TABLES = [
  'users',
  'organizations',
  'modules',
  'submodules',
  'org_entitlements',
  'org_subentitlements',
  'entitlement_events',
];

let database: TestDatabase;

const runCli = (on: TestDatabase, ...args: readonly string[]): Promise<CliExit> => startCli(on, args).exited;

beforeEach(async () => {
  database = await createTestDatabase('empty');
});

afterEach(() => database.close());

async function structure(): Promise<readonly string[]> {
  return (await database.sql<{ thing: string }>(STRUCTURE, [TABLES])).map(({ thing }) => thing);
}

test("another application's tables keep all rows, columns, indexes and constraints through a migration", async () => {
  await database.sql(FOREIGN);
  const before = await structure();
  const rows = await foreignRows();
  await migrateSchema(database.dataSource);
  const added = (await structure()).filter((thing) => !before.includes(thing));
  expect(before.filter((thing) => !added.includes(thing))).toEqual(before);
  expect(added.map((thing) => thing.split(' ').slice(0, 3).join(' '))).toEqual([
    'column modules.policy text',
    'column org_entitlements.partial boolean',
    'constraint modules modules_policy_check',
    'trigger entitlement_events portcullis_chain',
    'trigger modules portcullis_notify',
    ...['org_entitlements', 'org_subentitlements'].flatMap((table) =>
      ['delete', 'insert', 'truncate', 'update'].map((event) => `trigger ${table} portcullis_notify_${event}`),
    ),
    'trigger organizations portcullis_gone_delete',
    'trigger organizations portcullis_gone_truncate',
    'trigger submodules portcullis_notify',
  ]);

  await runCli(database, 'seed');
  const { code, stdout } = await runCli(database, 'migrate', '--execute', '--yes', '--json', '--error-budget', '50');
  expect({ code, document: JSON.parse(stdout) }).toMatchObject({
    code: 3,
    document: { run: { counts: { changed: 3, unchanged: 1, failed: 1, keptManual: 1 } } },
  });

  const entitlements = await database.sql(
    `SELECT o.name, m.module_key AS module, e.status, e.source, e.created_by, e.version
     FROM org_entitlements e JOIN organizations o ON o.id = e.org_id JOIN modules m ON m.id = e.module_id
     ORDER BY 1, 2`,
  );
  const run = { source: 'legacy_migration', created_by: null, version: 1 };
  expect(entitlements).toEqual([
    { name: 'Acme', module: 'finance', status: 'enabled', ...run },
    { name: 'Acme', module: 'sales', status: 'enabled', ...run },
    { name: 'Escapes', module: 'sales', status: 'enabled', ...run },
    { name: 'Manual', module: 'hr', status: 'enabled', ...run },
    { name: 'Manual', module: 'sales', status: 'trial', source: 'admin', created_by: 1, version: 1 },
  ]);
  expect(await database.sql(`SELECT name, enabled_modules::text AS flags FROM organizations WHERE id = 4`)).toEqual([
    { name: 'Nul', flags: '{"CRM": "perhaps", "\\u0000": 1}' },
  ]);
  expect(await structure()).toEqual([...before, ...added].sort());
  // Seeding may change the taxonomy's text, because it writes what its file says. All other rows stay as they were.
  const kept = await foreignRows();
  for (const [table, was] of Object.entries(rows)) {
    const without =
      table === 'modules' ? ['policy', 'display_name', 'description', 'icon', 'sort_order', 'updated_at'] : ['partial'];
    const bare = (found: readonly Row[] = []) =>
      found.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !without.includes(column))));
    expect({ table, rows: bare(kept[table]).slice(0, was.length) }).toEqual({ table, rows: bare(was) });
  }
});

type Row = Readonly<Record<string, unknown>>;

/** All rows of the foreign tables, in order of their ids. */
async function foreignRows(): Promise<Readonly<Record<string, readonly Row[]>>> {
  const found: Record<string, readonly Row[]> = {};
  for (const table of TABLES)
    found[table] = (await database.sql<{ row: Row }>(`SELECT row_to_json(t) AS row FROM ${table} t ORDER BY id`)).map(
      ({ row }) => row,
    );
  return found;
}

test('db status shows which tables were adopted, and each added column, constraint and trigger', async () => {
  await database.sql(FOREIGN);
  await migrateSchema(database.dataSource);
  const { code, stdout } = await runCli(database, 'db', 'status');
  expect(code).toBe(0);
  for (const line of [
    'organizations: adopted, with trigger portcullis_gone_delete, trigger portcullis_gone_truncate added',
    'modules: adopted, with column policy, constraint modules_policy_check, trigger portcullis_notify added',
    'org_entitlements: adopted, with column partial, trigger portcullis_notify_delete, ' +
      'trigger portcullis_notify_insert, trigger portcullis_notify_truncate, trigger portcullis_notify_update added',
    'entitlement_events: adopted, with trigger portcullis_chain added',
    'v_effective_entitlements: a view, created by Portcullis',
  ]) {
    expect(stdout).toContain(line);
  }
  const ours = await database.sql<{ name: string }>(
    `SELECT conrelid::regclass || ' ' || conname AS name FROM pg_constraint
     WHERE contype = 'f' AND confrelid::regclass::text = ANY($1) AND conrelid::regclass::text <> ALL($1)`,
    [TABLES],
  );
  expect(ours).toEqual([]); // no foreign key of Portcullis keeps the other application from changing its tables
});

test('events name the actor in their payload if the column takes user ids only', async () => {
  await database.sql(FOREIGN);
  await migrateSchema(database.dataSource);
  await runCli(database, 'seed');
  await runCli(database, 'migrate', '--execute', '--yes');
  const events = await database.sql<{ actor: number | null; named: string }>(
    `SELECT actor_user_id AS actor, payload->>'actor' AS named FROM entitlement_events
     WHERE event_type = 'legacy_migration'`,
  );
  expect(events).toHaveLength(3);
  for (const event of events) expect(event).toEqual({ actor: null, named: expect.stringMatching(/^cli:/) });
});

test('times without a zone are read as UTC', async () => {
  await database.sql(FOREIGN);
  await migrateSchema(database.dataSource);
  const [row] = await database.sql<{ end: Date }>(`SELECT trial_expires_at AS end FROM org_entitlements`);
  expect(row?.end.toISOString()).toBe('2030-01-01T12:00:00.000Z');
  const [seen] = await database.sql<{ end: Date }>(
    `SELECT trial_expires_at AS end FROM v_effective_entitlements
     WHERE org_id = 2 AND module_key = 'sales' AND submodule_key IS NULL`,
  );
  expect(seen?.end.toISOString()).toBe('2030-01-01T12:00:00.000Z');
});

test('a database that has only organizations gets the other tables and keeps organizations unchanged', async () => {
  await database.sql(`CREATE TABLE users (id serial PRIMARY KEY); INSERT INTO users DEFAULT VALUES;
    CREATE TABLE organizations (
      id serial PRIMARY KEY, name text NOT NULL, enabled_modules json,
      owner_id integer NOT NULL REFERENCES users (id) DEFAULT 1, created_at timestamp NOT NULL DEFAULT now());
    INSERT INTO organizations (name, enabled_modules) VALUES ('Acme', '["CRM"]')`);
  const before = await database.sql('SELECT *, enabled_modules::text AS flags FROM organizations');
  await migrateSchema(database.dataSource);
  const reports = await inspectSchema(database.dataSource.manager);
  expect(reports.map(({ name, origin, added, problems }) => [name, origin, added.length, problems.length])).toEqual([
    ['organizations', 'adopted', 2, 0],
    ...['modules', 'submodules', 'org_entitlements', 'org_subentitlements', 'entitlement_events'].map((name) => [
      name,
      'created',
      0,
      0,
    ]),
  ]);
  await runCli(database, 'seed');
  expect((await runCli(database, 'migrate', '--execute', '--yes')).code).toBe(0);
  expect(await database.sql('SELECT 1 FROM org_entitlements')).toHaveLength(1);
  expect(await database.sql('SELECT *, enabled_modules::text AS flags FROM organizations')).toEqual(before);
});

test('a set of tables that does not fit is left alone, and Portcullis makes its own', async () => {
  await database.sql(FOREIGN);
  await database.sql(
    `ALTER TABLE org_entitlements ADD COLUMN approved_by integer;
     UPDATE org_entitlements SET approved_by = 1;
     ALTER TABLE org_entitlements ALTER approved_by SET NOT NULL`,
  );
  await database.sql(
    'ALTER TABLE org_subentitlements DROP CONSTRAINT org_subentitlements_org_id_module_id_submodule_id_key',
  );
  const before = await structure();
  await migrateSchema(database.dataSource);
  expect((await structure()).filter((thing) => !before.includes(thing))).toEqual([
    'trigger organizations portcullis_gone_delete',
    'trigger organizations portcullis_gone_truncate',
  ]);
  const { code, stdout } = await runCli(database, 'db', 'status');
  expect(code).toBe(0);
  expect(stdout).toContain('org_entitlements: created by Portcullis in portcullis');
  expect(stdout).toContain('approved_by is NOT NULL without a default');
  expect(stdout).toContain('org_subentitlements has no unique index on (org_id, module_id, submodule_id)');
  await runCli(database, 'seed');
  expect((await runCli(database, 'migrate', '--execute', '--yes', '--error-budget', '50')).code).toBe(3);
  expect(await database.sql('SELECT 1 FROM public.org_entitlements')).toHaveLength(1);
  expect(await database.sql('SELECT 1 FROM portcullis.org_entitlements')).not.toHaveLength(0);
});

test.each([
  ['ALTER TABLE org_entitlements ALTER org_id TYPE smallint', 'column org_id has type int2, and ids of organiz'],
  ['ALTER TABLE entitlement_events ALTER reason TYPE varchar(10)', 'column reason holds 10 characters, and 500 are'],
  ['ALTER TABLE modules ALTER module_key TYPE varchar(6)', 'column module_key holds 6 characters, and 50 are needed'],
  ['ALTER TABLE submodules ALTER menu_path SET NOT NULL', 'column menu_path is NOT NULL, and Portcullis writes rows'],
  [
    `ALTER TABLE org_entitlements ADD CONSTRAINT known CHECK (status IN ('active', 'trial', 'inactive'))`,
    'constraint known on column status refuses enabled; disabled',
  ],
  [
    `ALTER TABLE org_entitlements ADD CONSTRAINT pair CHECK (status <> 'trial' OR source = 'admin') NOT VALID`,
    'constraint pair on column status, source refuses trial, legacy_migration',
  ],
  [
    `ALTER TABLE entitlement_events ADD CHECK (length(reason) < 100)`,
    'constraint entitlement_events_reason_check on column reason refuses a text of 500 characters',
  ],
  [
    `ALTER TABLE org_entitlements RENAME TO old_entitlements;
     CREATE TABLE org_entitlements (
       LIKE old_entitlements INCLUDING DEFAULTS, PRIMARY KEY (org_id, id), UNIQUE (org_id, module_id)
     ) PARTITION BY HASH (org_id);
     CREATE TABLE org_entitlements_0 PARTITION OF org_entitlements FOR VALUES WITH (MODULUS 1, REMAINDER 0)`,
    'is partitioned, and servers would not be notified of writes to a partition, or of ATTACH and DETACH',
  ],
  [
    'CREATE TABLE more_entitlements () INHERITS (org_entitlements)',
    'has tables that inherit from it, and servers would not be notified of writes to those',
  ],
  [
    `CREATE TABLE all_modules (LIKE modules); ALTER TABLE modules INHERIT all_modules`,
    'inherits from it, and servers would not be notified of writes to that one',
  ],
])(
  'a table that does not take, or tell, what is written is not adopted, and named once it is: %s',
  async (sql, words) => {
    await database.sql(FOREIGN);
    await migrateSchema(database.dataSource);
    await database.sql('DROP VIEW v_effective_entitlements'); // it keeps types from being changed
    await database.sql(sql);
    expect(describeProblems(await inspectSchema(database.dataSource.manager)).join()).toContain(words);
    await database.sql('DROP SCHEMA portcullis CASCADE');
    const plan = await lookAtDatabase(database.dataSource.manager);
    expect(plan).toMatchObject({ problems: [], entitlements: { schema: 'portcullis' } });
    expect(plan.entitlements.reason).toContain(words);
  },
);

test.each([
  ['varchar(36)', 'varchar(5)', 'created'],
  ['varchar(36)', 'varchar(36)', 'adopted'],
  ['text', 'varchar(255)', 'created'],
  ['smallint', 'smallint', 'adopted'],
])('ids of type %s are stored in the column org_id of type %s only if each fits', async (id, column, origin) => {
  await database.sql(FOREIGN_TABLES);
  for (const table of ['org_entitlements', 'org_subentitlements', 'entitlement_events'])
    await database.sql(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_org_id_fkey, ALTER org_id TYPE ${column}`);
  await database.sql(`ALTER TABLE organizations ALTER id DROP DEFAULT, ALTER id TYPE ${id}`);
  expect((await lookAtDatabase(database.dataSource.manager)).entitlements.origin).toBe(origin);
  await migrateSchema(database.dataSource);
  expect(describeProblems(await inspectSchema(database.dataSource.manager))).toEqual([]);
});

test('an adopted table that no longer takes the rows of a run is named, and an execution is refused', async () => {
  await database.sql(FOREIGN);
  await migrateSchema(database.dataSource);
  await runCli(database, 'seed');
  await database.sql(
    `ALTER TABLE org_entitlements ADD COLUMN approved_by integer;
     UPDATE org_entitlements SET approved_by = 1;
     ALTER TABLE org_entitlements ALTER approved_by SET NOT NULL`,
  );
  expect(describeProblems(await inspectSchema(database.dataSource.manager))).toEqual([
    'org_entitlements: column approved_by is NOT NULL without a default, and Portcullis has no value for it',
  ]);
  expect(await runCli(database, 'db', 'status')).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('approved_by is NOT NULL'),
  });
  expect(await runCli(database, 'migrate', '--execute', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('approved_by is NOT NULL'),
  });
  expect(await database.sql('SELECT 1 FROM migration_runs')).toHaveLength(0);
  expect((await runCli(database, 'migrate', '--error-budget', '50')).code).toBe(3);
});
