import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { ChangeLine } from '../../src/database/change-line';
import { openEntitlements } from '../../src/open-entitlements';
import { type ClockReport, clockReporter, type LineReport, reportLine } from '../../src/store/line-reports';
import { DatabaseProxy } from '../support/database-proxy';
import { DeafProxy } from '../support/deaf-proxy';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const HEARTBEAT = 'portcullis-heartbeat';
const LISTENER = 'portcullis-listener';

let database: TestDatabase;
/** What to clean up, the last item first. */
const cleaning: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
afterAll(() => database.close());

function lineAt(listen: string, changes = database.url) {
  const heard: string[] = [];
  let restored = 0;
  const line = new ChangeLine({ listen, changes }, 'changes', {
    onChange: (payload) => heard.push(payload),
    onRestored: () => restored++,
  });
  cleaning.push(() => line.close());
  return { line, heard, restored: () => restored };
}

const change = (payload: string) => database.sql('SELECT pg_notify($1, $2)', ['changes', payload]);

async function deafProxy(): Promise<DeafProxy> {
  const proxy = await DeafProxy.start(database.url);
  cleaning.push(() => proxy.close());
  return proxy;
}

async function databaseProxy(): Promise<DatabaseProxy> {
  const proxy = await DatabaseProxy.start(database.url);
  cleaning.push(() => proxy.close());
  return proxy;
}

test('a session that hears only what it sends itself is not taken for a line that hears of changes', async () => {
  const deaf = await deafProxy();
  // A heartbeat over the listening connection would come back.
  const session = new Client({ connectionString: deaf.url });
  cleaning.push(() => session.end());
  const own: unknown[] = [];
  session.on('notification', ({ payload }) => own.push(payload));
  await session.connect();
  await session.query('LISTEN changes');
  await session.query(`SELECT pg_notify('changes', 'own')`);
  await change('of another');
  await session.query('SELECT 1');
  expect(own).toEqual(['own']);

  const { line, heard } = lineAt(deaf.url);
  for (let looked = 0; looked < 15; looked++) {
    expect(line.isUp).toBe(false);
    await delay(200);
  }
  expect(line.trouble).toBe('UNHEARD');
  await change('unheard');
  await delay(100);
  expect(heard).toEqual([]);
});

test('a line measures how far the clock of its process is off, with each heartbeat', async () => {
  let ahead = -7_200_000;
  const handlers = { onChange: () => undefined, onRestored: () => undefined };
  const addresses = { listen: database.url, changes: database.url };
  const line = new ChangeLine(addresses, 'changes', handlers, () => Date.now() + ahead);
  cleaning.push(() => line.close());
  const reports: ClockReport[] = [];
  const report = clockReporter(line, (one) => reports.push(one));
  expect(line.clockOffsetMs).toBeNull();
  await until('the clock was measured', () => line.clockOffsetMs !== null);
  expect(Math.round((line.clockOffsetMs ?? 0) / 10_000)).toBe(-720);
  report();
  report();
  ahead = 0;
  await until('the clock is right', () => line.clockOffsetMs === 0);
  report();
  expect(reports).toEqual([
    { isOff: true, message: expect.stringContaining("seconds behind the database's") },
    { isOff: false, message: "the clock of this machine agrees with the database's again" },
  ]);
});

test('a line that listens on another database than the one where changes are made is down', async () => {
  const other = await createTestDatabase();
  cleaning.push(() => other.close());
  const { line } = lineAt(other.url);
  await until('it is known why', () => line.trouble === 'UNHEARD');
  await line.untilUp(3_000);
  expect({ isUp: line.isUp, trouble: line.trouble }).toEqual({ isUp: false, trouble: 'UNHEARD' });
});

test('a line that no notification reaches is down within two seconds, and drops all when it is up again', async () => {
  const proxy = await databaseProxy();
  const { line, heard, restored } = lineAt(proxy.url);
  await line.untilUp(5_000);
  expect({ isUp: line.isUp, restored: restored() }).toEqual({ isUp: true, restored: 1 });
  await change('first');
  await until('it is heard', () => heard.includes('first'));
  proxy.silence(LISTENER);
  await delay(2_000);
  expect(line.isUp).toBe(false);
  await change('missed');
  await delay(100);
  proxy.silence(null);
  await line.untilUp(15_000);
  expect({ isUp: line.isUp, restored: restored(), trouble: line.trouble }).toEqual({
    isUp: true,
    restored: 2,
    trouble: null,
  });
  await change('last');
  await until('it is heard', () => heard.includes('last'));
  expect(heard).toEqual(['first', 'last']);
});

test('a line is down while heartbeats cannot be sent, and up again by itself', async () => {
  const proxy = await databaseProxy();
  const { line } = lineAt(database.url, proxy.url);
  await line.untilUp(5_000);
  proxy.silence(HEARTBEAT);
  await delay(2_000);
  expect(line.isUp).toBe(false);
  await until('it is known why', () => line.trouble === 'UNREACHABLE');
  proxy.silence(null);
  await line.untilUp(15_000);
  expect(line.isUp).toBe(true);
});

test('a process that was kept from running keeps its line, and says nothing of a pooler', async () => {
  const { line, restored } = lineAt(database.url);
  await line.untilUp(5_000);
  const reports: LineReport[] = [];
  const addresses = { direct: { hosts: [] }, changes: { hosts: [] } };
  const stop = reportLine(line, addresses, (one) => reports.push(one));
  for (let times = 0; times < 3; times++) {
    // Nothing of this process runs for longer than a heartbeat may take.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_600);
    await line.untilUp(1_500);
    await delay(300);
  }
  await delay(1_500);
  stop();
  expect(reports).toEqual([]);
  expect({ isUp: line.isUp, again: restored() > 1 }).toEqual({ isUp: true, again: true });
});

test('a line whose heartbeat arrived, and only its answer was lost, comes up again by itself', async () => {
  const proxy = await databaseProxy();
  const { line } = lineAt(database.url, proxy.url);
  await line.untilUp(5_000);
  proxy.mute(HEARTBEAT);
  await until('no heartbeat is sent any more', () => !line.isUp);
  proxy.mute(null);
  await line.untilUp(15_000);
  expect(line.isUp).toBe(true);
});

test('a heartbeat connection that the database ended is opened again before the line is down', async () => {
  const { line, restored } = lineAt(database.url);
  await line.untilUp(5_000);
  const ended = await database.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = $1 AND datname = current_database()`,
    [HEARTBEAT],
  );
  expect(ended).toHaveLength(1);
  await delay(3_000);
  expect({ isUp: line.isUp, restored: restored() }).toEqual({ isUp: true, restored: 1 });
});

test('an application is told that a pooler keeps changes from it, and which setting would be right', async () => {
  const deaf = await deafProxy();
  const errors: unknown[] = [];
  const entitlements = await openEntitlements({
    environment: { DATABASE_URL: deaf.url },
    onError: (error) => errors.push(error),
    countChecks: false,
  });
  cleaning.push(() => entitlements.close());
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'CONFLICT',
      message: expect.stringMatching(
        new RegExp(
          `caches nothing: what is sent through DATABASE_URL \\(${new URL(deaf.url).host}\\).*Set DATABASE_DIRECT_URL`,
        ),
      ),
    }),
  ]);
});

test('a role that may not ask for positions in the log hears of changes, where there are no replicas', async () => {
  const functions = ['pg_control_system()', 'pg_current_wal_insert_lsn()', 'pg_last_wal_replay_lsn()'];
  const role = `plain_${database.name}`;
  await database.sql(
    `CREATE ROLE "${role}" LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public, portcullis TO "${role}";
     GRANT SELECT ON ALL TABLES IN SCHEMA public, portcullis TO "${role}";
     ${functions.map((name) => `REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`).join('; ')}`,
  );
  try {
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    const errors: unknown[] = [];
    const entitlements = await openEntitlements({
      environment: { DATABASE_URL: url.href },
      onError: (error) => errors.push(error),
      countChecks: false,
    });
    const decisions = await entitlements.loadDecisions([{ organizationId: '1', module: 'sales', submodule: null }]);
    await entitlements.close();
    expect(decisions).toMatchObject([{ reason: 'ORGANIZATION_NOT_FOUND' }]);
    expect(errors).toEqual([]);
    const { line } = lineAt(url.href, url.href);
    await line.untilUp(5_000);
    expect(line.isUp).toBe(true);
  } finally {
    await database.sql(
      `${functions.map((name) => `GRANT EXECUTE ON FUNCTION ${name} TO PUBLIC`).join('; ')};
       DROP OWNED BY "${role}"; DROP ROLE "${role}"`,
    );
  }
});
