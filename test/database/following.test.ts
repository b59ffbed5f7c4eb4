import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../../src/domain/actor';
import { createLoaders } from '../../src/features/loaders';
import type { Loaders } from '../../src/features/request-context';
import { createServices, type Services } from '../../src/features/services';
import { createSharedReads } from '../../src/features/shared-reads';
import { AccessChanges } from '../../src/store/access-changes';
import { StatementRecorder } from '../support/record-statements';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ADMIN: Actor = { id: 'tester', role: 'SUPER_ADMIN', organizationId: null };

let database: TestDatabase;
let changes: AccessChanges;
let services: Services;
let troubles: unknown[];
let organization: string;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
});

afterAll(() => database.close());

beforeEach(async () => {
  changes = new AccessChanges();
  troubles = [];
  services = createServices(database, database.config, { changes, onTrouble: (error) => troubles.push(error) });
  [organization = '0'] = await database.addOrganizations([['CRM']]);
  id = organization;
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT $1, id, 'trial', now() + interval '1 hour', 'admin' FROM modules WHERE module_key = 'sales'`,
    [organization],
  );
});

const loadersOf = (): Loaders =>
  createLoaders(database.dataSource, services.access, createSharedReads(database.dataSource, services.access));
const followOrganization = (loaders = loadersOf()) => services.subscriptions.entitlementsChanged(ADMIN, id, loaders);
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const DONE = { done: true, value: undefined };

async function startRun(): Promise<string> {
  const run = await services.runs.start(ADMIN, {
    mode: 'DRY_RUN',
    source: { fresh: { allowRevocations: false } },
    errorBudgetPercent: 10,
    reason: 'a test',
  });
  return String(run.id);
}

describe('a subscriber that unsubscribes leaves no listener and no timer', () => {
  test('while it waits for a change of the organization', async () => {
    const events = await followOrganization();
    await events.next();
    const waiting = events.next();
    const waitingFor = { listeners: changes.size, timers: timers() };
    await events.return?.();
    expect({ listeners: changes.size, timers: timers() }).toEqual({ listeners: 0, timers: waitingFor.timers - 1 });
    expect(waitingFor.listeners).toBe(1);
    expect(await waiting).toEqual(DONE);
    expect(await events.next()).toEqual(DONE);
  });

  test('between two events of a burst', async () => {
    const events = await followOrganization();
    await events.next();
    const waiting = events.next();
    changes.notify([organization]);
    await delay(20);
    await events.return?.();
    expect(changes.size).toBe(0);
    expect(await waiting).toEqual(DONE);
  });

  test('while an event is being loaded', async () => {
    const before = timers();
    for (let turn = 0; turn < 30; turn++) {
      const events = await followOrganization();
      const loading = events.next();
      await events.return?.();
      expect(changes.size).toBe(0);
      expect(await loading).toEqual(DONE);
    }
    expect(timers() - before).toBeLessThan(20); // the database's connections have some
  });

  test('before the first event', async () => {
    const events = await followOrganization();
    await events.return?.();
    expect(await events.next()).toEqual(DONE);
    expect(changes.size).toBe(0);
  });

  test('and the last subscriber to a run ends its polling', async () => {
    const runId = await startRun();
    const recorder = new StatementRecorder(database.dataSource);
    const followers = await Promise.all(
      [1, 2, 3].map(() => services.subscriptions.migrationRunProgress(ADMIN, runId, loadersOf())),
    );
    for (const events of followers) expect(await events.next()).toMatchObject({ value: { status: 'QUEUED' } });
    const waiting = followers.map((events) => events.next());
    for (const events of followers.slice(1)) await events.return?.();
    expect(await recorder.during(() => delay(1_200))).not.toEqual([]);
    await followers[0]?.return?.();
    expect(await Promise.all(waiting)).toEqual([DONE, DONE, DONE]);
    await delay(100); // for a query that was under way
    expect(await recorder.during(() => delay(1_100))).toEqual([]);
  });
});

test('all subscribers to a run share one query for the run and its progress', async () => {
  const runId = await startRun();
  const recorder = new StatementRecorder(database.dataSource);
  const followers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const loaders = loadersOf();
      return { loaders, events: await services.subscriptions.migrationRunProgress(ADMIN, runId, loaders) };
    }),
  );
  const statements = await recorder.during(async () => {
    const runs = await Promise.all(followers.map(({ events }) => events.next()));
    const seen = runs.flatMap(({ done, value }) => (done === true ? [] : [value]));
    await Promise.all(seen.flatMap((run, index) => followers[index]?.loaders.runProgress.load(run) ?? []));
    expect(seen).toHaveLength(20);
  });
  expect(statements.length).toBeLessThanOrEqual(3);
  const next = followers.map(({ events }) => events.next());
  await services.runs.cancel(ADMIN, { id: runId, reason: 'a test' });
  for (const event of await Promise.all(next)) expect(event).toMatchObject({ value: { status: 'CANCELLED' } });
  for (const { events } of followers) expect(await events.next()).toEqual(DONE);
});

test('a subscription to a run goes on after a failure of the database', async () => {
  const runId = await startRun();
  const events = await services.subscriptions.migrationRunProgress(ADMIN, runId, loadersOf());
  await events.next();
  const next = events.next();
  await database.sql('ALTER TABLE migration_run_batches RENAME TO elsewhere');
  await until('a query failed', () => troubles.length > 0);
  await database.sql('ALTER TABLE elsewhere RENAME TO migration_run_batches');
  await services.runs.cancel(ADMIN, { id: runId, reason: 'a test' });
  expect(await next).toMatchObject({ value: { status: 'CANCELLED' } });
  expect(await events.next()).toEqual(DONE);
});

test('a change during the first event, or while the client works on an event, is not lost', async () => {
  const events = await followOrganization();
  const first = events.next();
  changes.notify([organization]); // arrives while the first event is loaded
  await first;
  await expect(Promise.race([events.next(), delay(1_000, 'lost')])).resolves.toMatchObject({ done: false });
  changes.notify([organization]);
  changes.notify(null); // arrives while the client waits for no event
  await expect(Promise.race([events.next(), delay(1_000, 'lost')])).resolves.toMatchObject({ done: false });
  await expect(Promise.race([events.next(), delay(300, 'nothing more')])).resolves.toBe('nothing more');
  await events.return?.();
});

test('each event of a subscription loads fresh data', async () => {
  const loaders = loadersOf();
  const events = await followOrganization(loaders);
  await events.next();
  const look = async () => ({
    organization: (await loaders.organization.load(organization))?.name,
    status: (await loaders.access.load(organization)).organization(organization),
    module: (await loaders.catalog()).module('sales').displayName,
    mapping: await loaders.activeMapping(),
  });
  const before = await look();
  await database.sql(`UPDATE organizations SET name = 'Renamed' WHERE id = $1`, [organization]);
  await database.sql(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = $1`, [organization]);
  await database.sql(`UPDATE modules SET display_name = 'Selling' WHERE module_key = 'sales'`);
  await database.sql('UPDATE mappings SET is_active = false');
  expect(await look()).toEqual(before);
  changes.notify([organization]);
  await events.next();
  const after = await look();
  expect({ name: after.organization, module: after.module, mapping: after.mapping }).toEqual({
    name: 'Renamed',
    module: 'Selling',
    mapping: null,
  });
  expect(after.status).not.toEqual(before.status);
  await events.return?.();
});
