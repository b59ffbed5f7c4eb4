import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gql, type GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { PackageWorker } from '../../src/features/packages/carry-out-packages';
import { packageRoot } from '../../src/platform/package-root';
import { migrateSchema } from '../../src/store/schema-version';
import { portcullis } from '../support/command';
import { foreignOrganizations } from '../support/foreign-organizations';
import { hasStopped, runToEnd, waitForRun } from '../support/run';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const WHY = 'as agreed';
const DAYS = { PORTCULLIS_LEGACY_DROP_DAYS: '0' };

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
/** One that was migrated, and one that signed up. */
const [MIGRATED, NEW] = ['1', '7'];
/** Times between the steps, by what was true then. */
const times = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase('empty');
  await database.sql(
    `${foreignOrganizations('json')};
     INSERT INTO organizations (name, enabled_modules)
     SELECT 'Customer ' || n, CASE WHEN n % 2 = 0 THEN '["CRM"]' ELSE '{"HR": true}' END::json
     FROM generate_series(1, 6) AS n`,
  );
  await migrateSchema(database.dataSource);
  expect((await run('seed')).code).toBe(0);
  server = await startTestServer(database);
  operator = await server.as('OPERATOR');
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url, ...DAYS } });

async function done(...args: readonly string[]): Promise<void> {
  const ran = await run(...args);
  expect({ args, code: ran.code, stderr: ran.stderr }).toEqual({ args, code: 0, stderr: '' });
}

/** Notes a time at which nothing happens. */
async function note(name: string): Promise<void> {
  await delay(20);
  times.set(name, new Date().toISOString());
  await delay(20);
}

/** What workers of servers do beside runs. */
async function carryOut(): Promise<void> {
  const errors: unknown[] = [];
  const worker = new PackageWorker(database.dataSource, { environment: null, onError: (error) => errors.push(error) });
  while (await worker.work()) continue;
  expect(errors).toEqual([]);
}

const started = z.object({ startChangeRun: z.object({ migrationRun: z.object({ id: z.string() }) }) });

async function change(mode: 'DRY_RUN' | 'EXECUTE', source: Readonly<Record<string, unknown>>) {
  const asked = await operator.request(
    gql`
      mutation ($input: StartChangeRunInput!) {
        startChangeRun(input: $input) {
          migrationRun {
            id
          }
        }
      }
    `,
    { input: { mode, source, reason: WHY } },
  );
  return waitForRun(operator, started.parse(asked).startChangeRun.migrationRun.id, hasStopped);
}

/** Plans a change, and executes exactly that. */
async function planned(source: Readonly<Record<string, unknown>>) {
  const plan = await change('DRY_RUN', source);
  expect(plan.status).toBe('SUCCEEDED');
  const executed = await change('EXECUTE', { dryRunId: plan.id });
  expect(executed.status).toBe('SUCCEEDED');
  return { plan, executed };
}

async function publish(key: string, modules: readonly string[]): Promise<void> {
  await operator.request(`mutation ($input: PublishPackageInput!) { publishPackage(input: $input) { changed } }`, {
    input: {
      key,
      displayName: key,
      reason: WHY,
      items: [...modules.map((moduleKey) => ({ moduleKey })), { moduleKey: 'reports', status: 'TRIAL', trialDays: 30 }],
    },
  });
}

async function allowed(id: string, moduleKey: string, at?: string): Promise<boolean> {
  const asked = await operator.request(
    `query ($id: ID!, $module: String!, $at: DateTime) {
       organization(id: $id) { decision(moduleKey: $module, at: $at) { allowed } } }`,
    { id, module: moduleKey, at },
  );
  return z.object({ organization: z.object({ decision: z.object({ allowed: z.boolean() }) }) }).parse(asked)
    .organization.decision.allowed;
}

const eventsOf = async (id: string) =>
  (
    await database.sql<{ type: string }>(
      'SELECT event_type AS type FROM entitlement_events WHERE org_id = $1 ORDER BY id',
      [id],
    )
  ).map(({ type }) => type);

test('the flags are migrated, entitlements answer, and the column is dropped', async () => {
  await done('legacy', 'fence', 'on', '--reject', '--reason', WHY);
  const { status } = await runToEnd(operator, { mode: 'EXECUTE', source: { fresh: {} } });
  expect(status).toBe('SUCCEEDED');
  await done(
    'rollout',
    'set',
    'ENFORCE',
    '--acknowledge-lost-access',
    '--acknowledge-unchecked-readings',
    '--reason',
    WHY,
  );
  await run('parity');
  await done('snapshot', 'note-backup', 'dump-1');
  await done('legacy', 'drop-column', '--confirm', database.name, '--reason', WHY);
  expect(await allowed(MIGRATED, 'hr')).toBe(true);
  await note('migrated');
});

test('50 sign-ups get the default package, and nobody else', async () => {
  const shipped = await readFile(join(packageRoot, 'seeds/packages.csv'), 'utf8');
  expect(shipped).toContain('starter,Starter,sales');
  await done('packages', 'load', join(packageRoot, 'seeds/packages.csv'), '--reason', 'price list');
  await done('packages', 'default', 'starter', '--reason', 'everybody begins with it');
  await database.sql(`INSERT INTO organizations (name) SELECT 'New ' || n FROM generate_series(1, 50) AS n`);
  await carryOut();
  const [{ count } = { count: 0 }] = await database.sql<{ count: number }>(
    `SELECT count(DISTINCT org_id)::int AS count FROM org_entitlements WHERE source = 'package:starter@1'`,
  );
  expect(count).toBe(50);
  expect(await allowed(NEW, 'sales')).toBe(true);
  expect(await eventsOf(MIGRATED)).toEqual(['legacy_migration']);
  await note('signed up');
});

test('an add-on is sold to 300 organizations by a file, and one faulty line sells it to nobody', async () => {
  await database.sql(`INSERT INTO organizations (name) SELECT 'Later ' || n FROM generate_series(1, 250) AS n`);
  await carryOut();
  const lines = Array.from({ length: 300 }, (_, index) => `${index + 7},forecasting,,,`);
  const csv = (rows: readonly string[]) => ['organization,package,version,start,end', ...rows].join('\n');
  const faulty = change('EXECUTE', { rows: { csv: csv([...lines, '7000,forecastng,,,']) } });
  await expect(faulty).rejects.toThrow(/line 302/);
  expect(await allowed(NEW, 'ai_analytics')).toBe(false);
  const { executed } = await planned({ rows: { csv: csv(lines) } });
  expect(executed.counts.changed).toBe(300);
  expect(await allowed(NEW, 'ai_analytics')).toBe(true);
  expect(await allowed(MIGRATED, 'ai_analytics')).toBe(false);
  await note('add-on');
});

test('a version that takes a module away is planned, refused by its reviewer, changed, and carried out', async () => {
  await publish('starter', ['tasks_calendar']);
  expect(await allowed(NEW, 'sales')).toBe(true);
  const filter = { packageKey: 'starter', packageVersion: 1 };
  const move = (allowRevocations: boolean) => ({
    fresh: { selection: { filter }, change: { package: { packages: [{ key: 'starter' }] } }, allowRevocations },
  });
  const careful = await change('DRY_RUN', move(false));
  expect(careful.counts).toMatchObject({ changed: 0 });
  expect(careful.counts.held).toBeGreaterThan(0);
  const bold = await change('DRY_RUN', move(true));
  expect(bold.counts.moduleEntitlementsRevoked).toBe(2 * 300);
  // The reviewer refuses: sales must stay.
  await publish('starter', ['tasks_calendar', 'sales']);
  const { executed } = await planned(move(true));
  expect(executed.counts).toMatchObject({ changed: 300, moduleEntitlementsRevoked: 300 });
  expect(await allowed(NEW, 'sales')).toBe(true);
  expect(await allowed(NEW, 'vouchers')).toBe(false);
  await note('moved');
});

test('a trial is extended, and a mistake is rolled back', async () => {
  const ends = () =>
    database.sql(
      `SELECT trial_expires_at AS at FROM org_entitlements e JOIN modules m ON m.id = e.module_id
       WHERE org_id = $1 AND module_key = 'reports'`,
      [NEW],
    );
  const before = await ends();
  await planned({
    fresh: { selection: { organizationIds: [NEW] }, change: { extendTrial: { moduleKeys: ['reports'], days: 14 } } },
  });
  const [was, is] = [before, await ends()].map((rows) => z.array(z.object({ at: z.date() })).parse(rows)[0]?.at);
  expect((is?.getTime() ?? 0) - (was?.getTime() ?? 0)).toBe(14 * 86_400_000);

  const { executed } = await planned({
    fresh: {
      selection: { filter: {} },
      change: { grant: { changes: [{ moduleKey: 'finance', status: 'ENABLED' }] } },
    },
  });
  expect(await allowed(MIGRATED, 'finance')).toBe(true);
  await note('mistake');
  await operator.request(
    `mutation ($id: ID!) { rollbackMigrationRun(input: { id: $id, reason: "a mistake", acknowledgeLostAccess: true }) {
       migrationRun { id } } }`,
    { id: executed.id },
  );
  await waitForRun(operator, executed.id, ({ status }) => status === 'ROLLED_BACK');
  expect(await allowed(MIGRATED, 'finance')).toBe(false);
  await note('mended');
});

test('who had what on any day is told, and every step has its event', async () => {
  const had = async (id: string, moduleKey: string) => {
    const answers: Record<string, boolean> = {};
    for (const [name, at] of times) answers[name] = await allowed(id, moduleKey, at);
    return answers;
  };
  const never = { migrated: false, 'signed up': false, 'add-on': false, moved: false, mistake: false, mended: false };
  const since = (name: keyof typeof never) => {
    const names = [...times.keys()];
    return Object.fromEntries(names.map((one) => [one, names.indexOf(one) >= names.indexOf(name)]));
  };
  expect(await had(MIGRATED, 'hr')).toEqual(since('migrated'));
  expect(await had(NEW, 'sales')).toEqual(since('signed up'));
  expect(await had(NEW, 'ai_analytics')).toEqual(since('add-on'));
  expect(await had(NEW, 'vouchers')).toEqual({ ...never, 'signed up': true, 'add-on': true });
  expect(await had(MIGRATED, 'finance')).toEqual({ ...never, mistake: true });
  expect(await eventsOf(NEW)).toEqual([
    'organization_seen',
    ...Array<string>(4).fill('changed_by_run'),
    'changed_by_run_rolled_back',
  ]);
  expect(await run('audit', 'verify')).toMatchObject({ code: 0 });
});
