import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLClient } from 'graphql-request';
import { seedDemoOrganizations } from '../../src/features/demo/seed-demo-organizations';
import { dropObstacles } from '../../src/features/legacy/drop-store';
import { createServices, type Services } from '../../src/features/services';
import { createLogger } from '../../src/platform/logger';
import { startServer } from '../../src/server/server';
import { inspectSchema } from '../../src/store/inspect-schema';
import { startCli } from '../support/cli-process';
import { LegacyFlagsDocument, LegacyStatusDocument } from '../support/operations';
import { refusalOf } from '../support/refusal';
import { OPERATOR, RunEngine, until, untilBlocked } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const WHY = 'the flags are not needed any more';

let database: TestDatabase;
let server: TestServer;
let other: TestServer;
let admin: GraphQLClient;
let services: Services;
let engine: RunEngine;
let name: string;
let dryRun: number;
let execution: number;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  name = database.name;
  await database.addOrganizations([['CRM'], { ERP: 'yes', HR: false }, null, '{"CRM": 1}']);
  engine = new RunEngine(database);
  dryRun = (await engine.run('DRY_RUN')).run.id;
  execution = (await engine.run('EXECUTE')).run.id;
  server = await startTestServer(database);
  other = await startTestServer(database, { worker: false });
  admin = await server.as('SUPER_ADMIN');
  services = createServices(database, database.config);
  await services.rollout.set(OPERATOR, {
    mode: 'ENFORCE',
    expectedVersion: 1,
    reason: WHY,
    acknowledgeLostAccess: true,
  });
  await services.parity.start(OPERATOR, {});
  await until(
    'the report is made',
    async () => (await database.sql(`SELECT 1 FROM parity_reports WHERE status = 'SUCCEEDED'`)).length > 0,
  );
  await database.sql(
    `INSERT INTO platform_events (event_type, actor_id, payload) VALUES ('backup_noted', 'ann', '{"ref": "dump"}')`,
  );
  await database.rewrite(
    `UPDATE platform_events SET created_at = created_at - interval '100 days' WHERE event_type = 'rollout_set';
     UPDATE migration_runs SET created_at = created_at - interval '100 days'`,
  );
});

afterAll(async () => {
  await other.close();
  await server.close();
  await database.close();
});

const drop = (lockTimeoutMs?: number) =>
  services.legacyDrop.drop(OPERATOR, { confirm: name, reason: WHY, lockTimeoutMs });
/** The column's values, and what is recorded of a drop. */
const stored = async () => ({
  flags: await database.sql('SELECT id, enabled_modules FROM organizations WHERE id < 5 ORDER BY id'),
  drops: await database.sql(
    `SELECT 1 FROM legacy_flags_kept UNION ALL SELECT 1 FROM legacy_column_drop
     UNION ALL SELECT 1 FROM platform_events WHERE event_type = 'legacy_column_dropped'`,
  ),
});
const UNTOUCHED = {
  flags: [
    { id: 1, enabled_modules: ['CRM'] },
    { id: 2, enabled_modules: { ERP: 'yes', HR: false } },
    { id: 3, enabled_modules: null },
    { id: 4, enabled_modules: '{"CRM": 1}' },
  ],
  drops: [],
};

const SPOILT: readonly (readonly [what: string, spoil: string, reason: string, mend: string])[] = [
  [
    'an organization under SHADOW',
    `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (2, 'SHADOW', 'a test', 'ann')`,
    'gating: 1 of 4',
    'DELETE FROM organization_rollouts',
  ],
  [
    'ENFORCE by a percentage',
    `UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 100`,
    "gating: Every organization is under ENFORCE (4 organizations), but the rollout's mode is still LEGACY",
    `UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`,
  ],
  [
    '89 days under ENFORCE',
    `UPDATE platform_events SET created_at = now() - interval '89 days' WHERE event_type = 'rollout_set'`,
    'days under ENFORCE: ',
    `UPDATE platform_events SET created_at = now() - interval '100 days' WHERE event_type = 'rollout_set'`,
  ],
  [
    'a parity report of yesterday',
    `UPDATE parity_reports SET finished_at = finished_at - interval '25 hours'`,
    'parity: ',
    `UPDATE parity_reports SET finished_at = finished_at + interval '25 hours'`,
  ],
  [
    'a legacy answer 60 days ago',
    `INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES (current_date - 60, 1, 'sales', 'LEGACY', true, 'LEGACY_ON', false, false, 3)`,
    'legacy answers: ',
    `DELETE FROM access_counts WHERE gating = 'LEGACY'`,
  ],
  [
    'a late writer',
    `UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 1`,
    'late writers: ',
    `UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = 1`,
  ],
  [
    'no backup',
    `UPDATE platform_events SET created_at = now() - interval '25 hours' WHERE event_type = 'backup_noted'`,
    'snapshot: ',
    `UPDATE platform_events SET created_at = now() WHERE event_type = 'backup_noted'`,
  ],
  [
    'a live run',
    `UPDATE migration_runs SET status = 'PAUSED' WHERE id = 1`,
    'live runs: Live runs read the flags (#1 PAUSED)',
    `UPDATE migration_runs SET status = 'SUCCEEDED' WHERE id = 1`,
  ],
  [
    'a view of another application',
    'CREATE VIEW billing AS SELECT enabled_modules FROM organizations',
    'table: Other objects in the database depend on the column, and are never dropped with it: view billing.',
    'DROP VIEW billing',
  ],
  [
    'a trigger of another application',
    `CREATE TRIGGER theirs AFTER UPDATE OF enabled_modules ON organizations FOR EACH STATEMENT
     EXECUTE FUNCTION portcullis.organization_gone()`,
    'trigger theirs on table public.organizations',
    'DROP TRIGGER theirs ON organizations',
  ],
  [
    'a generated column',
    `ALTER TABLE organizations ADD first text GENERATED ALWAYS AS (enabled_modules ->> 0) STORED`,
    'column first of table public.organizations',
    'ALTER TABLE organizations DROP first',
  ],
];

test.each(SPOILT)(
  '%s keeps the column and its values, and is named in the refusal',
  async (_what, spoil, reason, mend) => {
    await database.rewrite(spoil);
    const refusal = await drop().then(
      () => null,
      (error: unknown) => error,
    );
    await database.rewrite(mend);
    expect(refusal).toMatchObject({
      code: 'CONFLICT',
      details: { reasons: expect.arrayContaining([expect.stringContaining(reason)]) },
    });
    expect(await stored()).toEqual(UNTOUCHED);
  },
);

test('the kill switch or a wrong database name keeps the column', async () => {
  const killed = createServices(database, { ...database.config, gating: false });
  await expect(killed.legacyDrop.drop(OPERATOR, { confirm: name, reason: WHY })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('ENABLE_ENTITLEMENTS_GATING=false'),
  });
  await expect(services.legacyDrop.drop(OPERATOR, { confirm: 'another', reason: WHY })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  expect(await stored()).toEqual(UNTOUCHED);
});

/** A session of another application, in a transaction that has read the table. */
async function reader() {
  const session = database.dataSource.createQueryRunner();
  await session.startTransaction();
  await session.query(`SELECT set_config('application_name', 'billing', true)`);
  await session.query('SELECT id FROM public.organizations');
  return session;
}

test('a drop that waits too long for a lock names its holder and gives up', async () => {
  const session = await reader();
  await expect(drop(100)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(
      /for longer than 100 ms; nothing was changed\. Locks are held by session \d+ \(.*billing, user /,
    ),
  });
  await session.rollbackTransaction();
  await session.release();
  expect(await stored()).toEqual(UNTOUCHED);
});

test('flags changed after they were copied keep the column', async () => {
  const session = await reader();
  const dropping = drop(20_000).then(
    () => null,
    (error: unknown) => error,
  );
  await untilBlocked(database);
  await session.query(`UPDATE public.organizations SET enabled_modules = '["CRM","HR"]' WHERE id = 1`);
  await session.commitTransaction();
  await session.release();
  expect(await dropping).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('those of 1 organization (1) were changed while they were copied'),
  });
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = 1`);
  expect(await stored()).toEqual(UNTOUCHED);
});

test('a connection killed before the commit leaves the column and its values', async () => {
  await database.sql(`CREATE FUNCTION die() RETURNS trigger
   LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
    CREATE TRIGGER die BEFORE INSERT ON platform_events FOR EACH ROW WHEN (NEW.event_type = 'legacy_column_dropped')
    EXECUTE FUNCTION die()`);
  await expect(drop()).rejects.toThrow(/terminat/);
  await database.sql('DROP TRIGGER die ON platform_events; DROP FUNCTION die()');
  expect(await stored()).toEqual(UNTOUCHED);
});

test('the command killed while it waits for the lock leaves the column, its values and no lock', async () => {
  const session = await reader();
  const command = startCli(database, [
    'legacy',
    'drop-column',
    '--confirm',
    name,
    '--reason',
    WHY,
    '--lock-timeout',
    '60000',
  ]);
  await untilBlocked(database);
  command.child.kill('SIGKILL');
  expect(await command.exited).toMatchObject({ signal: 'SIGKILL' });
  await session.commitTransaction();
  await session.release();
  await until(
    'its session has ended',
    async () =>
      (
        await database.sql(
          `SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND query LIKE 'LOCK TABLE public.organizations%'`,
        )
      ).length === 0,
  );
  expect(await stored()).toEqual(UNTOUCHED);
});

test('a role that does not own the table is told the owner, and nothing is copied', async () => {
  const role = `tenant_${process.pid}`;
  await database.sql(
    `CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA public, portcullis TO ${role};
     GRANT ALL ON ALL TABLES IN SCHEMA portcullis TO ${role};
     GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
  );
  const runner = database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`SET LOCAL ROLE ${role}`);
    const [owner = { owner: '' }] = await database.sql<{ owner: string }>(
      `SELECT tableowner AS owner FROM pg_tables WHERE tablename = 'organizations'`,
    );
    expect(await dropObstacles(runner.manager)).toEqual([
      expect.stringContaining(
        `belongs to ${owner.owner}, and only its owner may drop a column: GRANT ${owner.owner} to`,
      ),
    ]);
    await runner.rollbackTransaction();
  } finally {
    await runner.release();
    await database.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
  expect(await stored()).toEqual(UNTOUCHED);
});

const DECIDE = `query ($id: ID!) { organization(id: $id) { name decision(moduleKey: "sales") { allowed reason
    legacy { allowed reason } steps { rule } } } }`;

describe('after the legacy column was dropped', () => {
  let answers = 0;
  const failures: unknown[] = [];

  beforeAll(async () => {
    await services.legacyFence.raise(OPERATOR, { rejects: true, reason: WHY });
    await database.sql(
      `CREATE INDEX flags ON organizations USING gin (enabled_modules);
       CREATE FUNCTION theirs() RETURNS bigint
       LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(enabled_modules) FROM organizations); END'`,
    );
    // Two servers keep answering while a third process drops the column.
    let going = true;
    const clients = await Promise.all(
      [server, other].map(async (one) => [await one.as('MEMBER', '1'), await one.as('SUPER_ADMIN')] as const),
    );
    const asking = clients.map(async ([member, operator]) => {
      while (going) {
        try {
          expect(await member.request(DECIDE, { id: '1' })).toMatchObject({
            organization: { decision: { allowed: true, reason: 'ENTITLED' } },
          });
          await operator.request(
            '{ organizations(first: 2, search: "Org") { nodes { enabledModules legacyFlags { note } } } }',
          );
          answers++;
        } catch (error) {
          failures.push(error);
        }
      }
    });
    await until('both answer', () => answers > 4);
    const session = await reader();
    const dropping = drop(20_000);
    await untilBlocked(database);
    // An organization signs up between the copy and the lock.
    await session.query(
      `INSERT INTO public.organizations (id, name) VALUES (50, 'New'); DELETE FROM public.organizations WHERE id = 3`,
    );
    await session.commitTransaction();
    await session.release();
    expect(await dropping).toMatchObject({ organizations: 4, warnings: [expect.stringContaining('theirs()')] });
    const before = answers;
    await until('both go on', () => answers > before + 4);
    going = false;
    await Promise.all(asking);
  });

  test('clients saw no error during the drop', () => {
    expect(failures).toEqual([]);
  });

  test('the fence is removed, the values are kept, and an event records the drop', async () => {
    expect(
      await database.sql(
        `SELECT tgname FROM pg_trigger WHERE tgrelid = 'organizations'::regclass AND tgname LIKE 'portcullis_fence%'`,
      ),
    ).toEqual([]);
    expect(await database.sql('SELECT * FROM legacy_flags_kept ORDER BY org_id')).toEqual([
      { org_id: 1, flags: '["CRM"]' },
      { org_id: 2, flags: '{"HR": false, "ERP": "yes"}' },
      { org_id: 4, flags: '"{\\"CRM\\": 1}"' },
      { org_id: 50, flags: null },
    ]);
    expect(
      await database.sql(
        `SELECT reason, payload ->> 'type' AS type, payload ->> 'organizations' AS n FROM platform_events
         WHERE event_type = 'legacy_column_dropped'`,
      ),
    ).toEqual([{ reason: WHY, type: 'jsonb', n: '4' }]);
  });

  test('entitlements keep answering, and a new organization gets access by an override', async () => {
    for (const one of [server, other]) {
      expect(await (await one.as('MEMBER', '1')).request(DECIDE, { id: '1' })).toMatchObject({
        organization: { decision: { allowed: true, legacy: { allowed: false, reason: 'LEGACY_UNREADABLE' } } },
      });
      expect(await (await one.as('SUPER_ADMIN')).request(LegacyFlagsDocument, { id: '1' })).toMatchObject({
        organization: { enabledModules: null, legacyFlags: { flags: [], note: expect.stringContaining('removed') } },
      });
    }
    const { organization } = await admin.request<{ organization: { decision: { steps: { rule: string }[] } } }>(
      DECIDE,
      { id: '1' },
    );
    expect(organization.decision.steps.map(({ rule }) => rule)).toEqual([
      'MODULE',
      'ORGANIZATION',
      'POLICY',
      'MODULE_OVERRIDE',
      'ENTITLEMENT',
      'GATING',
      'RESULT',
    ]);
    expect(await admin.request(DECIDE, { id: '50' })).toMatchObject({
      organization: { decision: { allowed: false, reason: 'NOT_ENTITLED' } },
    });
    await admin.request(
      `mutation { overrideEntitlements(input: { organizationId: "50", expectedVersion: 0, reason: "a new customer",
        changes: [{ moduleKey: "sales", status: ENABLED }] }) { organization { id } } }`,
    );
    expect(await admin.request(DECIDE, { id: '50' })).toMatchObject({
      organization: { decision: { allowed: true, reason: 'OVERRIDE_ENABLED' } },
    });
    expect(
      await admin.request(
        `{ organizations(search: "New", gating: ENFORCE) { nodes { id } } moduleAdoption { module { key } }
          organizationUsage { nodes { organization { id } } } entitlementEvents { nodes { eventType } }
          rollout { gate { open } } }`,
      ),
    ).toMatchObject({
      organizations: { nodes: [{ id: '50' }] },
      rollout: { gate: { open: true } },
    });
    expect(await database.sql(`SELECT count(*)::int > 0 AS some FROM v_effective_entitlements`)).toEqual([
      { some: true },
    ]);
  });

  test('everything that needs the flags is refused with the reason', async () => {
    const refused = { code: 'CONFLICT', message: expect.stringMatching(/enabled_modules was dropped at /) };
    const { rollout } = services;
    const { version } = await rollout.show(OPERATOR);
    for (const mode of ['LEGACY', 'SHADOW'] as const) {
      await expect(rollout.set(OPERATOR, { mode, expectedVersion: version, reason: WHY })).rejects.toMatchObject(
        refused,
      );
      await expect(rollout.setOrganization(OPERATOR, { organizationId: '1', mode, reason: WHY })).rejects.toMatchObject(
        refused,
      );
    }
    await expect(engine.start('DRY_RUN')).rejects.toMatchObject(refused);
    await expect(engine.start('EXECUTE', { dryRunId: dryRun })).rejects.toMatchObject(refused);
    await database.sql(`UPDATE migration_runs SET status = 'FAILED' WHERE id = $1`, [dryRun]);
    await expect(services.runs.resume(OPERATOR, { id: String(dryRun), reason: WHY })).rejects.toMatchObject(refused);
    expect(
      await refusalOf(admin.request('mutation { startParityReport(input: {}) { parityReport { id } } }')),
    ).toMatchObject({ code: 'CONFLICT' });
    await expect(
      services.runs.rollBack(OPERATOR, { id: String(execution), reason: WHY, acknowledgeLostAccess: true }),
    ).rejects.toMatchObject(refused);
    await expect(services.legacyFence.raise(OPERATOR, { rejects: false, reason: WHY })).rejects.toMatchObject(refused);
    await expect(services.legacyStatus.hide(OPERATOR, { reason: WHY, force: true })).rejects.toMatchObject(refused);
    await expect(drop()).rejects.toMatchObject(refused);
    const folder = await mkdtemp(join(tmpdir(), 'reset-'));
    await expect(
      services.reset.reset(OPERATOR, {
        confirm: name,
        reason: WHY,
        file: join(folder, 'file'),
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject(refused);
    await rm(folder, { recursive: true });
    const killSwitch = { ...database.config, gating: false };
    await expect(startServer(killSwitch, database, createLogger(killSwitch))).rejects.toMatchObject(refused);
    expect(
      (await createServices(database, killSwitch).preflight.check(OPERATOR)).checks.find(
        (one) => one.name === 'gating',
      ),
    ).toMatchObject({ status: 'FAIL', detail: expect.stringContaining('unset it') });
  });

  test('an organization put under LEGACY by SQL is denied', async () => {
    await database.sql(
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (1, 'LEGACY', 'by SQL', 'ann')`,
    );
    await until(
      'the change is seen',
      async () =>
        (await admin.request<{ organization: { decision: { reason: string } } }>(DECIDE, { id: '1' })).organization
          .decision.reason === 'LEGACY_UNREADABLE',
    );
    expect(await admin.request(DECIDE, { id: '1' })).toMatchObject({
      organization: { decision: { allowed: false, reason: 'LEGACY_UNREADABLE' } },
    });
    await database.sql('DELETE FROM organization_rollouts');
    // Counts are written in order, some seconds later: once this one is written, the legacy answers above are too, and
    // can be deleted.
    await admin.request('{ organization(id: "1") { decision(moduleKey: "projects") { allowed } } }');
    await until(
      'its count is written',
      async () => (await database.sql(`SELECT 1 FROM access_counts WHERE module_key = 'projects'`)).length > 0,
    );
    await database.sql(`DELETE FROM access_counts WHERE gating = 'LEGACY'`);
  });

  test('checks report the dropped column as a pass', async () => {
    expect((await admin.request(LegacyStatusDocument)).legacyStatus).toMatchObject({
      droppedAt: expect.any(String),
      purgedAt: null,
      safeToDrop: true,
      checks: [{ name: 'column', status: 'PASS' }],
    });
    expect(await admin.request('{ legacyFlagCensus { organizations flags { name } note } }')).toEqual({
      legacyFlagCensus: { organizations: 4, flags: [], note: expect.stringContaining('was dropped at') },
    });
    const preflight = await services.preflight.check(OPERATOR);
    expect(preflight.checks.filter(({ status }) => status !== 'PASS')).toEqual([]);
    expect(preflight.checks.find((one) => one.name === 'legacy values')?.detail).toMatch(/Skipped/);
    expect((await inspectSchema(database.dataSource.manager)).flatMap(({ problems }) => problems)).toEqual([]);
    const verification = await services.verification.verify(
      OPERATOR,
      await services.verification.findRun(OPERATOR, null),
    );
    expect(verification?.checks.filter(({ detail }) => detail.startsWith('Skipped')).map((one) => one.name)).toEqual([
      'late writers',
      'parity',
    ]);
    expect(verification?.checks.find((one) => one.name === 'module sales')?.status).toBe('PASS');
  });

  test('snapshots still work, and demo organizations are refused only because others exist', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
    const file = join(folder, 'file.gz');
    const { signal } = new AbortController();
    await services.snapshots.export(OPERATOR, file, { force: false, signal });
    await database.sql('DELETE FROM org_entitlements WHERE org_id = 1');
    await services.snapshots.import(OPERATOR, await services.snapshots.check(OPERATOR, file), {
      overwrite: true,
      reason: WHY,
      acknowledgeLostAccess: true,
    });
    expect(await database.sql(`SELECT count(*)::int > 0 AS back FROM org_entitlements WHERE org_id = 1`)).toEqual([
      { back: true },
    ]);
    await rm(folder, { recursive: true });
    await expect(seedDemoOrganizations(database.dataSource, false)).rejects.toThrow('has other organizations');
  });

  test('the printed SQL restores the column, which can then be dropped again and purged', async () => {
    const putBack = await services.legacyDrop.putBack(OPERATOR);
    await database.sql((putBack ?? []).join('\n'));
    expect(await database.sql('SELECT id, enabled_modules FROM organizations ORDER BY id')).toEqual([
      { id: 1, enabled_modules: ['CRM'] },
      { id: 2, enabled_modules: { ERP: 'yes', HR: false } },
      { id: 4, enabled_modules: '{"CRM": 1}' },
      { id: 50, enabled_modules: null },
    ]);
    expect(await database.sql(`SELECT indexdef FROM pg_indexes WHERE indexname = 'flags'`)).toHaveLength(1);
    expect(await admin.request(LegacyFlagsDocument, { id: '1' })).toMatchObject({
      organization: { enabledModules: ['CRM'], legacyFlags: { note: null } },
    });
    await database.rewrite(
      `UPDATE migration_runs SET status = 'SUCCEEDED', created_at = now() - interval '100 days';
       UPDATE platform_events SET created_at = now() WHERE event_type = 'backup_noted'`,
    );
    await drop();
    await expect(services.legacyDrop.purge(OPERATOR, { confirm: 'another', reason: WHY })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await services.legacyDrop.purge(OPERATOR, { confirm: name, reason: WHY })).toBe(4);
    await expect(services.legacyDrop.purge(OPERATOR, { confirm: name, reason: WHY })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await database.sql('SELECT 1 FROM legacy_flags_kept')).toEqual([]);
    expect((await admin.request(LegacyStatusDocument)).legacyStatus).toMatchObject({
      droppedAt: expect.any(String),
      purgedAt: expect.any(String),
    });
    expect(await services.legacyDrop.putBack(OPERATOR)).toBeNull();
  });
});
