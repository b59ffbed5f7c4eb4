import { Client } from 'pg';
import { createDataSource } from '../../src/database/data-source';
import { MigrationRun } from '../../src/entities/migration-run';
import { loadProgress } from '../../src/store/run-progress';
import { startCli } from '../support/cli-process';
import { OPERATOR, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let engine: RunEngine;

beforeEach(async () => {
  database = await createTestDatabase();
  engine = new RunEngine(database, 5);
});

afterEach(() => database.close());

const addOrganizations = (count: number) =>
  database.addOrganizations(Array.from({ length: count }, () => ['CRM', 'HR']));
const statusOf = async (id: number) => (await engine.report(id)).status;

async function heldBack(id: number): Promise<string | null> {
  const { manager } = database.dataSource;
  const run = await manager.findOneBy(MigrationRun, { id });
  return run ? ((await loadProgress(manager, [run])).get(id)?.heldBack ?? null) : null;
}

/** Makes a session of another application wait for a lock until `release` is called. */
async function waitForLock(): Promise<{ release(): Promise<void> }> {
  const holder = new Client({ connectionString: database.url, application_name: 'shop' });
  const waiter = new Client({ connectionString: database.url, application_name: 'shop' });
  await Promise.all([holder.connect(), waiter.connect()]);
  await holder.query('CREATE TABLE shop_orders (id integer)');
  await holder.query('BEGIN; LOCK TABLE shop_orders');
  const waiting = waiter.query('SELECT 1 FROM shop_orders');
  await until(
    'a session waits',
    async () => (await database.sql('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0,
  );
  return {
    release: async () => {
      await holder.query('COMMIT');
      await waiting;
      await Promise.all([holder.end(), waiter.end()]);
    },
  };
}

test('a run with a maximum rate never exceeds it, with any number of processes and workers', async () => {
  await addOrganizations(60);
  const id = await engine.start('EXECUTE', {}, { throttle: { maxRate: 20 } });
  const begun = Date.now();
  const other = await createDataSource(database.url, 5).initialize();
  try {
    await Promise.all([engine.work(id, { workers: 3 }), engine.work(id, { dataSource: other, workers: 2 })]);
  } finally {
    await other.destroy();
  }
  // The first 20 may come at once, the other 40 take two seconds.
  expect(Date.now() - begun).toBeGreaterThan(1_950);
  expect(await engine.report(id)).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 60 } });
  const [gap] = await database.sql<{ most: number }>(
    `SELECT max(n)::int AS most
     FROM (SELECT sum(cardinality(organization_ids)) OVER (
                    ORDER BY finished_at RANGE BETWEEN CURRENT ROW AND interval '400 milliseconds' FOLLOWING) AS n
           FROM migration_run_batches) w`,
  );
  expect(gap?.most).toBeLessThanOrEqual(20);
});

test('a run keeps a maximum rate that is below its batch size', async () => {
  await addOrganizations(4);
  const id = await engine.start('EXECUTE', {}, { throttle: { maxRate: 2 } });
  const begun = Date.now();
  await engine.work(id);
  expect(Date.now() - begun).toBeGreaterThan(950);
  expect(
    await database.sql('SELECT DISTINCT cardinality(organization_ids) AS size FROM migration_run_batches'),
  ).toEqual([{ size: 2 }]);
});

test('a run waits while other sessions wait for locks, shows why, and goes on by itself', async () => {
  await addOrganizations(10);
  const blocked = await waitForLock();
  const id = await engine.start('EXECUTE', {}, { throttle: { maxLockWaits: 0 } });
  const working = engine.work(id);
  await until('it is held back', async () => (await heldBack(id)) !== null);
  expect(await heldBack(id)).toBe('1 session waits for locks (limit 0)');
  expect(await engine.report(id)).toMatchObject({ status: 'RUNNING', processed: 0 });
  await blocked.release();
  await working;
  expect(await engine.report(id)).toMatchObject({ status: 'SUCCEEDED', processed: 10 });
  expect(await heldBack(id)).toBeNull();
});

test('a run that is held back can be paused at once', async () => {
  await addOrganizations(10);
  const blocked = await waitForLock();
  const id = await engine.start('EXECUTE', {}, { throttle: { maxLockWaits: 0 } });
  const working = engine.work(id);
  await until('it is held back', async () => (await heldBack(id)) !== null);
  await engine.services.runs.pause(OPERATOR, { id: String(id), reason: 'while it waits' });
  await working;
  expect(await engine.report(id)).toMatchObject({ status: 'PAUSED', processed: 0 });
  await blocked.release();
});

test('a run with a lag limit is held back without a standby until the operator lifts the limit', async () => {
  await addOrganizations(10);
  const id = await engine.start('EXECUTE', {}, { throttle: { maxReplicationLag: 5 } });
  const working = engine.work(id);
  await until('it is held back', async () => (await heldBack(id)) !== null);
  expect(await heldBack(id)).toBe('no standby is connected, so the lag is unknown (limit 5 s)');
  const lifted = await engine.services.runs.throttle(OPERATOR, {
    id: String(id),
    reason: 'we have no standby',
    throttle: { maxReplicationLag: null },
  });
  expect(lifted).toMatchObject({ maxRate: null, maxReplicationLag: null, maxLockWaits: null });
  await working;
  expect(await statusOf(id)).toBe('SUCCEEDED');
  expect(
    await database.sql(
      `SELECT payload->'maxReplicationLag' AS lag, reason FROM platform_events
       WHERE event_type = 'migration_run_throttled'`,
    ),
  ).toEqual([{ lag: null, reason: 'we have no standby' }]);
});

test('invalid limits are refused by name, and no run is started or changed', async () => {
  await addOrganizations(1);
  const throttle = { maxRate: 0, maxReplicationLag: 0.01, maxLockWaits: 1.5 };
  const faults: unknown = ['maxRate', 'maxReplicationLag', 'maxLockWaits'].map((name): unknown =>
    expect.objectContaining({ field: `input.throttle.${name}` }),
  );
  await expect(engine.start('EXECUTE', {}, { throttle })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { faults },
  });
  const id = await engine.start('EXECUTE', {}, { throttle: { maxRate: 7 } });
  await expect(
    engine.services.runs.throttle(OPERATOR, { id: String(id), reason: 'a test', throttle }),
  ).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { faults },
  });
  await engine.services.runs.throttle(OPERATOR, { id: String(id), reason: 'a test', throttle: { maxLockWaits: 3 } });
  expect((await engine.report(id)).run).toMatchObject({ maxRate: 7, maxReplicationLag: null, maxLockWaits: 3 });
  await engine.work(id);
  await expect(
    engine.services.runs.throttle(OPERATOR, { id: String(id), reason: 'too late', throttle: {} }),
  ).rejects.toMatchObject({ code: 'INVALID_TRANSITION' });
});

test('an operator sets limits in the CLI, sees there why a run waits, and lifts them', async () => {
  await addOrganizations(10);
  const migrating = startCli(database, [
    'migrate',
    '--execute',
    '--yes',
    '--max-replication-lag',
    '5',
    '--max-rate',
    '1000',
  ]);
  await until('it is held back', async () => (await heldBack(1)) !== null);
  const shown = await startCli(database, ['runs', 'show', '1']).exited;
  expect(shown.stdout).toContain(
    'Throttle: up to 1000 organizations a second, waiting while a standby is more than 5 s behind',
  );
  expect(shown.stdout).toContain('Waiting: no standby is connected');
  expect(await startCli(database, ['runs', 'throttle', '1', '--max-rate', 'soon']).exited).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It must be a number, or none'),
  });
  const lifted = await startCli(database, ['runs', 'throttle', '1', '--max-replication-lag', 'none', '--json']).exited;
  expect(lifted).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(lifted.stdout)).toEqual({
    id: 1,
    status: 'RUNNING',
    throttle: { maxRate: 1000, maxReplicationLag: null, maxLockWaits: null },
  });
  expect(await migrating.exited).toMatchObject({ code: 0 });
});
