import { setTimeout as delay } from 'node:timers/promises';
import { Wakeup } from '../../src/database/wakeup';
import { MigrationRun } from '../../src/entities/migration-run';
import { claimBatches, lockHeldBatches } from '../../src/features/migration-runs/work/claim-batches';
import { processBatches } from '../../src/features/migration-runs/work/process-batches';
import { prepareRun } from '../../src/features/migration-runs/work/run-life';
import { ForeignRunError, workOnRun } from '../../src/features/migration-runs/work/run-worker';
import { serveRuns } from '../../src/features/migration-runs/work/serve-runs';
import { createServices } from '../../src/features/services';
import { RUNS_CHANNEL } from '../../src/store/channels';
import { LostLeaseError } from '../../src/store/lease';
import { startCli } from '../support/cli-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const OPERATOR = { id: 'test:operator', role: 'SUPER_ADMIN', organizationId: null } as const;
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.addOrganizations(Array.from({ length: 8 }, () => ['CRM', 'HR']));
});

afterEach(() => database.close());

async function start(): Promise<MigrationRun> {
  return createServices(database, database.config).runs.start(OPERATOR, {
    mode: 'EXECUTE',
    source: { fresh: {} },
    reason: 'a test',
  });
}

/** A RUNNING run in batches of 4. */
async function startPrepared(): Promise<MigrationRun> {
  const prepared = await prepareRun(database.dataSource, (await start()).id, 4);
  if (!prepared) throw new Error('the run does not exist');
  return prepared;
}

const written = () => database.sql('SELECT 1 FROM org_entitlements');
const work = (id: number) => workOnRun(database.dataSource, id, { name: 'other', batchSize: 4 });
const statusOf = async (id: number) => (await database.dataSource.manager.findOneByOrFail(MigrationRun, { id })).status;

test('a worker that returns after its claim expired commits no batch that another worker has done', async () => {
  const run = await startPrepared();
  const zombie = await claimBatches(database.dataSource, run.id, 'zombie', 2);
  expect(zombie.map(({ attempt }) => attempt)).toEqual([1, 1]);
  expect(await claimBatches(database.dataSource, run.id, 'too early', 2)).toEqual([]);

  await database.sql(`UPDATE migration_run_batches SET leased_until = now() - interval '1 second'`);
  await work(run.id);
  expect(await statusOf(run.id)).toBe('SUCCEEDED');
  await expect(processBatches(database.dataSource, run, zombie)).rejects.toThrow(LostLeaseError);
  expect(await written()).toHaveLength(16);
  expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(8);
});

test('a worker cannot claim a batch that another one still writes, even after its claim expired', async () => {
  const run = await startPrepared();
  const held = await claimBatches(database.dataSource, run.id, 'slow', 1);
  await database.dataSource.transaction(async (manager) => {
    await lockHeldBatches(manager, run.id, held);
    await database.sql(
      `UPDATE migration_run_batches SET leased_until = now() - interval '1 second' WHERE number <> $1`,
      [held[0]?.number],
    );
    const others = await claimBatches(database.dataSource, run.id, 'other', 10);
    expect(others.map(({ number }) => number)).toEqual([1]);
  });
});

test('a worker that stops inside its transaction loses its writes, and another worker does the run', async () => {
  const run = await startPrepared();
  const held = await claimBatches(database.dataSource, run.id, 'zombie', 2);
  const zombie = database.dataSource.transaction(async (manager) => {
    await lockHeldBatches(manager, run.id, held);
    await manager.query(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT id, 1, 'enabled', 'zombie' FROM organizations`,
    );
    await manager.query('SET LOCAL idle_in_transaction_session_timeout = 200'); // 30 s in production
    await delay(1_000);
    await manager.query('SELECT 1');
  });
  await expect(zombie).rejects.toThrow();
  await database.sql('UPDATE migration_run_batches SET leased_until = NULL');
  await work(run.id);
  expect(await statusOf(run.id)).toBe('SUCCEEDED');
  expect(await database.sql(`SELECT DISTINCT source FROM org_entitlements`)).toEqual([{ source: 'legacy_migration' }]);
});

test('workers report a run with other rules or a changed mapping, leave it alone, and do other runs', async () => {
  const foreign = await start();
  await database.sql('UPDATE migration_runs SET rules_version = 999 WHERE id = $1', [foreign.id]);
  await expect(work(foreign.id)).rejects.toThrow(ForeignRunError);
  await database.sql(`UPDATE migration_runs SET rules_version = 2, mapping_rules = '[]' WHERE id = $1`, [foreign.id]);
  await expect(work(foreign.id)).rejects.toThrow(/mapping of run 1/);
  expect(await written()).toEqual([]);

  const dry = await createServices(database, database.config).runs.start(OPERATOR, {
    mode: 'DRY_RUN',
    source: { fresh: {} },
    reason: 'a test',
  });
  const reported: unknown[] = [];
  const stopping = new AbortController();
  const serving = serveRuns(database.dataSource, {
    name: 'server',
    batchSize: 4,
    signal: stopping.signal,
    pollMs: 20,
    onError: (error) => reported.push(error),
  });
  while ((await statusOf(dry.id)) !== 'SUCCEEDED') await delay(20);
  stopping.abort();
  await serving;
  expect(reported).toEqual([expect.any(ForeignRunError)]);
});

test('a waiting worker begins a new run at once, without waiting for its next poll', async () => {
  const stopping = new AbortController();
  const wakeup = new Wakeup(database.url, RUNS_CHANNEL);
  const trouble: unknown[] = [];
  const serving = serveRuns(database.dataSource, {
    name: 'server',
    batchSize: 4,
    signal: stopping.signal,
    wakeup,
    pollMs: 60_000,
    onError: (error) => trouble.push(error),
  });
  await delay(500);
  const { id } = await start();
  const begun = Date.now();
  while ((await statusOf(id)) !== 'SUCCEEDED' && Date.now() - begun < 20_000) await delay(20);
  expect(await statusOf(id)).toBe('SUCCEEDED');
  stopping.abort();
  await serving;
  await wakeup.close();
  expect(trouble).toEqual([]);
});

test('of two executions started at the same time one runs, and the other is refused naming it', async () => {
  const both = await Promise.all(
    [1, 2].map(() => startCli(database, ['migrate', '--execute', '--yes', '--json']).exited),
  );
  const [winner, loser] = [...both].sort((a, b) => (a.code ?? 9) - (b.code ?? 9));
  // The second may also start after the first has ended, and then has nothing to do.
  expect(winner?.code).toBe(0);
  if (loser?.code !== 0)
    expect(loser).toMatchObject({ code: 1, stderr: expect.stringContaining('CONFLICT: Run 1 is live') });
  expect(await written()).toHaveLength(16);
  expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(8);
});

test('a batch that kills every worker that claims it is split, and the run completes', async () => {
  const run = await startPrepared();
  for (let attempt = 1; attempt <= 6; attempt++) {
    await claimBatches(database.dataSource, run.id, 'killed', 1);
    await database.sql(`UPDATE migration_run_batches SET leased_until = NULL`);
  }
  await work(run.id);
  expect(await statusOf(run.id)).toBe('SUCCEEDED');
  expect(
    await database.sql('SELECT cardinality(organization_ids) AS size FROM migration_run_batches ORDER BY number'),
  ).toEqual([{ size: 2 }, { size: 4 }, { size: 2 }]);
  expect(await written()).toHaveLength(16);
});
