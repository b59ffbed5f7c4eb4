import fc from 'fast-check';
import type { Change } from '../../src/domain/run/plan-changes';
import { publishPackages } from '../support/change-arbitraries';
import { type CliProcess, startCli } from '../support/cli-process';
import { loadSmallTaxonomy, putTenants, tenantArbitrary } from '../support/migration-arbitraries';
import { accessLines, expectCountsToAddUp, rule, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ORGANIZATIONS = 3_000;
const KILLS = 6;
/** The exit code of a run with organizations that failed or were held. */
const INCOMPLETE = 3;
const BATCH = { PORTCULLIS_BATCH_SIZE: '20' };
const EXECUTE = [
  'migrate',
  '--execute',
  '--yes',
  '--trial-days',
  '30',
  '--error-budget',
  '100',
  '--reason',
  'killed and resumed',
];

/** With a start, from which trials are counted: otherwise that is the time at which each batch is planned. */
const MOVE = [
  ...['change', 'package', 'small', '--all', '--hand-over', '--starts', '2026-01-01', '--allow-revocations'],
  ...['--execute', '--yes', '--reason', 'killed and resumed'],
];
const PACKAGES = `SELECT org_id, package_key, version, starts_at, ends_at, due_at, assigned_by, reason
  FROM organization_packages ORDER BY 1, 2`;

const databases: TestDatabase[] = [];
const processes: CliProcess[] = [];
let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;

beforeAll(async () => {
  const database = await putSmallMigration();
  const { code, stderr } = await cli(database, EXECUTE).exited;
  expect({ code, stderr }).toEqual({ code: INCOMPLETE, stderr: '' });
  undisturbed = await outcomeOf(database);
  expect(undisturbed.events.length).toBeGreaterThan(ORGANIZATIONS / 2);
  await cleanUp();
});

afterEach(cleanUp);

async function cleanUp(): Promise<void> {
  for (const { child, exited } of processes.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
  for (const database of databases.splice(0)) await database.close();
}

test('a run whose process is killed and resumed many times ends row for row like an undisturbed one', async () => {
  const killed = await putSmallMigration();
  await killAndResume(killed, EXECUTE, INCOMPLETE);
  expect(await outcomeOf(killed)).toEqual(undisturbed);
});

test('a change of packages whose process is killed and resumed many times does nothing twice', async () => {
  const [calm, killed] = [await putSmallMigration(), await putSmallMigration()];
  for (const database of [calm, killed]) await publishPackages(new RunEngine(database));
  const { code, stderr } = await cli(calm, MOVE).exited;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const expected = await outcomeOf(calm);
  expect(expected.events).toHaveLength(ORGANIZATIONS);
  await killAndResume(killed, MOVE, 0);
  expect(await outcomeOf(killed)).toEqual(expected);
  expect(await killed.sql(PACKAGES)).toEqual(await calm.sql(PACKAGES));
});

/** Kills the process of a run six times, each time at another point, resumes it, and waits for its end. */
async function killAndResume(killed: TestDatabase, command: readonly string[], ends: number): Promise<void> {
  const random = seeded(Date.now());
  let next = cli(killed, command);
  let kills = 0;
  let mark = 0;
  const reached: number[] = [];
  await until('the run has begun', async () => (await latestRun(killed)) !== null);
  while (kills < KILLS) {
    mark = Math.min(mark + Math.floor(random() * (ORGANIZATIONS / KILLS)), ORGANIZATIONS - 200);
    const running = next;
    let over = false;
    void running.exited.then(() => (over = true));
    await until(`${mark} organizations are done`, async () => over || (await processed(killed)) >= mark, 30);
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
    running.child.kill('SIGKILL');
    expect((await running.exited).signal).toBe('SIGKILL');
    kills++;
    reached.push(await processed(killed));
    mark = Math.max(mark, reached.at(-1) ?? 0);
    await until('its sessions have ended', async () => (await otherSessions(killed)) === 0);
    expect(await killed.sql(HALF_DONE)).toEqual([]);
    next = cli(killed, ['runs', 'resume', String(await latestRun(killed))]);
  }
  const resumed = await next.exited;
  expect({ code: resumed.code, reached, stderr: resumed.stderr }).toEqual({ code: ends, reached, stderr: '' });
  expect(new Set(reached).size).toBeGreaterThan(3);
}

test('Ctrl-C pauses the run after the current batch, prints how to resume it, and loses nothing', async () => {
  const interrupted = await putSmallMigration();
  const running = cli(interrupted, EXECUTE);
  await until('the run is at work', async () => (await processed(interrupted)) >= 200, 30);
  running.child.kill('SIGINT');
  const exit = await running.exited;
  const id = String(await latestRun(interrupted));
  expect(exit).toMatchObject({ code: 130, signal: null, stderr: '' });
  expect(exit.stdout).toContain(`portcullis runs resume ${id}`);
  const engine = new RunEngine(interrupted);
  const paused = await engine.report(Number(id));
  expect(paused.status).toBe('PAUSED');
  expect(paused.processed).toBeGreaterThanOrEqual(200);
  expect(paused.processed).toBeLessThan(ORGANIZATIONS);
  expect(await interrupted.sql(HALF_DONE)).toEqual([]);

  const resumed = await cli(interrupted, ['runs', 'resume', id]).exited;
  expect(resumed).toMatchObject({ code: INCOMPLETE, stderr: '' });
  expect(await outcomeOf(interrupted)).toEqual(undisturbed);
});

test('two processes that work on one run repeat nothing and leave nothing out', async () => {
  const shared = await putSmallMigration();
  // The rate keeps the first from completing the run before the second has started.
  const first = cli(shared, [...EXECUTE, '--max-rate', '25']);
  await until('the first is at work', async () => (await processed(shared)) > 0, 30);
  const second = cli(shared, ['runs', 'resume', String(await latestRun(shared))]);
  // At this rate the first may win every turn. The second has started once it prints the run's progress.
  await until('the second is at work', async () => /\d+ of \d+ organizations/.test(second.printed()), 30);
  expect(await processed(shared)).toBeLessThan(ORGANIZATIONS / 2);
  await shared.sql('UPDATE migration_runs SET max_rate = NULL');
  const codes = (await Promise.all([first.exited, second.exited])).map(({ code }) => code);
  expect(codes).toEqual([INCOMPLETE, INCOMPLETE]);
  expect(await shared.sql(`SELECT DISTINCT split_part(worker, '#', 1) FROM migration_run_batches`)).toHaveLength(2);
  expect(await outcomeOf(shared)).toEqual(undisturbed);
});

/** Finds organizations whose entitlements, journal and events do not match. At every moment there must be none. */
const HALF_DONE = `
  SELECT org_id, outcome, events, w.org_id AS written FROM migration_run_organizations j
  FULL JOIN (SELECT unnest(organization_ids) AS org_id FROM migration_run_batches WHERE status = 'DONE') b
    USING (org_id)
  FULL JOIN (SELECT org_id, count(*) AS events FROM entitlement_events GROUP BY org_id) e USING (org_id)
  FULL JOIN (SELECT DISTINCT org_id FROM org_entitlements WHERE updated_at > '2020-01-01') w USING (org_id)
  WHERE j.org_id IS NULL OR b.org_id IS NULL OR coalesce(e.events, 0) <> CASE j.outcome WHEN 'CHANGED' THEN 1 ELSE 0 END
     OR (w.org_id IS NOT NULL AND j.outcome <> 'CHANGED')`;

const TENANTS = fc.sample(tenantArbitrary, { seed: 42, numRuns: ORGANIZATIONS });
const RULES = [
  rule('enabled_modules.CRM', 'alpha'),
  rule('enabled_modules.HR', 'beta/one', 'trial'),
  rule('route_access.leads', 'alpha/two'),
  rule('enabled_modules.Order Book', 'gamma', 'trial'),
];

/** A database with the same organizations each time, in every shape and with rows of every kind. */
async function putSmallMigration(): Promise<TestDatabase> {
  const database = await createTestDatabase('schema');
  databases.push(database);
  await loadSmallTaxonomy(database);
  await new RunEngine(database).useRules(RULES);
  await putTenants(database, TENANTS);
  await database.sql(`UPDATE org_entitlements SET created_at = '2020-01-01', updated_at = '2020-01-01'`);
  return database;
}

function cli(database: TestDatabase, args: readonly string[]): CliProcess {
  const started = startCli(database, args, BATCH);
  processes.push(started);
  return started;
}

async function latestRun(database: TestDatabase): Promise<number | null> {
  const [row] = await database.sql<{ id: number | null }>('SELECT max(id) AS id FROM migration_runs');
  return row?.id ?? null;
}

async function processed(database: TestDatabase): Promise<number> {
  const [row] = await database.sql<{ n: number }>(
    `SELECT coalesce(sum(cardinality(organization_ids)), 0)::int AS n FROM migration_run_batches WHERE status = 'DONE'`,
  );
  return row?.n ?? 0;
}

async function otherSessions(database: TestDatabase): Promise<number> {
  const rows = await database.sql(
    `SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`,
  );
  return rows.length;
}

/** What a run left, without ids and times. Trials end a number of days after the run's creation. */
async function outcomeOf(database: TestDatabase) {
  const id = await latestRun(database);
  const report = await new RunEngine(database).report(id ?? 0);
  expectCountsToAddUp(report);
  const newTrial = new Date(report.run.createdAt.getTime() + 30 * 86_400_000).toISOString();
  const withoutTimes = (value: unknown) => JSON.stringify(value).replaceAll(newTrial, 'the end of a new trial');
  const inOrder = (changes: readonly Change[]) => changes.map(withoutTimes).sort();
  const events = await database.sql<{ line: string; changes: readonly Change[] }>(
    `SELECT concat_ws(' ', org_id, event_type, actor_user_id, reason, payload - 'runId' - 'changes') AS line,
            payload -> 'changes' AS changes
     FROM entitlement_events ORDER BY org_id, id`,
  );
  return {
    status: report.status,
    counts: report.counts,
    total: report.total,
    access: await accessLines(database, id),
    journal: report.journal.map(({ runId: _, changes, ...entry }) => ({ ...entry, changes: inOrder(changes) })),
    events: events.map(({ line, changes }) => [line, ...inOrder(changes)]),
  };
}

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
