import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { lookAtDatabase } from '../../migrations/baseline/look';
import { createDataSource } from '../../src/database/data-source';
import { migrateSchema, pendingMigrations } from '../../src/store/schema-version';
import { uninstallSchema } from '../../src/store/uninstall-schema';
import { startCli } from '../support/cli-process';
import { onServer, urlOf } from '../support/database-server';
import { patiently } from '../support/patience';
import { dumpSchema } from '../support/pg-dump';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer';
import { LAYOUTS } from '../support/product-layouts';
import { SOURCE_LAYOUTS } from '../support/source-layouts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase('empty');
});

afterEach(() => database.close());

/** Everything in the database but its rows. */
const STRUCTURE = `
  WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
  SELECT 'schema ' || nspname AS thing FROM ours
  UNION ALL SELECT concat_ws(' ', 'relation', n.nspname, c.relname, c.relkind, c.relacl, pg_get_userbyid(c.relowner))
    FROM pg_class c JOIN ours n ON n.oid = c.relnamespace
  UNION ALL SELECT concat_ws(' ', 'column', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                             a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ours n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT concat_ws(' ', 'constraint', n.nspname, k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN ours n ON n.oid = k.connamespace
  UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN ours n ON n.oid = c.relnamespace
  UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure) FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace
  UNION ALL SELECT concat_ws(' ', 'type', t.typname) FROM pg_type t JOIN ours n ON n.oid = t.typnamespace
  ORDER BY 1`;

/** The structure, by the catalog and as pg_dump prints it, and a hash of the rows of each table. */
async function wholeDatabase(): Promise<unknown> {
  const dump = await dumpSchema(database.url);
  const things = await database.sql<{ thing: string }>(STRUCTURE);
  const tables = await database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1`,
  );
  const rows = [];
  for (const { name } of tables)
    rows.push(
      await database.sql(
        `SELECT $1::text AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS hash FROM ${name} AS t`,
        [name],
      ),
    );
  return { dump, things: things.map(({ thing }) => thing), rows };
}

const plan = () => lookAtDatabase(database.dataSource.manager);
const installed = async () => (await pendingMigrations(database.dataSource)).length === 0;

describe.each(LAYOUTS)('a product with $name', ({ sql, source, entitlements, afterwards }) => {
  test('is as it was before, after an installation was planned, made and taken back', async () => {
    await database.sql(sql);
    const before = await wholeDatabase();
    const planned = await plan();
    expect(await wholeDatabase()).toEqual(before);
    expect({
      problems: planned.problems,
      source: planned.organizations.kind,
      entitlements: `${planned.entitlements.origin} in ${planned.entitlements.schema}`,
    }).toEqual({ problems: [], source, entitlements });
    await migrateSchema(database.dataSource);
    const tables = await database.sql(
      'SELECT DISTINCT origin, schema FROM portcullis.portcullis_tables WHERE name = $1',
      ['modules'],
    );
    expect(tables).toEqual([{ origin: planned.entitlements.origin, schema: planned.entitlements.schema }]);
    expect(await database.sql('SELECT made_by FROM portcullis.source')).toEqual(
      source === 'plain' ? [{ made_by: 'auto' }] : [],
    );
    await uninstallSchema(database.dataSource, database.name, null);
    expect(await wholeDatabase()).toEqual(before);
  });

  test('may change and truncate its tables while Portcullis is installed', async () => {
    await database.sql(sql);
    await migrateSchema(database.dataSource);
    for (const statement of afterwards) await database.sql(statement);
    if (source === 'plain') expect(await database.sql('SELECT id FROM portcullis.organizations')).toEqual([]);
  });
});

const OTHERS = SOURCE_LAYOUTS.filter(({ searchPath }) => searchPath === undefined);

test.each(OTHERS)('a product with $name is as it was before, after an installation was taken back', async ({ sql }) => {
  await database.sql(sql);
  const before = await wholeDatabase();
  await migrateSchema(database.dataSource);
  await uninstallSchema(database.dataSource, database.name, null);
  expect(await wholeDatabase()).toEqual(before);
});

test('a product of another layout is told that no source is set, by each command that needs it', async () => {
  await database.sql(`CREATE TABLE organizations (id serial PRIMARY KEY, name text, features text[])`);
  await migrateSchema(database.dataSource);
  const { code, stderr } = await startCli(database, ['rollout', 'preview', 'SHADOW']).exited;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'CONFLICT: It is not known where the organizations and their legacy flags are: no source is set. ' +
      "Set it with 'portcullis source set'.\n",
  });
  expect((await startCli(database, ['db', 'status']).exited).stdout).toContain(
    '✗ organizations: is not the source of organizations, and no other is set: ' +
      "set one with 'portcullis source set'",
  );
});

test.each([
  [
    'a view',
    'CREATE TABLE t (id int, name text, enabled_modules jsonb); CREATE VIEW organizations AS SELECT * FROM t',
    ['public.organizations is a view', 'source set --table organizations --flags enabled_modules'],
  ],
  [
    'ids of a type that is cast',
    'CREATE EXTENSION citext; CREATE TABLE organizations (id citext PRIMARY KEY, name text, enabled_modules json)',
    ['ids of public.organizations have type citext', 'source detect'],
  ],
  [
    'other columns',
    'CREATE TABLE organizations (id int PRIMARY KEY, title text, enabled_modules text[])',
    ['has no column name, and column enabled_modules has type text[]', 'source detect'],
  ],
  ['a table of another name', 'CREATE TABLE companies (id int)', ['no table organizations in public', 'source detect']],
])('the plan for a product with %s says why no source is made, and what to run next', async (_what, sql, words) => {
  await database.sql(sql);
  const { code, stdout } = await startCli(database, ['db', 'migrate', '--plan']).exited;
  expect(code).toBe(0);
  for (const word of words) expect(stdout).toContain(word);
});

test('a partitioned table whose ids PostgreSQL cannot keep unique is a source while no id is repeated', async () => {
  await database.sql(`
    CREATE TABLE organizations (id int, name text, enabled_modules jsonb, since date, PRIMARY KEY (id, since))
      PARTITION BY RANGE (since);
    CREATE TABLE older PARTITION OF organizations FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
    CREATE TABLE newer PARTITION OF organizations FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
    INSERT INTO organizations VALUES (7, 'Nova', '["CRM"]', '2025-01-01'), (7, 'Oscar', '[]', '2026-02-02')`);
  const run = (...args: readonly string[]) => startCli(database, [...args]).exited;
  const plan = await run('db', 'migrate', '--plan');
  expect(plan.stdout).toContain('is partitioned by since, so that its partitions may repeat ids');
  const set = /source set --table .*/.exec(plan.stdout)?.[0].split(' ') ?? [];
  expect(await run('db', 'migrate')).toMatchObject({ code: 0, stdout: expect.stringContaining('source detect') });
  expect((await run('source', 'detect')).stdout).toContain('Partitions of public.organizations may repeat the same id');
  const repeated = await run(...set, '--reason', 'ours');
  expect([repeated.code, repeated.stderr]).toEqual([2, expect.stringContaining('The id "7" is in 2 rows')]);
  await database.sql(`DELETE FROM organizations WHERE name = 'Oscar'`);
  expect(await run(...set, '--reason', 'ours')).toMatchObject({ code: 0, stderr: '' });
});

test('with the catalog of PostgreSQL 12, a source is set and an installation taken back', async () => {
  await database.sql(`CREATE TABLE organizations (id int PRIMARY KEY, name text, enabled_modules jsonb)
    PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF organizations DEFAULT`);
  const before = await wholeDatabase();
  // The column that is new in 13: the server itself finds columns by number.
  const rename = (from: string, to: string) =>
    database.sql(`SET allow_system_table_mods TO on; ALTER TABLE pg_trigger RENAME COLUMN ${from} TO ${to}`);
  await rename('tgparentid', 'unknown_in_12');
  await migrateSchema(database.dataSource);
  const reason = ['--reason', 'as before'];
  const set = ['source', 'set', '--table', 'organizations', '--flags', 'enabled_modules', '--where', 'id > 0', '--yes'];
  expect(await startCli(database, [...set, ...reason]).exited).toMatchObject({ code: 0, stderr: '' });
  await database.sql(`CREATE TRIGGER for_each_row AFTER UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION portcullis.fence_refuse()`);
  await uninstallSchema(database.dataSource, database.name, null);
  await rename('unknown_in_12', 'tgparentid');
  expect(await wholeDatabase()).toEqual(before);
});

test.each([
  ['a type', `CREATE TYPE modules AS ENUM ('crm')`, 'type modules'],
  ['a composite type', 'CREATE TYPE v_effective_entitlements AS (a int)', 'type v_effective_entitlements'],
  ['a sequence', 'CREATE SEQUENCE modules', 'sequence modules'],
  ['an index', 'CREATE INDEX submodules ON organizations (name)', 'index submodules'],
  [
    'an index as the one on events',
    'CREATE INDEX entitlement_events_org ON organizations (name)',
    'index entitlement_events_org',
  ],
])('%s with a name of the entitlement tables leaves these to the schema portcullis', async (_what, sql, name) => {
  await database.sql('CREATE TABLE organizations (id int PRIMARY KEY, name text, enabled_modules jsonb)');
  await database.sql(sql);
  const before = await wholeDatabase();
  expect(await plan()).toMatchObject({
    problems: [],
    entitlements: { origin: 'created', schema: 'portcullis', reason: `public has ${name}: the names are taken` },
  });
  await migrateSchema(database.dataSource);
  await uninstallSchema(database.dataSource, database.name, null);
  expect(await wholeDatabase()).toEqual(before);
});

test('a type with the name of organizations does not keep an empty database from an installation', async () => {
  await database.sql(`CREATE TYPE organizations AS ENUM ('one')`);
  expect(await plan()).toMatchObject({ problems: [], organizations: { kind: 'unset' } });
  await migrateSchema(database.dataSource);
});

describe('an installation that does not fit changes nothing, and says at once', () => {
  async function refusal(): Promise<string> {
    const before = await wholeDatabase();
    const outcome = await migrateSchema(database.dataSource).then(
      () => 'it was installed',
      (error: unknown) => String(error),
    );
    expect(await wholeDatabase()).toEqual(before);
    return outcome;
  }

  test('that ids may be repeated, and which names of the schema portcullis are taken', async () => {
    await database.sql(`CREATE TABLE organizations (id int, name text, enabled_modules jsonb);
      CREATE SCHEMA portcullis; CREATE TABLE portcullis.rollout (a int); CREATE VIEW portcullis.modules AS SELECT 1`);
    const outcome = await refusal();
    expect(outcome).toContain('ALTER TABLE public.organizations ADD PRIMARY KEY (id);');
    expect(outcome).toContain('names that it needs: table rollout, view modules.');
  });

  test('which names of the schema portcullis types, sequences and indexes have', async () => {
    await database.sql(`CREATE SCHEMA portcullis; CREATE TYPE portcullis.rollout AS ENUM ('a');
      CREATE TYPE portcullis.source AS (a int); CREATE SEQUENCE portcullis.mappings; CREATE TABLE portcullis.t (a int);
      CREATE INDEX parity_reports ON portcullis.t (a); CREATE INDEX entitlement_overrides_org ON portcullis.t (a)`);
    expect(await refusal()).toContain(
      'names that it needs: index entitlement_overrides_org, index parity_reports, sequence mappings, type rollout, ' +
        'type source.',
    );
  });

  test('which ids are repeated or missing, before it asks for a key', async () => {
    await database.sql(`CREATE TABLE organizations (id int, name text, enabled_modules jsonb);
      INSERT INTO organizations VALUES (7), (7), (8), (NULL)`);
    expect(await refusal()).toContain(
      'public.organizations: there is the id "7" in 2 rows, no id in 1 of its rows: ' +
        'give each organization an id of its own, then ALTER TABLE public.organizations ADD PRIMARY KEY (id);',
    );
  });

  test('that the organizations are in a schema that the search path does not name', async () => {
    await database.sql(`CREATE SCHEMA tenant; CREATE TABLE tenant.organizations (id int PRIMARY KEY)`);
    expect(await refusal()).toMatch(/there is tenant\.organizations: ALTER ROLE .* SET search_path TO tenant, public;/);
  });

  test('that the search path names no schema there is, and nothing about rights in it', async () => {
    const dataSource = await createDataSource(database.url, 1, undefined, ['nowhere']).initialize();
    const { problems } = await lookAtDatabase(dataSource.manager).finally(() => dataSource.destroy());
    expect(problems).toEqual([expect.stringContaining('The search_path names no schema that exists')]);
  });

  test.each(['LATIN1', 'SQL_ASCII'])('that names and flags cannot be stored in the encoding %s', async (encoding) => {
    const name = `${database.name}_${encoding.toLowerCase()}`;
    await onServer(async (query) => {
      await query(
        `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING '${encoding}' LOCALE_PROVIDER libc LOCALE 'C'`,
      );
      const dataSource = await createDataSource(urlOf(name), 1).initialize();
      await expect(migrateSchema(dataSource).finally(() => dataSource.destroy())).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(`has the encoding ${encoding}, which cannot store every name and flag`),
      });
      await query(`DROP DATABASE "${name}"`);
    });
  });

  test('that an earlier, unreleased version was installed', async () => {
    await database.sql('CREATE TABLE portcullis_migrations (id int)');
    expect(await refusal()).toContain('public.portcullis_migrations was made by a version of Portcullis before');
  });
});

test('a key that only carries another column keeps ids unique, and is a key of organizations', async () => {
  await database.sql(
    'CREATE TABLE organizations (id int, name text, enabled_modules jsonb, PRIMARY KEY (id) INCLUDE (name))',
  );
  expect(await plan()).toMatchObject({ problems: [], organizations: { kind: 'plain' } });
});

describe('a role of its own, that owns nothing of the product,', () => {
  const role = `portcullis_role_${randomBytes(4).toString('hex')}`;
  beforeAll(() => onServer((query) => query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`)));
  afterAll(() => onServer((query) => query(`DROP ROLE ${role}`)));
  afterEach(() => database.sql(`DROP OWNED BY ${role} CASCADE`));

  async function asRole<Result>(work: (dataSource: ReturnType<typeof createDataSource>) => Promise<Result>) {
    const url = new URL(database.url);
    url.username = role;
    url.password = 'secret';
    const dataSource = await createDataSource(url.href, 2).initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  test('is told each GRANT that is missing, and with these can install and uninstall', async () => {
    await database.sql(
      `REVOKE CREATE ON SCHEMA public FROM PUBLIC;
       CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb);
       INSERT INTO organizations VALUES (1, 'Lima', '{"CRM": true}'), (2, 'Mike', '["HR"]')`,
    );
    const before = await wholeDatabase();
    const { problems } = await asRole(({ manager }) => lookAtDatabase(manager));
    const grants = problems.map((problem) => /GRANT [^;]+;/.exec(problem)?.[0]);
    expect(grants).toEqual([
      `GRANT CREATE ON DATABASE ${database.name} TO ${role};`,
      `GRANT SELECT ON public.organizations TO ${role};`,
      `GRANT CREATE ON SCHEMA public TO ${role};`,
    ]);
    for (const grant of grants) await database.sql(grant ?? '');
    expect(await asRole(({ manager }) => lookAtDatabase(manager))).toMatchObject({ problems: [] });
    await asRole(migrateSchema);
    expect(await asRole((dataSource) => dataSource.query('SELECT id FROM organizations ORDER BY id'))).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    await asRole((dataSource) => uninstallSchema(dataSource, database.name, null));
    await database.sql(`REVOKE SELECT ON organizations FROM ${role}; REVOKE CREATE ON SCHEMA public FROM ${role}`);
    expect(JSON.stringify(await wholeDatabase()).replace(/ \{[^}]*\}/g, '')).toBe(
      JSON.stringify(before).replace(/ \{[^}]*\}/g, ''),
    );
  });

  test('is not let in where row security would hide organizations from it', async () => {
    await database.sql(
      `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb);
       ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
       GRANT SELECT ON organizations TO ${role}; GRANT CREATE ON SCHEMA public TO ${role};
       GRANT CREATE ON DATABASE ${database.name} TO ${role}`,
    );
    await expect(asRole(migrateSchema)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`ALTER ROLE ${role} BYPASSRLS;`),
    });
  });
});

test('a product in a schema of its own keeps its schemas', async () => {
  await database.sql(`CREATE SCHEMA tenant; CREATE SCHEMA portcullis;
    CREATE TABLE tenant.organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb);
    INSERT INTO tenant.organizations VALUES (1, 'Oscar', '{"CRM": true}')`);
  const before = await wholeDatabase();
  const dataSource = await createDataSource(database.url, 2, undefined, ['tenant', 'public']).initialize();
  try {
    await migrateSchema(dataSource);
    expect(await dataSource.query('SELECT name, flags FROM organizations')).toEqual([
      { name: 'Oscar', flags: '{"CRM": true}' },
    ]);
    expect(await database.sql('SELECT 1 FROM tenant.modules')).toEqual([]);
    await uninstallSchema(dataSource, database.name, null);
  } finally {
    await dataSource.destroy();
  }
  expect(await wholeDatabase()).toEqual(before);
});

describe('an installation beside a product at work', () => {
  beforeEach(() => database.sql(LAYOUTS[0]?.sql ?? ''));

  test('is made once by three commands at the same time', async () => {
    const before = await wholeDatabase();
    const exits = await Promise.all([1, 2, 3].map(() => startCli(database, ['db', 'migrate', '--json']).exited));
    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0]);
    const ran = exits.flatMap(({ stdout }) => (stdout.includes('Baseline') ? [stdout] : []));
    expect(ran).toHaveLength(1);
    await uninstallSchema(database.dataSource, database.name, null);
    expect(await wholeDatabase()).toEqual(before);
  });

  test('is made whole or not at all by a command that is killed at any moment', async () => {
    const before = await wholeDatabase();
    for (let round = 0; round < 8; round++) {
      const { child, exited } = startCli(database, ['db', 'migrate']);
      const started = delay(150 + round * 120).then(() => child.kill('SIGKILL'));
      await Promise.all([exited, started]);
      if (!(await installed())) expect(await wholeDatabase()).toEqual(before);
      else {
        await uninstallSchema(database.dataSource, database.name, null);
        expect(await wholeDatabase()).toEqual(before);
      }
    }
  });

  test("keeps the product's writes waiting for no longer than its lock timeout, and is made when it may", async () => {
    const [reader, writer] = [1, 2].map(() => new Client({ connectionString: database.url }));
    if (!reader || !writer) throw new Error('no clients');
    await Promise.all([reader.connect(), writer.connect()]);
    try {
      await reader.query(`BEGIN; UPDATE public.organizations SET name = 'held' WHERE id = 1`);
      const installing = migrateSchema(database.dataSource);
      let longest = 0;
      const until = Date.now() + 4_500;
      while (Date.now() < until) {
        const begun = Date.now();
        await writer.query(`UPDATE public.organizations SET name = 'written' WHERE id = 2`);
        longest = Math.max(longest, Date.now() - begun);
        await delay(20);
      }
      await reader.query('COMMIT');
      expect(await installing).toHaveLength(1);
      expect(longest).toBeLessThan(patiently(3_000));
      expect(longest).toBeGreaterThan(100);
    } finally {
      await Promise.all([reader.end(), writer.end()]);
    }
  });
});

describeWithPgBouncer('through a pooler in transaction mode', () => {
  test('an installation is made once by three at the same time, and taken back', async () => {
    await database.sql(LAYOUTS[0]?.sql ?? '');
    const before = await wholeDatabase();
    const pooler = await PgBouncer.start(database.url, 'transaction');
    const sources = await Promise.all([1, 2, 3].map(() => createDataSource(pooler.url, 1).initialize()));
    try {
      const ran = await Promise.all(sources.map(migrateSchema));
      expect(ran.flat()).toHaveLength(1);
      await uninstallSchema(sources[0] ?? database.dataSource, database.name, null);
    } finally {
      await Promise.all(sources.map((one) => one.destroy()));
      await pooler.close();
    }
    expect(await wholeDatabase()).toEqual(before);
  });
});

describe('an uninstallation is refused', () => {
  const attempt = (confirm = database.name, environment: boolean | null = null) =>
    uninstallSchema(database.dataSource, confirm, environment);

  beforeEach(async () => {
    await database.sql(LAYOUTS[0]?.sql ?? '');
    await migrateSchema(database.dataSource);
  });

  test.each<readonly [string, string, string]>([
    ['under ENFORCE', `UPDATE rollout SET mode = 'ENFORCE'`, 'Entitlements answer for all organizations'],
    ['under ENFORCE for a part', 'UPDATE rollout SET enforce_percentage = 5', 'for 5 % of the organizations'],
    [
      'while one organization is under ENFORCE',
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (1, 'ENFORCE', 'try', 'ann')`,
      '1 organizations are individually set to ENFORCE',
    ],
    [
      'while only Portcullis keeps the legacy flags',
      `INSERT INTO legacy_flags_kept VALUES (1, '[]')`,
      'portcullis legacy purge',
    ],
    [
      "while the product's objects depend on its tables",
      'CREATE VIEW report AS SELECT org_id FROM org_entitlements',
      'view report depends on table org_entitlements',
    ],
  ])('%s', async (_name, statement, message) => {
    await database.sql(statement);
    const before = await wholeDatabase();
    await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(message) });
    expect(await wholeDatabase()).toEqual(before);
  });

  test('with the name of another database, or while the environment forces ENFORCE', async () => {
    await expect(attempt('production')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(attempt(database.name, true)).rejects.toThrow('ENABLE_ENTITLEMENTS_GATING');
    expect(await installed()).toBe(true);
  });
});
