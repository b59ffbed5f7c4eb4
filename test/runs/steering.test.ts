import type { GraphQLClient } from 'graphql-request';
import { LIVE_STATUSES, RUN_STATUSES, type RunStatus } from '../../src/domain/run/run-status';
import { loadSmallTaxonomy, putTenants } from '../support/migration-arbitraries';
import {
  CancelRunDocument,
  PauseRunDocument,
  ResumeRunDocument,
  RunDocument,
  type RunNumbersFragment,
  type StartMigrationRunInput,
  StartRunDocument,
} from '../support/operations';
import { refusalOf } from '../support/refusal';
import { hasStopped, runToEnd, waitForRun } from '../support/run';
import { accessLines, dumpTables, expectCountsToAddUp, rule, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const MANY = 160;
const RULES = [
  rule('enabled_modules.CRM', 'alpha'),
  rule('enabled_modules.HR', 'beta/one', 'trial'),
  rule('*', 'gamma', 'trial'),
];

let database: TestDatabase;
let server: TestServer;
let admin: GraphQLClient;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema', { PORTCULLIS_BATCH_SIZE: '2' });
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 2);
  await engine.useRules(RULES);
});

afterAll(() => database.close());

const flagsOf = (index: number) => [['CRM'], { CRM: true, HR: 'yes' }, { HR: 1 }, null][index % 4];
const put = (count: number) =>
  putTenants(
    database,
    Array.from({ length: count }, (_, index) => ({ flags: flagsOf(index), rows: { modules: [], submodules: [] } })),
  );

async function serve(worker: boolean): Promise<void> {
  server = await startTestServer(database, { worker });
  admin = await server.as('SUPER_ADMIN');
}

const start = async (input: Partial<StartMigrationRunInput> = {}): Promise<RunNumbersFragment> =>
  (
    await admin.request(StartRunDocument, {
      input: { mode: 'EXECUTE', source: { fresh: {} }, reason: 'a test', ...input },
    })
  ).startMigrationRun.migrationRun;
const why = (id: string) => ({ input: { id, reason: 'to see what happens' } });
const pause = async (id: string) => (await admin.request(PauseRunDocument, why(id))).pauseMigrationRun.migrationRun;
const resume = async (id: string) => (await admin.request(ResumeRunDocument, why(id))).resumeMigrationRun.migrationRun;
const cancel = async (id: string) => (await admin.request(CancelRunDocument, why(id))).cancelMigrationRun.migrationRun;
async function processedBy(id: string): Promise<number> {
  const [done] = await database.sql<{ count: number }>(
    `SELECT coalesce(sum(cardinality(organization_ids)), 0)::int AS count FROM migration_run_batches
     WHERE run_id = $1 AND status = 'DONE'`,
    [id],
  );
  return done?.count ?? 0;
}
/** All rows, without the claims that workers give back when they notice that the run was stopped. */
async function writtenWork() {
  const batches = await database.sql(
    'SELECT run_id, number, organization_ids, status, counts, finished_at FROM migration_run_batches ORDER BY 1, 2',
  );
  return { batches, ...(await dumpTables(database, ['migration_run_batches'])) };
}

const numbers = (run: RunNumbersFragment) => ({ counts: run.counts, total: run.progress.total });

describe('while a worker works on a run', () => {
  beforeAll(() => serve(true));
  afterAll(() => server.close());
  beforeEach(() => put(MANY));

  test('a paused run writes nothing, and after resuming it ends like an undisturbed one', async () => {
    const { id } = await start({ source: { fresh: { trialDays: 30 } } });
    let pauses = 0;
    for (const mark of [20, 60, 100]) {
      await waitForRun(admin, id, ({ progress, status }) => progress.processed >= mark || status !== 'RUNNING');
      const paused = await pause(id);
      expect(paused.status).toBe('PAUSED');
      const { processed } = paused.progress;
      expect(processed).toBeLessThan(MANY);
      const left = await writtenWork();
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(await writtenWork()).toEqual(left);
      expect(await database.sql('SELECT DISTINCT org_id FROM entitlement_events')).toHaveLength(processed);
      pauses++;
      expect((await resume(id)).status).toBe('RUNNING');
    }
    expect(pauses).toBe(3);
    const resumed = await waitForRun(admin, id, hasStopped);
    expect(resumed.status).toBe('SUCCEEDED');
    const lines = await accessLines(database, Number(id));
    const events = await eventLines();

    await put(MANY);
    const undisturbed = await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: { trialDays: 30 } } });
    expect(numbers(resumed)).toEqual(numbers(undisturbed));
    expect(lines).toEqual(await accessLines(database, Number(undisturbed.id)));
    expect(events).toEqual(await eventLines());
  });

  test('a run that is paused ten times does all of its work, and does not wait for claims to expire', async () => {
    const { id } = await start();
    for (let pauses = 0; pauses < 10; pauses++) {
      await pause(id);
      await until('the workers gave their claims back', async () => {
        const claimed = await database.sql(
          `SELECT 1 FROM migration_run_batches
           WHERE run_id = $1 AND status = 'PENDING' AND (leased_until IS NOT NULL OR attempt > 0)`,
          [id],
        );
        return claimed.length === 0;
      });
      await resume(id);
    }
    expect(await waitForRun(admin, id, hasStopped)).toMatchObject({
      status: 'SUCCEEDED',
      counts: { changed: MANY, failed: 0 },
    });
  });

  test('a cancelled run keeps whole batches, writes nothing more and counts the rest as skipped', async () => {
    const { id } = await start();
    await waitForRun(admin, id, ({ progress }) => progress.processed >= 30);
    const cancelled = await cancel(id);
    expect(cancelled.status).toBe('CANCELLED');
    const { processed, total } = cancelled.progress;
    expect(processed).toBeLessThan(MANY);
    expect(cancelled.counts).toMatchObject({
      changed: processed,
      skipped: total - processed,
      eventsCreated: processed,
    });
    expectCountsToAddUp(numbers(cancelled));
    const left = await writtenWork();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await writtenWork()).toEqual(left);
    expect(await database.sql('SELECT DISTINCT org_id FROM org_entitlements')).toHaveLength(processed);
    expect(await database.sql('SELECT DISTINCT org_id FROM entitlement_events')).toHaveLength(processed);

    // Another run does the rest.
    const next = await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: {} } });
    expect(next).toMatchObject({ status: 'SUCCEEDED', counts: { changed: MANY - processed, unchanged: processed } });
  });

  test('a run that several clients pause and resume all the time still does everything once', async () => {
    const { id } = await start();
    let ended = false;
    const steering = [pause, resume, pause, resume].map(async (steer) => {
      let seen = -1;
      while (!ended) {
        const processed = await processedBy(id);
        // A pausing client lets the worker make progress first, or the run would never end on a busy machine.
        if (steer === resume || processed > seen) await steer(id).catch(() => undefined);
        seen = processed;
        ended ||= processed > MANY / 4;
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    });
    await Promise.all(steering);
    await resume(id).catch(() => undefined);
    const run = await waitForRun(admin, id, hasStopped);
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { changed: MANY, eventsCreated: MANY } });
    expect(await database.sql('SELECT org_id FROM entitlement_events GROUP BY org_id HAVING count(*) <> 1')).toEqual(
      [],
    );
  });

  test('two dry runs can run at the same time, and beside a live execution', async () => {
    const { id } = await start();
    await pause(id);
    const [one, two] = await Promise.all([
      runToEnd(admin, { mode: 'DRY_RUN', source: { fresh: {} } }),
      runToEnd(admin, { mode: 'DRY_RUN', source: { fresh: {} } }),
    ]);
    expect([one, two].map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    await cancel(id);
  });
});

describe('without a worker', () => {
  beforeAll(() => serve(false));
  afterAll(() => server.close());
  beforeEach(() => put(10));

  /** QUEUED → RUNNING ⇄ PAUSED → …; a FAILED run can be resumed, a QUEUED one paused or cancelled. */
  const ALLOWED: Readonly<Record<string, Readonly<Partial<Record<RunStatus, RunStatus>>>>> = {
    pause: { QUEUED: 'PAUSED', RUNNING: 'PAUSED' },
    resume: { PAUSED: 'RUNNING', FAILED: 'RUNNING' },
    cancel: { QUEUED: 'CANCELLED', RUNNING: 'CANCELLED', PAUSED: 'CANCELLED', FAILED: 'CANCELLED' },
  };

  test.each(RUN_STATUSES)(
    'an action that does not fit a %s run is refused as INVALID_TRANSITION, and nothing is written',
    async (status) => {
      const { id } = await start();
      for (const [name, steer] of Object.entries({ pause, resume, cancel })) {
        await database.sql('UPDATE migration_runs SET status = $2 WHERE id = $1', [id, status]);
        const next = ALLOWED[name]?.[status];
        if (next !== undefined) {
          expect(await steer(id)).toMatchObject({ status: next });
          continue;
        }
        const before = await dumpTables(database);
        expect(await refusalOf(steer(id))).toMatchObject({
          code: 'INVALID_TRANSITION',
          message: expect.stringContaining(`Run ${id} is ${status}`),
          details: { runId: id, status },
        });
        expect(await dumpTables(database)).toEqual(before);
      }
    },
  );

  test('an unknown run is refused as NOT_FOUND, and a missing reason as INVALID_INPUT', async () => {
    expect(await refusalOf(pause('999'))).toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await start();
    expect(await refusalOf(admin.request(CancelRunDocument, { input: { id, reason: ' x ' } }))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await admin.request(RunDocument, { id })).migrationRun?.status).toBe('QUEUED');
  });

  test('a run that is paused before a worker claims it does all of its work after resuming', async () => {
    const { id } = await start();
    expect(await pause(id)).toMatchObject({ status: 'PAUSED' });
    await engine.work(Number(id));
    expect(await database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
    await resume(id);
    await engine.work(Number(id));
    expect(await engine.report(Number(id))).toMatchObject({ status: 'SUCCEEDED', total: 10, counts: { changed: 10 } });
  });

  test('a run that is cancelled before a worker claims it writes nothing and counts nothing', async () => {
    const { id } = await start();
    const cancelled = await cancel(id);
    await engine.work(Number(id));
    expect(cancelled.counts).toMatchObject({ changed: 0, skipped: 0 });
    expectCountsToAddUp(numbers(cancelled));
    expect(await database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
  });

  test('of many executions started at the same time one starts, and all others are refused naming it', async () => {
    for (let round = 0; round < 5; round++) {
      const started = await Promise.allSettled(Array.from({ length: 8 }, () => start()));
      const won = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
      expect(won).toHaveLength(1);
      const lost = await Promise.all(
        started.flatMap((one) => (one.status === 'rejected' ? [refusalOf(Promise.reject(asError(one.reason)))] : [])),
      );
      for (const refusal of lost)
        expect(refusal).toMatchObject({
          code: 'CONFLICT',
          message: expect.stringContaining(`Run ${won[0]} is live`),
          details: { runId: won[0] },
        });
      await cancel(String(won[0]));
    }
    expect(await database.sql(`SELECT 1 FROM migration_runs`)).toHaveLength(5);
    expect(await database.sql(`SELECT 1 FROM platform_events WHERE event_type = 'migration_run_started'`)).toHaveLength(
      5,
    );
  });

  test.each(LIVE_STATUSES)(
    'a %s run keeps every other execution from starting, fresh, planned or resumed',
    async (status) => {
      const plan = await engine.run('DRY_RUN');
      const failed = await start();
      await database.sql(`UPDATE migration_runs SET status = 'FAILED' WHERE id = $1`, [failed.id]);
      const live = await start();
      await database.sql('UPDATE migration_runs SET status = $2 WHERE id = $1', [live.id, status]);
      for (const attempt of [start(), start({ source: { dryRunId: String(plan.run.id) } }), resume(failed.id)]) {
        expect(await refusalOf(attempt)).toMatchObject({
          code: 'CONFLICT',
          message: expect.stringContaining(`Run ${live.id} is live (${status}`),
          details: { runId: live.id },
        });
      }
      await database.sql(`UPDATE migration_runs SET status = 'SUCCEEDED' WHERE id = $1`, [live.id]);
      expect(await resume(failed.id)).toMatchObject({ status: 'RUNNING' });
    },
  );

  test('the unique index on live executions lists the same live statuses as the code', async () => {
    const [index] = await database.sql<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE indexname = 'migration_runs_one_live'`,
    );
    expect(index?.indexdef).toMatch(/^CREATE UNIQUE INDEX .*mode = 'EXECUTE'/);
    const statuses = [...(index?.indexdef.split('status = ANY')[1] ?? '').matchAll(/'([A-Z_]+)'/g)].map(
      (match) => match[1],
    );
    expect(statuses.sort()).toEqual([...LIVE_STATUSES].sort());
  });

  test('a plan is executed once, even if many clients execute it at the same time', async () => {
    const plan = await engine.run('DRY_RUN');
    const source = { dryRunId: String(plan.run.id) };
    const started = await Promise.allSettled(Array.from({ length: 6 }, () => start({ source })));
    const won = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(won).toHaveLength(1);
    await engine.work(Number(won[0]));
    const refusal = {
      code: 'CONFLICT',
      message: expect.stringContaining(`executed, by run ${won[0]}`),
      details: { runId: won[0] },
    };
    expect(await refusalOf(start({ source }))).toMatchObject(refusal);
    expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(10);

    // A cancelled execution counts too: it may have changed what was reviewed.
    const other = await engine.run('DRY_RUN');
    const { id } = await start({ source: { dryRunId: String(other.run.id) } });
    await cancel(id);
    expect(await refusalOf(start({ source: { dryRunId: String(other.run.id) } }))).toMatchObject({
      code: 'CONFLICT',
      details: { runId: id },
    });
  });

  test('only the plan of a completed dry run can be executed', async () => {
    const { id } = await start({ mode: 'DRY_RUN' });
    expect(await refusalOf(start({ source: { dryRunId: id } }))).toMatchObject({
      code: 'CONFLICT',
      details: { status: 'QUEUED' },
    });
    await cancel(id);
    expect(await refusalOf(start({ source: { dryRunId: id } }))).toMatchObject({
      code: 'CONFLICT',
      details: { status: 'CANCELLED' },
    });
    const executed = await start();
    expect(await refusalOf(start({ source: { dryRunId: executed.id } }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusalOf(start({ source: { dryRunId: '999' } }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a start repeated with its idempotency key returns the first run and starts no other', async () => {
    const input = {
      idempotencyKey: 'press once',
      source: { fresh: { trialDays: 9, organizationIds: ['1', '2'] } },
    } as const;
    const mutable = () => ({
      ...input,
      source: { fresh: { trialDays: 9, organizationIds: [...input.source.fresh.organizationIds] } },
    });
    const ids = (await Promise.all(Array.from({ length: 5 }, () => start(mutable())))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    await engine.work(Number(ids[0]));
    await engine.useRules([...RULES, rule('enabled_modules.Other', 'alpha')]);
    expect(await start(mutable())).toMatchObject({ id: ids[0], status: 'SUCCEEDED' });
    await engine.useRules(RULES);

    for (const other of [
      { source: { fresh: {} } },
      { reason: 'another reason' },
      { mode: 'DRY_RUN' },
      { errorBudgetPercent: 50 },
    ] as const) {
      expect(await refusalOf(start({ ...mutable(), ...other }))).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('idempotency key'),
        details: { runId: ids[0] },
      });
    }
    // Each admin has keys of their own: the same key of another admin starts another run.
    const other = await engine.start('DRY_RUN', {}, { idempotencyKey: 'press once' });
    expect(String(other)).not.toBe(ids[0]);
    expect(await database.sql(`SELECT 1 FROM migration_runs WHERE mode = 'EXECUTE'`)).toHaveLength(1);
  });

  test('a dry run that is paused and resumed writes to its own tables only', async () => {
    const before = await dumpTables(database, [
      'migration_runs',
      'migration_run_batches',
      'migration_run_organizations',
    ]);
    const { id } = await start({ mode: 'DRY_RUN' });
    await pause(id);
    await resume(id);
    await engine.work(Number(id));
    await until('the dry run has ended', async () => (await engine.report(Number(id))).status === 'SUCCEEDED');
    expect(
      await dumpTables(database, ['migration_runs', 'migration_run_batches', 'migration_run_organizations']),
    ).toEqual(before);
  });
});

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** All events without run, time and id, and without the ends of trials, which depend on the run's creation. */
async function eventLines(): Promise<readonly string[]> {
  const rows = await database.sql<{ line: string }>(
    `SELECT concat_ws(' ', org_id, event_type, actor_user_id, reason,
              regexp_replace((payload - 'runId')::text, '"trialExpiresAt": "[^"]+"', '"trialExpiresAt": "…"', 'g')
            ) AS line
     FROM entitlement_events ORDER BY 1`,
  );
  return rows.map(({ line }) => line);
}
