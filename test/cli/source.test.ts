import { z } from 'zod';
import { sayFailingRows } from '../../src/store/failing-rows';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { answerAsRead } from '../support/product-answers';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

let folder: TestFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = await TestFolder.create();
});
afterAll(() => folder.remove());
afterEach(() => database.close());

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const setSql = async (sql: string, ...args: readonly string[]) =>
  run('source', 'set', '--sql', await folder.write('source.sql', sql), '--reason', 'where they are', ...args);
const organizations = () => database.sql('SELECT id, name, flags FROM portcullis.organizations ORDER BY id');

/** Makes the product's tables in an empty database, then installs Portcullis beside them. */
async function install(product: string): Promise<void> {
  database = await createTestDatabase('empty');
  await database.sql(product);
  const { code, stderr } = await run('db', 'migrate');
  expect([code, stderr]).toEqual([0, '']);
}

const TENANTS = `
  CREATE TABLE tenants (id int PRIMARY KEY, title text, modules text[], gone_at timestamptz);
  INSERT INTO tenants VALUES (1, 'Aster', '{CRM}', NULL), (2, 'Begonia', '{}', NULL), (3, 'Gone', '{CRM}', now())`;
const TENANTS_SQL = `SELECT id, title AS name, to_jsonb(modules) AS flags, xmin AS version
FROM tenants WHERE gone_at IS NULL -- as the product's own list does;`;

test('a product of another layout is migrated from the source that detect writes', async () => {
  await install(TENANTS);
  const shown = await run('source', 'show');
  expect([shown.code, shown.stdout]).toEqual([3, expect.stringContaining('No source is set')]);
  const file = `${folder.path}/detected.sql`;
  expect(await run('source', 'detect', '--out', file)).toMatchObject({ code: 0 });
  expect(await run('source', 'detect', '--out', file)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it exists already'),
  });
  const set = await run('source', 'set', '--sql', file, '--reason', 'our tenants');
  expect([set.code, set.stderr]).toEqual([0, '']);
  expect(await organizations()).toHaveLength(3);
  expect(await run('seed')).toMatchObject({ code: 0 });
  const migrated = await run('migrate', '--execute', '--yes');
  expect([migrated.code, migrated.stderr]).toEqual([0, '']);
  expect(
    await database.sql(`SELECT DISTINCT org_id FROM org_entitlements WHERE status = 'enabled' ORDER BY 1`),
  ).toEqual([{ org_id: 1 }, { org_id: 3 }]);
});

test('a query with unqualified names and comments reads the same rows in every session', async () => {
  await install(`${TENANTS}; CREATE TABLE modules (id int, tenant int)`);
  expect(await setSql(TENANTS_SQL)).toMatchObject({ code: 0 });
  const rows = [
    { id: 1, name: 'Aster', flags: '["CRM"]' },
    { id: 2, name: 'Begonia', flags: '[]' },
  ];
  expect(await organizations()).toEqual(rows);
  await database.sql('CREATE SCHEMA decoy; CREATE TABLE decoy.tenants (LIKE tenants)');
  await database.dataSource.query('SET search_path = decoy, portcullis, public');
  expect(await database.dataSource.query('SELECT id, name, flags FROM portcullis.organizations ORDER BY id')).toEqual(
    rows,
  );
  const shown = await run('source', 'show', '--json');
  expect(documentOf(shown)).toMatchObject({ relation: null, definition: TENANTS_SQL, idType: 'int4', versioned: true });
});

test('a query whose flags may have another order with another plan is set with a warning', async () => {
  await install(`${TENANTS}; CREATE TABLE grants (tenant int, code text); INSERT INTO grants VALUES (1, 'crm')`);
  const query = (flags: string) =>
    `SELECT id, title AS name, (SELECT ${flags} FROM grants WHERE tenant = tenants.id) AS flags FROM tenants`;
  const warning = /! json_object_agg without ORDER BY: another plan .* would look like a change of the flags\./;
  expect(await setSql(query('json_object_agg(code, true)'), '--check')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(warning),
  });
  for (const flags of ['json_object_agg(code, true ORDER BY code)', 'jsonb_object_agg(code, true)'])
    expect((await setSql(query(flags), '--check')).stdout).not.toContain('ORDER BY');
});

test('setting a source keeps who did it, why, and what changed', async () => {
  await install(TENANTS);
  await setSql(TENANTS_SQL);
  const everyone = `SELECT id, title AS name, to_jsonb(modules) AS flags FROM tenants`;
  expect(await setSql(everyone)).toMatchObject({ code: 2, stderr: expect.stringContaining('Pass --yes') });
  expect(await organizations()).toHaveLength(2);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  expect((await setSql(everyone, '--check')).stdout).toContain('! Entitlements answer already');
  await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
  const changed = await setSql(everyone, '--yes');
  expect(changed.stdout).not.toContain('Entitlements answer already');
  expect([changed.code, changed.stdout]).toEqual([0, expect.stringContaining('1 would be added')]);
  expect(await setSql(everyone)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was changed') });
  const events = await database.sql<{ payload: unknown; reason: string; actor_id: string }>(
    `SELECT payload, reason, actor_id FROM platform_events WHERE event_type = 'source_set' ORDER BY id`,
  );
  expect(events).toMatchObject([
    { reason: 'where they are', actor_id: expect.stringMatching(/^cli:/), payload: { before: null, organizations: 2 } },
    { payload: { before: { definition: TENANTS_SQL }, organizations: 3, impact: { added: 1, removed: 0 } } },
  ]);
});

test('a table with other names of its columns is a source that can be fenced', async () => {
  await install(`
    CREATE SCHEMA app;
    CREATE TABLE app.companies (no int PRIMARY KEY, title text NOT NULL, features jsonb, deleted boolean);
    INSERT INTO app.companies VALUES (1, 'Clover', '["CRM"]', false), (2, 'Dahlia', NULL, true)`);
  const set = await run(
    ...['source', 'set', '--table', 'app.companies', '--id', 'no', '--name', 'title', '--flags', 'features'],
    ...['--where', 'NOT deleted -- as the list', '--reason', 'our companies'],
  );
  expect([set.code, set.stderr]).toEqual([0, '']);
  expect(await organizations()).toEqual([{ id: 1, name: 'Clover', flags: '["CRM"]' }]);
  expect(await run('legacy', 'fence', 'on', '--reject', '--reason', 'migrated')).toMatchObject({ code: 0 });
  await expect(database.sql(`UPDATE app.companies SET features = '[]' WHERE no = 1`)).rejects.toThrow(
    /refuses to change companies\.features of organization 1/,
  );
  expect(await setSql('SELECT 1 AS id')).toMatchObject({ code: 1, stderr: expect.stringContaining('fence off') });
});

describe('once the source is another one,', () => {
  const ACCOUNTS = `
    CREATE TABLE accounts (id int PRIMARY KEY, name text, features jsonb, archived_at timestamptz);
    INSERT INTO accounts SELECT n, 'Account ' || n, '["CRM"]', CASE WHEN n > 3 THEN now() END
      FROM generate_series(1, 5) n;
    CREATE TABLE moved (id int PRIMARY KEY, name text, features jsonb);
    INSERT INTO moved SELECT n, 'Account ' || n, '["HR"]' FROM generate_series(1, 3) n`;
  const setTable = async (table: string, ...args: readonly string[]) => {
    const set = await run(
      ...['source', 'set', '--table', table, '--flags', 'features', '--reason', 'a test', '--yes'],
      ...args,
    );
    expect([set.code, set.stderr]).toEqual([0, '']);
  };
  const migrate = (...args: readonly string[]) => run('migrate', '--yes', '--json', '--reason', 'a test', ...args);
  const enforce = () => run('rollout', 'set', 'ENFORCE', '--reason', 'a test');
  const ACTIVE = ['--where', 'archived_at IS NULL'];
  beforeEach(async () => {
    await install(ACCOUNTS);
    await setTable('accounts', ...ACTIVE);
    await run('seed');
  });

  test.each([
    ['has more rows of the same table', 'accounts'],
    ['reads another table', 'moved'],
  ])('which %s, nobody loses access to a gate that trusts a report of the source before', async (_what, table) => {
    expect(await migrate('--execute')).toMatchObject({ code: 0 });
    expect(await run('parity')).toMatchObject({ code: 0 });
    await answerAsRead(database);
    await setTable(table);
    const changed = 'The source has changed since parity report 1: make another one.';
    expect(await enforce()).toMatchObject({ code: 1, stderr: expect.stringContaining(changed) });
    expect((await run('rollout', 'show')).stdout).toContain(changed);
    expect((await run('verify')).stdout).toContain('WARN  source: The source has changed since the run');
    await run('parity');
    expect(await enforce()).toMatchObject({ code: 1, stderr: expect.not.stringContaining('The source has changed') });
    await setTable('accounts', ...ACTIVE);
    await run('parity');
    expect(await enforce()).toMatchObject({ code: 0 });
  });

  test('a plan that was reviewed for the source before is not executed', async () => {
    expect(await migrate()).toMatchObject({ code: 0 });
    await setTable('accounts');
    expect(await migrate('--execute', '--dry-run-id', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The source has changed since dry run 1'),
    });
  });

  test('or the one before again, a run limited to changes looks at what later executions read', async () => {
    await migrate('--execute');
    await setTable('moved');
    expect(documentOf(await migrate('--execute', '--changed-since', '1'))).toMatchObject({ run: { total: 3 } });
    await setTable('accounts', ...ACTIVE);
    const back = await migrate('--execute', '--changed-since', '1', '--allow-revocations');
    expect(documentOf(back)).toMatchObject({ run: { status: 'SUCCEEDED', total: 3 } });
    expect(await run('parity')).toMatchObject({ code: 0 });
  });
});

test('while a run is live, the organizations stay as they are', async () => {
  await install(TENANTS);
  await setSql(TENANTS_SQL);
  await run('seed');
  await database.sql(
    `INSERT INTO migration_runs (mode, status, requested_by, reason, mapping_name, mapping_hash, mapping_rules,
       taxonomy_hash, rules_version, module_count, submodule_count, allow_revocations, error_budget_percent)
     VALUES ('DRY_RUN', 'PAUSED', 'someone', 'a test', 'm', 'h', '[]', 't', 1, 1, 1, false, 0)`,
  );
  expect(await setSql('SELECT id, title AS name, NULL::json AS flags FROM tenants', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Run 1 is live (PAUSED)'),
  });
  expect(await organizations()).toHaveLength(2);
});

describe('a source that does not fit is refused whole, with everything that is wrong:', () => {
  test.each<readonly [what: string, sql: string, messages: readonly RegExp[]]>([
    [
      'columns that are missing, or have other types',
      'SELECT id, modules AS flags, gone_at FROM tenants',
      [/no column name/, /flags is text\[\]: .*to_jsonb/, /column "gone_at" is not used/],
    ],
    [
      'an id that is not unique',
      `SELECT 7 AS id, title AS name, '[]'::json AS flags FROM tenants`,
      [/The id "7" is in 3 rows/],
    ],
    [
      'an id that is missing',
      `SELECT nullif(id, 2) AS id, title AS name, '[]'::json AS flags FROM tenants`,
      [/1 of 3 rows have no id/],
    ],
    [
      'a table that does not exist',
      'SELECT id,\n title AS name, flags\nFROM tenant',
      [/line 3: relation "tenant" does not/],
    ],
    ['several statements', 'SELECT 1; DROP TABLE tenants', [/syntax error/]],
    [
      'a comment without an end',
      'SELECT id, title AS name\n/* the modules\n, flags\nFROM tenants',
      [/line 2: unterminated \/\* comment at or near "\/\* the modules": it begins there and has no end\s*$/],
    ],
    [
      'a text without an end',
      "SELECT id,\n 'Aster AS name FROM tenants",
      [/line 2: unterminated quoted string at or near "'Aster AS name FROM tenants": it begins there/],
    ],
    ['nothing', ' \n-- to be written\n/* by\nus */', [/--sql names .*source\.sql, which holds no query/]],
    [
      'a mistake behind blank lines and letters of any alphabet',
      '\n\n-- 😀😀😀\nSELECT id,\n  tittle AS name FROM tenants',
      [/line 5: column "tittle" does not exist/],
    ],
    [
      'flags that fail on a row, with what a tenant wrote',
      `SELECT id, title AS name, to_jsonb((title || E'\\n✓')::int) AS flags FROM tenants`,
      [/fails on its rows: invalid input syntax for type integer: "Aster ✓": let the query/],
    ],
    [
      'ids that are others with each reading',
      `SELECT gen_random_uuid() AS id, title AS name, '[]'::json AS flags FROM tenants`,
      [/3 of 3 ids are others when the query is run again/],
    ],
    ['the view itself', 'SELECT id, name, flags FROM portcullis.organizations', [/not the product's/]],
  ])('%s', async (_what, sql, messages) => {
    await install(TENANTS);
    const { code, stderr, stdout } = await setSql(sql);
    expect([code, stdout]).toEqual([2, '']);
    for (const message of messages) expect(stderr).toMatch(message);
    expect(await run('source', 'show')).toMatchObject({ code: 3 });
    expect(await database.sql('SELECT count(*)::int AS n FROM tenants')).toEqual([{ n: 3 }]);
  });
});

test.each([
  ['id = = 1', /condition for the source public\.companies .* can read: syntax error at or near "="/],
  ['id =', /condition for the source public\.companies .* can read: syntax error at or near "\)"/],
  ['id > 0 -- all\n  AND gone IS NULL', /line 2: column "gone" does not exist/],
  ['id > 0\n/* all', /line 2: unterminated \/\* comment at or near "\/\* all": it begins there and has no end\s*$/],
  ['id > 0\n  AND id <', /line 2: syntax error at or near "\)"/],
  ['1 / (id - 1) > 0', /public\.companies fails on its rows: division by zero/],
  ['id IN (SELECT 1)', /--where has a subquery/],
])('a fault of the condition %j is shown where the operator wrote it', async (where, message) => {
  await install(`CREATE TABLE companies (id int PRIMARY KEY, name text, features jsonb);
    INSERT INTO companies VALUES (1, 'Aster', '[]')`);
  const args = ['--table', 'companies', '--flags', 'features', '--where', where, '--check'];
  expect(await run('source', 'set', ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
});

describe('a source that fails once the product has changed', () => {
  const SQL = `SELECT id, title AS name, jsonb_build_object('CRM', size::int > 0) AS flags FROM tenants`;
  const FIXED = `SELECT id, title AS name, jsonb_build_object('CRM', size > '0') AS flags FROM companies`;
  beforeEach(async () => {
    await install(`CREATE TABLE tenants (id text PRIMARY KEY, title text, size text);
      INSERT INTO tenants VALUES ('a', 'Aster', '1'), ('b', 'Begonia', '2')`);
    await setSql(SQL);
    await run('seed');
  });

  test.each([
    [
      'on its rows',
      `UPDATE tenants SET size = 'big'`,
      /fails on its rows: invalid input .*: "(big|…)"\. See its query/,
      ' It fails for organizations a, b.',
    ],
    ['because its table is gone', 'ALTER TABLE tenants RENAME TO clients', /cannot be read: relation .*tenants/, ''],
  ])('%s is named by each command and the API, and does not hide the other checks', async (_why, sql, message, end) => {
    await database.sql(sql);
    const preflight = await run('preflight', '--json');
    expect(preflight.code).toBe(1);
    const { checks } = z
      .object({ checks: z.array(z.object({ name: z.string(), status: z.string(), detail: z.string() })) })
      .parse(documentOf(preflight));
    expect(checks.map(({ name }) => name)).toEqual([
      ...['schema', 'taxonomy', 'mapping', 'source', 'snapshot', 'live run', 'gating'],
    ]);
    expect(checks[3]).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(message) });
    expect(checks[3]?.detail.endsWith(end)).toBe(true);
    for (const command of ['mapping draft', 'explain --org a --module sales', 'parity'])
      expect({ command, ...(await run(...command.split(' '))) }).toMatchObject({
        command,
        code: 1,
        stderr: expect.stringMatching(message),
      });
    const server = await startTestServer(database, { worker: false });
    try {
      const admin = await server.as('SUPER_ADMIN');
      const refused = admin.request('{ legacyFlagCensus { organizations } }');
      await expect(refused).rejects.toThrow(message);
      // Values are of any tenant: they are left to the command.
      await expect(refused).rejects.not.toThrow(/"big"/);
    } finally {
      await server.close();
    }
  });

  test('is replaced by one that works, after a question, because it cannot be compared', async () => {
    await database.sql('ALTER TABLE tenants RENAME TO companies');
    expect(await run('db', 'status')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/✗ The source of organizations cannot be read: .*tenants/),
    });
    expect(await setSql(FIXED)).toMatchObject({ code: 2, stdout: expect.stringContaining('The current source fails') });
    expect(await setSql(FIXED, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await organizations()).toHaveLength(2);
  });
});

describe('rows that the product stores once a source is set', () => {
  const SQL = `SELECT k.id, t.title AS name, jsonb_build_object('CRM', t.size::int > 0) AS flags
    FROM tenants t LEFT JOIN keys k ON k.id = t.id WHERE 10 / t.shards::int > 0`;
  const REPEATED = /1 id is in several rows of the source: "b"\. There must be one row for each organization/;
  beforeEach(async () => {
    await install(`CREATE TABLE tenants (id text, title text, size text, shards text);
      INSERT INTO tenants VALUES ('a', 'Aster', '1', '1'), ('b', 'Begonia', '2', '1'), ('c', 'Clover', '3', '1');
      CREATE TABLE keys (id text); INSERT INTO keys SELECT id FROM tenants`);
    await setSql(SQL);
    await run('seed');
  });

  test('a row without an id is left out, named by what operators look at, and lets every command end', async () => {
    await database.sql(`DELETE FROM keys WHERE id = 'b'`);
    expect((await run('preflight')).stdout).toMatch(/! WARN {2}ids: 1 row of the source has no id\. Such rows/);
    expect(documentOf(await run('db', 'status', '--json'))).toMatchObject({ missingIds: 1, repeatedIds: { count: 0 } });
    expect(await run('mapping', 'draft')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('migrate')).toMatchObject({ code: 0, stdout: expect.stringContaining('Found 2 organizations') });
    expect(await run('parity')).toMatchObject({ code: 3, stdout: expect.stringContaining('2 uncovered') });
  });

  test('an id in two rows fails the preflight, and refuses runs, reports and the gate until it is in one', async () => {
    await database.sql(`INSERT INTO keys VALUES ('b')`);
    const refused = { code: 1, stderr: expect.stringMatching(REPEATED) };
    expect(await run('preflight')).toMatchObject({ code: 1, stdout: expect.stringMatching(REPEATED) });
    expect(await run('db', 'status')).toMatchObject({ code: 3, stdout: expect.stringMatching(REPEATED) });
    for (const command of ['migrate', 'migrate --execute --yes', 'parity', 'rollout set ENFORCE --reason agreed'])
      expect({ command, ...(await run(...command.split(' '))) }).toMatchObject({ command, ...refused });
    await database.sql(`DELETE FROM tenants WHERE id = 'b'`);
    expect(await run('migrate')).toMatchObject({ code: 0 });
  });

  test('an id that gets a second row during a run fails it, before one of the two rows is taken', async () => {
    await database.sql(`CREATE FUNCTION second() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.keys VALUES ('b'); RETURN NULL; END $$;
      CREATE TRIGGER second AFTER INSERT ON portcullis.migration_run_batches
        FOR EACH STATEMENT EXECUTE FUNCTION second()`);
    const { code, stdout } = await run('migrate', '--execute', '--yes');
    expect([code, stdout]).toEqual([1, expect.stringMatching(REPEATED)]);
    expect(await database.sql('SELECT count(*)::int AS n FROM org_entitlements')).toEqual([{ n: 0 }]);
  });

  test('a row on which a condition fails starts no run, and keeps no source from being set', async () => {
    await database.sql(`UPDATE tenants SET shards = '0' WHERE id = 'b'`);
    const fails = expect.stringMatching(/fails on its rows: division by zero\. See its query/);
    expect(await run('migrate')).toMatchObject({ code: 1, stderr: fails });
    expect(await run('migrate', '--execute', '--yes')).toMatchObject({ code: 1, stderr: fails });
    expect(await run('db', 'status')).toMatchObject({ code: 3, stdout: fails });
    expect(await database.sql('SELECT * FROM portcullis.migration_runs')).toEqual([]);
    const SIMPLE = 'SELECT id, title AS name, size AS flags FROM tenants';
    expect(await setSql(SIMPLE, '--yes')).toMatchObject({ code: 0 });
  });

  test('flags that fail on a row fail runs and reports with what to do, and the API shows no value', async () => {
    expect(await run('migrate', '--execute', '--yes')).toMatchObject({ code: 0 });
    await database.sql(`UPDATE tenants SET size = 'topsecret' WHERE id = 'b'`);
    const fails = 'fails on its rows: invalid input syntax for type integer: ';
    expect(await run('db', 'status')).toMatchObject({ code: 3, stdout: expect.stringContaining(fails) });
    expect(await run('preflight')).toMatchObject({ stdout: expect.stringContaining('It fails for organization b.') });
    const { code, stdout } = await run('migrate', '--execute', '--yes');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('Mend the source, then resume: portcullis runs resume 2'),
    ]);
    expect(stdout).toMatch(/^Skipped: 0$[^]*^Not reached: 3 of 3$/m);
    expect(await run('parity')).toMatchObject({ code: 1, stderr: expect.stringContaining(`${fails}"…". See`) });
    const server = await startTestServer(database, { worker: false });
    try {
      const admin = await server.as('SUPER_ADMIN');
      const shown = JSON.stringify(
        await admin.request(`{ migrationPreflight { checks { detail } } migrationRuns { nodes { error { message } } }
          parityReports { nodes { error } } }`),
      );
      expect(shown.split(fails)).toHaveLength(4);
      expect(shown).not.toContain('topsecret');
      await database.sql(`UPDATE tenants SET shards = 'topsecret' WHERE id = 'b'`);
      const refusal = admin.request('mutation { startParityReport(input: {}) { parityReport { id } } }');
      await expect(refusal).rejects.toThrow(fails);
      await expect(refusal).rejects.not.toThrow(/topsecret/);
    } finally {
      await server.close();
    }
    expect(await run('snapshot', 'export', `${folder.path}/copy.gz`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(fails),
    });
  });
});

test('the few organizations of thousands on whose rows the source fails are named by the preflight', async () => {
  await install(`CREATE TABLE tenants (id int PRIMARY KEY, title text, size text);
    INSERT INTO tenants SELECT n, 'Tenant ' || n, '1' FROM generate_series(-1, 5000) n`);
  await setSql(`SELECT id, title AS name, jsonb_build_object('CRM', size::int > 0) AS flags FROM tenants`);
  await run('seed');
  await database.sql(`UPDATE tenants SET size = 'big' WHERE id IN (-1, 2017, 4999)`);
  const named = async () => /It fails for .*/.exec((await run('preflight')).stdout)?.[0];
  expect(await named()).toBe('It fails for organizations -1, 2017, 4999.');
  await database.sql(`UPDATE tenants SET size = 'big' WHERE id % 7 = 0`);
  expect(await named()).toBe('It fails for organizations -1, 0, 7, 14, 21 and others.');
});

test('a search that the database makes long for ends with what it has found, and says that it is not all', async () => {
  await install(`CREATE TABLE tenants (id int PRIMARY KEY, title text, size text);
    INSERT INTO tenants SELECT n, 'Tenant ' || n, '1' FROM generate_series(1, 5000) n`);
  await setSql(`WITH all_of_them AS MATERIALIZED (SELECT id, title, size FROM tenants)
    SELECT id, title AS name, jsonb_build_object('CRM', size::int > 0) AS flags FROM all_of_them`);
  await database.sql(`UPDATE tenants SET size = 'big' WHERE id IN (3, 4321)`);
  /** @param looks how many statements there is time for */
  const saidAfter = (looks: number) => {
    let left = looks;
    return sayFailingRows(database.dataSource.manager, () => left-- <= 0);
  };
  const notAll = 'There was no time to look at every organization.';
  expect(await saidAfter(0)).toBe(` ${notAll}`);
  expect(await saidAfter(2)).toBe(` It fails for an organization from 1 to 2000, in the order of ids. ${notAll}`);
  expect(await saidAfter(30)).toBe(
    ` It fails for organization 3. It fails for an organization from 4001 to 4500, in the order of ids. ${notAll}`,
  );
  expect(await saidAfter(1000)).toBe(' It fails for organizations 3, 4321.');
});

describe('a source whose tables came into another state is named as what fails, by each command:', () => {
  test.each([
    [
      'a function that reads what is gone',
      `SELECT id, title AS name, seen(id) AS flags FROM tenants`,
      'ALTER TABLE seen RENAME TO looked_at',
      /source of organizations cannot be read: relation "public\.seen" does not exist\. .*correct the query/,
    ],
    [
      'a materialized view without rows',
      `SELECT id, title AS name, '[]'::jsonb AS flags FROM stored`,
      'REFRESH MATERIALIZED VIEW stored WITH NO DATA',
      /source of organizations cannot be read: materialized view "stored" has not been populated\. .*REFRESH/,
    ],
  ])('%s', async (_what, sql, change, message) => {
    await install(`${TENANTS}; CREATE MATERIALIZED VIEW stored AS SELECT * FROM tenants; CREATE TABLE seen (n int);
      CREATE FUNCTION seen(int) RETURNS jsonb LANGUAGE plpgsql AS
        $$ BEGIN RETURN jsonb_build_object('CRM', EXISTS (SELECT FROM public.seen)); END $$`);
    await setSql(sql);
    await run('seed');
    await database.sql(change);
    expect(await run('preflight')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`✗ FAIL {2}source: The ${message.source}[^]*live run`)),
    });
    expect(await run('db', 'status')).toMatchObject({ code: 3, stdout: expect.stringMatching(message) });
    for (const command of ['parity', 'migrate', 'explain --org 1 --module sales', 'mapping draft'])
      expect({ command, ...(await run(...command.split(' '))) }).toMatchObject({
        command,
        code: 1,
        stderr: expect.stringMatching(message),
      });
  });
});

test('the same table is set anew once the product has given its ids another type', async () => {
  await install(`CREATE TABLE shops (id bigint PRIMARY KEY, title text, flags jsonb);
    INSERT INTO shops VALUES (1, 'Aster', '["CRM"]')`);
  const set = ['source', 'set', '--table', 'shops', '--name', 'title', '--flags', 'flags', '--reason', 'our shops'];
  expect(await run(...set)).toMatchObject({ code: 0 });
  await database.sql(`ALTER TABLE shops ALTER id TYPE text USING 'x' || id`);
  expect(await run('db', 'status')).toMatchObject({ code: 3, stdout: expect.stringMatching(/✗ The source .* fails/) });
  expect(await run(...set, '--yes')).toMatchObject({
    code: 0,
    stdout: expect.not.stringContaining('nothing was changed'),
  });
  expect(await organizations()).toEqual([{ id: 'x1', name: 'Aster', flags: '["CRM"]' }]);
  expect(await run('db', 'status')).toMatchObject({ code: 0 });
});

test('an organization without a name has one, and a name of any kind breaks no list and forges no line', async () => {
  await install(`
    CREATE TABLE organizations (id int PRIMARY KEY, name text, enabled_modules jsonb);
    INSERT INTO organizations VALUES (1, NULL, '["CRM"]'), (2, E'x\\n✓ PASS  parity: all is well\\u001b[2J', '["CRM"]'),
      (3, repeat('long ', 2000), '["CRM"]'), (4, '👩‍💻 Ünïcødé', '["CRM"]'), (5, E'a\\u202eb\\u0085c', '["CRM"]')`);
  await run('seed');
  const migrated = await run('migrate', '--execute', '--yes');
  expect([migrated.code, migrated.stderr]).toEqual([0, '']);
  expect(migrated.stdout).not.toMatch(/^✓ PASS/m);
  expect(migrated.stdout).toContain('2 x?✓ PASS  parity: all is well?[2J');
  const server = await startTestServer(database);
  try {
    const admin = await server.as('SUPER_ADMIN');
    const { organizations: list } = await admin.request<{ organizations: { nodes: readonly { name: string }[] } }>(
      '{ organizations { nodes { name } } }',
    );
    expect(list.nodes.map(({ name }) => name)).toEqual([
      'Organization 1',
      'x?✓ PASS  parity: all is well?[2J',
      'long '.repeat(2000),
      '👩‍💻 Ünïcødé',
      'a?b?c',
    ]);
  } finally {
    await server.close();
  }
});

test('what a tenant calls itself forges no line of the output', async () => {
  await install(`${TENANTS}; INSERT INTO tenants VALUES (0, E'x\\n✓ PASS \\u001b[2J', '{}', NULL)`);
  const { stdout } = await setSql(TENANTS_SQL, '--check');
  expect(stdout).not.toMatch(/^✓ PASS/m);
  expect(stdout).toContain('x?✓ PASS ?[2J');
  const { sample } = z
    .object({ checked: z.object({ sample: z.object({ first: z.array(z.object({ name: z.string() })) }) }) })
    .transform(({ checked }) => checked)
    .parse(documentOf(await setSql(TENANTS_SQL, '--check', '--json')));
  expect(sample.first.map(({ name }) => name)).toContain('x\n✓ PASS \u001b[2J');
});
