import { MigrationRun } from '../../src/entities/migration-run';
import { prepareRun } from '../../src/features/migration-runs/work/run-life';
import { type CliProcess, startCli } from '../support/cli-process';
import {
  halfDone,
  type LargeMigration,
  processed,
  putLargeMigration,
  requireSameOutcome,
  startLargeMigration,
  statusOf,
} from '../support/large-migration';
import { RunEngine, until } from '../support/run-engine';
import { soak } from '../support/soak';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(600_000);

const CONNECTION_LOST =
  /the database system is |Connection terminated|terminating connection|server closed|ECONNREFUSED|ECONNRESET|EPIPE/;

test('a run and its rollback end like undisturbed ones although workers and sessions are killed', async () => {
  const { kills, rollbackKills, gaveUp, stopped, begunAgain, statuses } = await soak({
    organizations: 4_000,
    workers: 3,
    kills: { workers: 5, sessions: 1, sessionEnds: 2 },
    rollbackKills: { workers: 3, sessions: 1, sessionEnds: 2 },
    rollbackRate: 500,
    batchSize: 2,
    allowRevocations: true,
    seed: Number(process.env['PORTCULLIS_SOAK_SEED'] ?? Date.now() % 1_000_000),
  });
  // Some organizations have unreadable flags, and some had rows edited before the rollback.
  expect(statuses).toEqual(['COMPLETED_WITH_ERRORS', 'ROLLED_BACK_WITH_CONFLICTS']);
  for (const killed of [kills, rollbackKills]) {
    expect(killed.filter(({ of }) => of === 'session')).toHaveLength(1);
    expect(new Set(killed.map(({ at }) => at)).size).toBeGreaterThan(2);
  }
  expect(begunAgain).toBeGreaterThan(0);
  // A worker may end by itself only if it starts while the database goes down or recovers; how it notices is chance.
  for (const { stderr } of gaveUp) expect(stderr).toMatch(CONNECTION_LOST);
  // A worker that has only just started is ended by the signal; any other one shuts down with code 0.
  for (const { code, signal, stderr } of stopped)
    expect({ end: code ?? signal, stderr }).toEqual({ end: signal ?? 0, stderr: '' });
  expect(stopped.some(({ code }) => code === 0)).toBe(true);
});

describe('a worker process that is stopped inside its transaction until its lease expires', () => {
  const ORGANIZATIONS = 300;
  const databases: TestDatabase[] = [];
  const kept: TestDatabase[] = [];
  const processes: CliProcess[] = [];
  let undisturbed: LargeMigration;

  beforeAll(async () => {
    undisturbed = await putMigration();
    kept.push(...databases.splice(0));
    await endRun(undisturbed);
  });

  afterEach(() => cleanUp(databases));
  afterAll(() => cleanUp(kept));

  async function cleanUp(closing: TestDatabase[]): Promise<void> {
    for (const { child, exited } of processes.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
    for (const database of closing.splice(0)) await database.close();
  }

  async function putMigration(): Promise<LargeMigration> {
    const database = await createTestDatabase('schema');
    databases.push(database);
    await putLargeMigration(database, ORGANIZATIONS);
    return startLargeMigration(database, true);
  }

  function startWorker({ database }: LargeMigration, leaseSeconds: number): CliProcess {
    const started = startCli(database, ['worker', '--workers', '1'], {
      PORTCULLIS_BATCH_SIZE: '20',
      PORTCULLIS_LEASE_SECONDS: String(leaseSeconds),
      LOG_LEVEL: 'error',
    });
    processes.push(started);
    return started;
  }

  const hasEnded = async (run: LargeMigration) => !['QUEUED', 'RUNNING'].includes(await statusOf(run));

  /** Lets another worker complete the run and exit. */
  async function endRun(run: LargeMigration): Promise<void> {
    const worker = startWorker(run, 30);
    await until('the run has ended', () => hasEnded(run), 25);
    await endWell(worker);
  }

  async function endWell({ child, exited }: CliProcess): Promise<void> {
    child.kill('SIGTERM');
    expect(await exited).toMatchObject({ code: 0, signal: null, stderr: '' });
  }

  /** Stops a worker (SIGSTOP) while its statement on this table waits for an answer. */
  async function stopAt(table: string, run: LargeMigration) {
    const { database } = run;
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const zombie = startWorker(run, 1);
      // Leaves out the sessions in which the worker looks for parity reports, and makes partitions.
      const blockedAtWork = () =>
        database.sql<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
             AND query NOT LIKE '%parity_reports%' AND query NOT LIKE '%make_partition%'`,
        );
      await until('the worker waits', async () => (await blockedAtWork()).length > 0);
      const [blocked] = await blockedAtWork();
      zombie.child.kill('SIGSTOP');
      return { zombie, session: blocked?.pid ?? 0 };
    } finally {
      await runner.commitTransaction();
      await runner.release();
    }
  }

  const hasEndedSession = async ({ database }: LargeMigration, session: number) =>
    (await database.sql('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [session])).length === 0;

  /** Waits until the database has ended the worker's session, and expects that nothing of the run is done. */
  async function untilLost(run: LargeMigration, session: number): Promise<void> {
    await until("the database has ended the worker's session", () => hasEndedSession(run, session), 30);
    expect(await processed(run)).toBe(0);
    expect(await halfDone(run)).toEqual([]);
  }

  test('commits nothing after another worker has completed the run, and works on the next run', async () => {
    const run = await putMigration();
    const { zombie, session } = await stopAt('entitlement_events', run);
    await untilLost(run, session);
    await endRun(run);
    zombie.child.kill('SIGCONT');
    const next = { ...run, runId: await new RunEngine(run.database).start('DRY_RUN') };
    await until('the next run has ended', () => hasEnded(next), 25);
    expect(
      await run.database.sql(
        `SELECT DISTINCT split_part(worker, ':', 3) AS worker FROM migration_run_batches WHERE run_id = $1`,
        [next.runId],
      ),
    ).toEqual([{ worker: `${zombie.child.pid ?? 0}#1` }]);
    await endWell(zombie);
    expect(await halfDone(run)).toEqual([]);
    await requireSameOutcome(run, undisturbed);
  });

  test('repeats its batches when it continues, and the run ends like an undisturbed one', async () => {
    const run = await putMigration();
    const { zombie, session } = await stopAt('entitlement_events', run);
    await untilLost(run, session);
    zombie.child.kill('SIGCONT');
    await until('the run has ended', () => hasEnded(run), 25);
    await endWell(zombie);
    await requireSameOutcome(run, undisturbed);
    expect(await run.database.sql('SELECT 1 FROM migration_run_batches WHERE attempt > 1')).not.toEqual([]);
  });

  // The database then waits to send, not for the worker's next statement. Only Linux reports how long.
  (process.platform === 'linux' ? test : test.skip)(
    'loses its batches even if the database is blocked sending rows to it',
    async () => {
      const run = await putMigration();
      await run.database.sql(
        `UPDATE organizations SET enabled_modules = jsonb_build_object('CRM', true, id || repeat('x', 50000), false)`,
      );
      const prepared = await prepareRun(run.database.dataSource, run.runId, ORGANIZATIONS);
      expect(prepared).toBeInstanceOf(MigrationRun);
      const { session } = await stopAt('organizations', run);
      await until(
        'the database waits to send',
        async () =>
          (
            await run.database.sql(`SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'ClientWrite'`, [
              session,
            ])
          ).length > 0 || (await hasEndedSession(run, session)),
      );
      await untilLost(run, session);
      await endRun(run);
      expect(await statusOf(run)).toBe('SUCCEEDED');
      expect(await halfDone(run)).toEqual([]);
    },
  );
});
