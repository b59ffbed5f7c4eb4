import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Entitlements, type EntitlementsOptions, openEntitlements } from '../../src/open-entitlements';
import { packageRoot } from '../../src/platform/package-root';
import { portcullis, TestFolder } from '../support/command';
import { onServer } from '../support/database-server';
import { StatementRecorder } from '../support/record-statements';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** A process that ends by itself needs far less, even on a busy machine. */
const ENDS_WITHIN_MS = 60_000;

let database: TestDatabase;
/** A role that may do nothing at first. */
let role: string;
let roleUrl: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR']]);
  role = `app_${database.name}`;
  await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x'`));
  const url = new URL(database.url);
  url.username = role;
  url.password = 'x';
  roleUrl = url.href;
});

afterEach(async () => {
  await database.sql(`DROP OWNED BY "${role}"`);
  await onServer((query) => query(`DROP ROLE "${role}"`));
  await database.close();
});

const grant = (...options: readonly string[]) =>
  portcullis(['db', 'grants', '--role', role, ...options], { env: { DATABASE_URL: database.url } });

const sales = (organizationId: string) => ({ organizationId, module: 'sales', submodule: null });
const counted = () =>
  database.sql<Record<string, unknown>>(
    `SELECT source, kind, org_id, module_key, gating, allowed, unexpected, differs, count::int AS count
     FROM access_counts ORDER BY org_id, module_key`,
  );

/** Opens entitlements as the role, does the work, and closes them. @returns the errors reported */
async function asRole(
  work: (entitlements: Entitlements) => Promise<void>,
  options: Partial<EntitlementsOptions> = {},
): Promise<readonly string[]> {
  const errors: string[] = [];
  const entitlements = await openEntitlements({
    environment: { DATABASE_URL: roleUrl },
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  await work(entitlements).finally(() => entitlements.close());
  return errors;
}

describe('a process whose entitlements could not be opened ends by itself', () => {
  /** Opens entitlements in a process of its own, as an application would, and does nothing else. */
  async function openElsewhere(options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly source?: string;
  }): Promise<{ readonly ended: boolean; readonly printed: string }> {
    const { PATH, HOME } = process.env;
    const library = JSON.stringify(join(packageRoot, 'dist/src/index.js'));
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const { openEntitlements } = require(${library});
         openEntitlements({ ...${JSON.stringify(options)}, onError: (error) => console.log('reported', String(error)) })
           .then((entitlements) => { console.log('opened'); return entitlements.close(); })
           .catch((error) => console.log('refused', error.code, error.message));`,
      ],
      { env: { PATH, HOME }, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const closed = new Promise<boolean>((resolve) => void child.once('close', () => resolve(true)));
    const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), ENDS_WITHIN_MS).unref());
    const ended = await Promise.race([closed, late]);
    child.kill('SIGKILL');
    await closed;
    return { ended, printed };
  }

  test.each<[string, () => Promise<unknown>, (url: string) => Record<string, string>, RegExp]>([
    ['no database is named', async () => undefined, () => ({}), /^refused INVALID_INPUT DATABASE_URL is not set/],
    [
      'the database cannot be reached',
      async () => undefined,
      () => ({ DATABASE_URL: 'postgres://ann@127.0.0.1:1/none' }),
      /^refused INVALID_INPUT Cannot connect to the database 'none'/,
    ],
    [
      'the password is wrong',
      async () => undefined,
      (url) => ({ DATABASE_URL: url.replace(':x@', ':wrong@') }),
      /^(refused INVALID_INPUT Cannot connect|refused FORBIDDEN)/, // a server may trust every local user
    ],
    [
      'the schema is not current',
      () => database.sql('DELETE FROM portcullis_migrations'),
      () => ({ DATABASE_URL: database.url }),
      /^refused CONFLICT The schema of .* is not up to date: run 'portcullis db migrate'/,
    ],
    [
      'the role has no rights at all',
      async () => undefined,
      (url) => ({ DATABASE_URL: url }),
      /^refused FORBIDDEN openEntitlements cannot read .*'portcullis db grants --role ROLE --apply'/,
    ],
    [
      'a right is missing that only reading needs',
      async () => {
        await grant('--apply');
        await database.sql(`REVOKE SELECT ON rollout FROM "${role}"`);
      },
      (url) => ({ DATABASE_URL: url }),
      /^refused FORBIDDEN openEntitlements cannot read .*permission denied for table rollout/,
    ],
    [
      'a table has no row that must be there',
      () => database.sql('DELETE FROM rollout'),
      () => ({ DATABASE_URL: database.url }),
      /^refused .*the table rollout has no row/s,
    ],
    [
      'the certificate of the listening connection cannot be read',
      async () => undefined,
      () => ({
        DATABASE_URL: database.url,
        DATABASE_DIRECT_URL: `${database.url}?sslmode=verify-full&sslrootcert=/nowhere/root.crt`,
      }),
      /^refused INVALID_INPUT The file of sslrootcert cannot be read/,
    ],
    [
      'an application closes what it has opened',
      () => grant('--apply'),
      (url) => ({ DATABASE_URL: url, NODE_ENV: 'staging', PORT: 'none', LOG_LEVEL: 'loud' }),
      /^opened$/,
    ],
  ])('when %s', async (_what, prepare, environment, says) => {
    await prepare();
    const { ended, printed } = await openElsewhere({ environment: environment(roleUrl) });
    expect(printed.trim()).toMatch(says);
    expect(ended).toBe(true);
  });

  test('when the name of the application is one that cannot be printed, or that of the API', async () => {
    for (const source of ['api', '', 'a\nb', 'x'.repeat(61)])
      expect(await openElsewhere({ environment: { DATABASE_URL: database.url }, source })).toEqual({
        ended: true,
        printed: expect.stringMatching(/^refused INVALID_INPUT .*source must/),
      });
  });
});

describe('the rights that db grants gives', () => {
  /** Statements of the role itself, each of which must be refused. */
  const FORBIDDEN = [
    'UPDATE org_entitlements SET status = status',
    'INSERT INTO modules (module_key) VALUES (NULL)',
    'DELETE FROM org_subentitlements',
    `UPDATE rollout SET mode = 'ENFORCE'`,
    'INSERT INTO entitlement_overrides DEFAULT VALUES',
    'UPDATE public.organizations SET name = name',
    'SELECT 1 FROM entitlement_events',
    'SELECT 1 FROM platform_events',
    'SELECT 1 FROM idempotent_requests',
    'DELETE FROM access_counts',
    'UPDATE access_counts SET allowed = true',
    'DELETE FROM product_answers',
    'CREATE TABLE portcullis.mine (id int)',
  ];

  async function refusals({ dataSource }: Entitlements): Promise<readonly string[]> {
    const allowed: string[] = [];
    for (const statement of FORBIDDEN)
      await dataSource.query(statement).then(
        () => allowed.push(statement),
        (error: unknown) => expect(String(error)).toMatch(/permission denied/),
      );
    return allowed;
  }

  test('are enough for guards and counts, and for nothing else', async () => {
    const granted = await grant('--apply');
    expect(granted).toMatchObject({ code: 0, stderr: '' });
    const errors = await asRole(
      async (entitlements) => {
        expect(await entitlements.loadDecisions([sales('1'), sales('2')])).toMatchObject([
          { allowed: true, gating: 'LEGACY' },
          { allowed: false, gating: 'LEGACY' },
        ]);
        expect(await entitlements.maintenance()).toMatchObject({ enabled: false });
        expect(await refusals(entitlements)).toEqual([]);
      },
      { source: 'billing' },
    );
    expect(errors).toEqual([]);
    expect(await counted()).toMatchObject([
      { source: 'billing', kind: 'CHECK', org_id: 1, allowed: true, count: 1 },
      { source: 'billing', kind: 'CHECK', org_id: 2, allowed: false, count: 1 },
    ]);
  });

  test('are printed as statements that can be run, and grant nothing without --apply', async () => {
    const { code, stdout } = await grant('--answers');
    expect(code).toBe(0);
    await expect(asRole(async () => undefined)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await database.sql(stdout);
    const errors = await asRole(async ({ recordProductAnswer }) =>
      recordProductAnswer({ organizationId: '1', module: 'sales', submodule: null, allowed: true, agrees: true }),
    );
    expect(errors).toEqual([]);
    expect(await database.sql('SELECT org_id, source FROM product_answers')).toEqual([
      { org_id: 1, source: 'application' },
    ]);
  });

  test('follow the source to the tables and functions of another layout, and no further', async () => {
    await database.sql(
      `CREATE SCHEMA crm;
       CREATE TABLE crm.tenant (id int PRIMARY KEY, title text, secret text);
       CREATE TABLE crm.flag (tenant_id int, name text);
       CREATE VIEW crm.tenant_flags AS SELECT tenant_id, json_agg(name ORDER BY name) AS flags FROM crm.flag GROUP BY 1;
       CREATE FUNCTION crm.say(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
       REVOKE EXECUTE ON FUNCTION crm.say(text) FROM public;
       INSERT INTO crm.tenant VALUES (1, 'one', 's'); INSERT INTO crm.flag VALUES (1, 'CRM')`,
    );
    const folder = await TestFolder.create();
    const query = await folder.write(
      'source.sql',
      `SELECT t.id, crm.say(t.title) AS name, f.flags::text AS flags
       FROM crm.tenant t LEFT JOIN crm.tenant_flags f ON f.tenant_id = t.id`,
    );
    const why = ['--reason', 'another layout', '--yes'];
    const set = await portcullis(['source', 'set', '--sql', query, ...why], { env: { DATABASE_URL: database.url } });
    await folder.remove();
    expect(set).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await grant('--apply');
    // The view reads with the rights of its owner, and the table of before is not read any more.
    expect(stdout).toContain('crm.tenant_flags');
    expect(stdout).toContain('GRANT EXECUTE ON FUNCTION portcullis.read_source(), crm.say(text) TO');
    expect(stdout).not.toMatch(/crm\.flag\b|public\.organizations/);
    const errors = await asRole(async ({ loadDecisions }) =>
      expect(await loadDecisions([sales('1')])).toMatchObject([{ allowed: true }]),
    );
    expect(errors).toEqual([]);
  });

  test('are refused as a whole where the role of the command may not grant them', async () => {
    await onServer((query) => query(`CREATE ROLE "${role}_b" LOGIN PASSWORD 'x'`));
    try {
      await grant('--apply');
      await database.sql(`GRANT SELECT ON portcullis.portcullis_tables TO "${role}"`);
      const { code, stderr } = await portcullis(['db', 'grants', '--role', `${role}_b`, '--apply'], {
        env: { DATABASE_URL: roleUrl },
      });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/may not grant USAGE on (public|portcullis).*nothing was changed/),
      });
    } finally {
      await onServer((query) => query(`DROP ROLE "${role}_b"`));
    }
    expect(
      await portcullis(['db', 'grants', '--role', 'nobody_at_all', '--apply'], { env: { DATABASE_URL: database.url } }),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('--role names no role') });
  });
});

describe('counting the checks of an application', () => {
  test('says once that the role may not write counts, and answers all the same', async () => {
    await grant('--no-counts', '--apply');
    const errors = await asRole(async ({ loadDecisions, checkStatistics, dataSource }) => {
      const recorder = new StatementRecorder(dataSource, { background: true });
      const statements = await recorder.during(async () => {
        await loadDecisions([sales('1'), sales('1')]);
        await until('the refusal is known', async () => checkStatistics().dropped > 0, 20);
        for (let round = 0; round < 3; round++)
          expect(await loadDecisions([sales('1')])).toMatchObject([{ allowed: true }]);
        expect(checkStatistics()).toEqual({ written: 0, dropped: 5 });
      });
      expect(statements.filter((statement) => statement.includes('access_counts'))).toHaveLength(1);
    });
    expect(errors).toEqual([
      expect.stringMatching(
        /answered, but not counted: the role of DATABASE_URL lacks a right \(permission denied for table \w+\)/,
      ),
    ]);
    expect(errors[0]).toContain("'portcullis db grants --role ROLE --apply'");
    expect(await counted()).toEqual([]);
  });

  test('can be switched off, and then needs no right', async () => {
    await grant('--no-counts', '--apply');
    const errors = await asRole(
      async ({ loadDecisions }) => expect(await loadDecisions([sales('1')])).toMatchObject([{ allowed: true }]),
      { countChecks: false },
    );
    expect(errors).toEqual([]);
    expect(await counted()).toEqual([]);
  });

  test('sends no statement for a request that the cache answers', async () => {
    await grant('--apply');
    const errors = await asRole(async ({ loadDecisions, dataSource, checkStatistics }) => {
      await loadDecisions([sales('1')]);
      const recorder = new StatementRecorder(dataSource);
      const statements = await recorder.during(async () => {
        for (let index = 0; index < 1_000; index++) await loadDecisions([sales('1'), sales('2'), sales('no id')]);
      });
      expect(statements.filter((statement) => statement.includes('organization')).length).toBeLessThanOrEqual(2);
      await until('all is written', async () => checkStatistics().written === 3_001, 20);
    });
    expect(errors).toEqual([]);
    expect(await counted()).toMatchObject([
      { org_id: 1, count: 1_001 },
      { org_id: 2, count: 1_000 },
      { org_id: null, gating: 'NONE', count: 1_000 },
    ]);
  });
});
