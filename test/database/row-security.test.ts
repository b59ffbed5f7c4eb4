import { openDatabase } from '../../src/database/database';
import { workOnNextReport } from '../../src/features/parity/work-on-report';
import { readConfig } from '../../src/platform/config';
import { portcullis, TestFolder } from '../support/command';
import { onServer } from '../support/database-server';
import { StartRunDocument } from '../support/operations';
import { refusalOf } from '../support/refusal';
import { OPERATOR, rule, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

/** The database as its owner sees it, and as a role of Portcullis' own does, from which row security hides rows. */
let database: TestDatabase;
let restricted: TestDatabase;
let engine: RunEngine;
let role: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['CRM'], ['CRM'], ['CRM']]);
  role = `reader_${database.name}`;
  await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x'`));
  await database.sql(
    `GRANT USAGE ON SCHEMA public, portcullis TO "${role}";
     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, portcullis TO "${role}";
     GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, portcullis TO "${role}"`,
  );
  const url = new URL(database.url);
  url.username = role;
  url.password = 'x';
  const config = readConfig({ DATABASE_URL: url.href, AUTH_JWT_SECRET: TEST_SECRET, PORT: '0', LOG_LEVEL: 'silent' });
  restricted = { ...database, ...(await openDatabase(config)), url: url.href, config };
  engine = new RunEngine(restricted, 1);
  await engine.useRules([rule('enabled_modules.CRM', 'sales')]);
});

afterEach(async () => {
  await restricted.dataSource.destroy();
  await database.sql(`DROP OWNED BY "${role}"`);
  await onServer((query) => query(`DROP ROLE "${role}"`));
  await database.close();
});

const switchRowSecurity = (on: boolean) =>
  database.sql(`ALTER TABLE public.organizations ${on ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`);
const HIDDEN = /Row security of (public\.)?organizations hides rows from this role, .* ALTER ROLE … BYPASSRLS;/;
const failed = { status: 'FAILED', error: { code: 'CONFLICT', message: expect.stringMatching(HIDDEN) } };
const sales = () => database.sql('SELECT org_id FROM org_entitlements ORDER BY 1');

test('row security that comes later shuts the gate, and preflight fails by it alone and goes on', async () => {
  await switchRowSecurity(true);
  const hidden = expect.stringMatching(HIDDEN);
  expect((await engine.services.rollout.gate(OPERATOR)).reasons).toEqual([hidden]);
  const { checks } = await engine.services.preflight.check(OPERATOR);
  expect(checks.filter(({ status }) => status === 'FAIL')).toEqual([
    { name: 'source', status: 'FAIL', detail: hidden },
  ]);
  expect(checks.map(({ name }) => name)).toEqual([
    'schema',
    'taxonomy',
    'mapping',
    'source',
    'snapshot',
    'live run',
    'gating',
  ]);
});

test('row security of an adopted or published table shuts the gate too', async () => {
  await database.sql('ALTER TABLE org_entitlements ENABLE ROW LEVEL SECURITY');
  expect((await engine.services.rollout.gate(OPERATOR)).reasons).toEqual([
    expect.stringContaining('Row security of org_entitlements hides rows'),
  ]);
});

test('every command says which table hides rows and what to do, and stores no run or report', async () => {
  await switchRowSecurity(true);
  const folder = await TestFolder.create();
  try {
    const answers = await folder.write('answers.csv', 'organization,module,submodule,allowed\n1,sales,,true\n');
    for (const command of [
      ['migrate'],
      ['migrate', '--execute', '--yes'],
      ['parity'],
      ['rollout', 'preview', 'SHADOW'],
      ['rollout', 'set', 'ENFORCE', '--reason', 'a test'],
      ['rollout', 'org', '1', 'ENFORCE', '--reason', 'a test'],
      ['explain', '--org', '1', '--module', 'sales'],
      ['override', 'list', '1'],
      ['legacy', 'status'],
      ['mapping', 'draft'],
      ['answers', 'status'],
      ['answers', 'import', answers],
      ['snapshot', 'export', `${folder.path}/a.gz`],
      ['watch', '--once'],
    ]) {
      const { code, stderr } = await portcullis(command, { env: { DATABASE_URL: restricted.url } });
      expect({ command, code, stderr }).toEqual({ command, code: 1, stderr: expect.stringMatching(HIDDEN) });
    }
    const status = await portcullis(['db', 'status'], { env: { DATABASE_URL: restricted.url } });
    expect(status).toMatchObject({ code: 3, stdout: expect.stringMatching(HIDDEN) });
    expect(status.stdout).toMatch(/public\.organizations +│ hidden/);
    expect(await database.sql('SELECT 1 FROM migration_runs UNION ALL SELECT 1 FROM parity_reports')).toEqual([]);
  } finally {
    await folder.remove();
  }
});

test('the way back to LEGACY is open while row security hides the organizations', async () => {
  await engine.services.rollout.set(OPERATOR, { mode: 'SHADOW', expectedVersion: 1, reason: 'a test' });
  await switchRowSecurity(true);
  const { rollout } = await engine.services.rollout.set(OPERATOR, {
    mode: 'LEGACY',
    expectedVersion: 2,
    reason: 'a test',
  });
  expect(rollout.mode).toBe('LEGACY');
});

test('the API refuses to start a run by the same sentence, and not as an internal error', async () => {
  const server = await startTestServer(restricted, { worker: false });
  try {
    await switchRowSecurity(true);
    const admin = await server.as('SUPER_ADMIN');
    const input = { mode: 'DRY_RUN', source: { fresh: {} }, reason: 'a test' } as const;
    expect(await refusalOf(admin.request(StartRunDocument, { input }))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(HIDDEN),
    });
    expect(await database.sql('SELECT 1 FROM migration_runs')).toEqual([]);
  } finally {
    await server.close();
  }
});

test('a run that row security stops before its first batch fails with the reason, and can be resumed', async () => {
  const id = await engine.start('EXECUTE');
  await switchRowSecurity(true);
  await engine.work(id);
  expect((await engine.report(id)).run).toMatchObject({ ...failed, total: null });
  await switchRowSecurity(false);
  await engine.services.runs.resume(OPERATOR, { id: String(id), reason: 'a test' });
  await engine.work(id);
  expect(await engine.report(id)).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 4, failed: 0 } });
});

test('a run that row security stops halfway blames no organization, and loses none when resumed', async () => {
  const id = await engine.start('EXECUTE');
  const stop = new AbortController();
  const working = engine.work(id, { signal: stop.signal });
  await until('an organization is migrated', async () => (await sales()).length > 0);
  stop.abort();
  await working;
  await switchRowSecurity(true);
  await engine.work(id);
  const stopped = await engine.report(id);
  expect(stopped.run).toMatchObject(failed);
  expect(stopped.counts.failed).toBe(0);
  await switchRowSecurity(false);
  await engine.services.runs.resume(OPERATOR, { id: String(id), reason: 'a test' });
  await engine.work(id);
  expect(await engine.report(id)).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 4, failed: 0 } });
  expect(await sales()).toHaveLength(4);
});

test('a rollback waits while row security hides rows, and undoes everything afterwards', async () => {
  const { run } = await engine.run('EXECUTE');
  await engine.services.runs.rollBack(OPERATOR, { id: String(run.id), reason: 'a test' });
  await switchRowSecurity(true);
  await engine.work(run.id).catch(() => undefined);
  await switchRowSecurity(false);
  await engine.work(run.id);
  expect((await engine.report(run.id)).status).toBe('ROLLED_BACK');
  expect(await sales()).toEqual([]);
});

test('a report that was queued before row security came fails with the reason', async () => {
  const { id } = await engine.services.parity.start(OPERATOR, {});
  await switchRowSecurity(true);
  expect(await workOnNextReport(restricted.dataSource)).toBe(true);
  expect(await engine.services.parity.find(OPERATOR, String(id))).toMatchObject({
    status: 'FAILED',
    error: expect.stringMatching(HIDDEN),
  });
});

test("a right on the product's table that is taken away is named as such, and a right on our own is not", async () => {
  await database.sql(`REVOKE SELECT ON public.organizations FROM "${role}"`);
  const said = /source of organizations cannot be read: permission denied for table organizations\. Grant it/;
  const { checks } = await engine.services.preflight.check(OPERATOR);
  expect(checks.filter(({ status }) => status === 'FAIL')).toEqual([
    { name: 'source', status: 'FAIL', detail: expect.stringMatching(said) },
  ]);
  const env = { DATABASE_URL: restricted.url };
  expect(await portcullis(['db', 'status'], { env })).toMatchObject({ code: 3, stdout: expect.stringMatching(said) });
  await database.sql(`GRANT SELECT ON public.organizations TO "${role}";
    REVOKE SELECT ON portcullis.organization_rollouts FROM "${role}"`);
  const ours = await portcullis(['rollout', 'show'], { env });
  expect(ours).toMatchObject({ code: 1, stderr: expect.stringContaining('permission denied') });
  expect(ours.stderr).not.toContain('The source');
});
