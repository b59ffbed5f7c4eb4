import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { openDatabase } from '../../src/database/database';
import { TimeLimit } from '../../src/database/time-limit';
import { readConfig } from '../../src/platform/config';
import { DatabaseProxy } from '../support/database-proxy';
import { ask, codesOf } from '../support/http';
import { until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded', { OPERATION_TIMEOUT_SECONDS: '1' });
  await database.addOrganizations([['CRM'], ['HR']]);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** Holds a table that an operation needs, as a migration of the product would. */
async function whileHeld<Result>(table: string, work: () => Promise<Result>): Promise<Result> {
  const holder = new Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return await work();
  } finally {
    await holder.end();
  }
}

const waiting = () =>
  database.sql(
    `SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
  );

test('an operation that waits for a lock is answered TIMEOUT, and leaves no statement behind', async () => {
  await whileHeld('portcullis.platform_events', async () => {
    const answer = await ask(server, '{ platformEvents { totalCount nodes { id } } }', { authorization });
    expect({ status: answer.status, codes: new Set(codesOf(answer)) }).toEqual({
      status: 200,
      codes: new Set(['TIMEOUT']),
    });
    expect(answer.errors[0]?.message).toBe('The operation took longer than 1 s and was ended. Ask for less at once.');
    await until('no statement waits', async () => (await waiting()).length === 0, 5);
  });
  expect((await ask(server, '{ platformEvents { totalCount } }', { authorization })).errors).toEqual([]);
});

test('operations end also where they hold all connections of the pool', async () => {
  await whileHeld('portcullis.platform_events', async () => {
    const answers = await Promise.all(
      Array.from({ length: 3 * database.config.poolSize }, (_, n) =>
        ask(server, `{ platformEvents(first: ${1 + (n % 100)}) { totalCount } }`, { authorization }),
      ),
    );
    expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['TIMEOUT']));
    await until('no statement waits', async () => (await waiting()).length === 0, 5);
  });
  expect((await ask(server, '{ platformEvents { totalCount } }', { authorization })).errors).toEqual([]);
});

test('a mutation that runs out of time is rolled back as a whole', async () => {
  const before = await database.sql('SELECT * FROM rollout');
  const mutation = `mutation { setOrganizationRollout(
      input: { organizationId: "1", mode: SHADOW, reason: "a test" }) {
    __typename } }`;
  await whileHeld('entitlement_events', async () => {
    expect(codesOf(await ask(server, mutation, { authorization }))).toEqual(['TIMEOUT']);
  });
  expect(await database.sql('SELECT * FROM organization_rollouts')).toEqual([]);
  expect(await database.sql('SELECT * FROM rollout')).toEqual(before);
  expect((await ask(server, mutation, { authorization })).errors).toEqual([]);
});

test('work in many short statements ends too, between two of them, and its transaction is rolled back', async () => {
  const { bounded } = new TimeLimit(database, 300);
  let statements = 0;
  const working = bounded.transaction(async (manager) => {
    await manager.query(`UPDATE organization_rollouts SET reason = 'never'`);
    for (;;) {
      await manager.query('SELECT pg_sleep(0.02)');
      statements++;
    }
  });
  await expect(working).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(statements).toBeGreaterThan(0);
  expect(await database.sql(`SELECT 1 FROM organization_rollouts WHERE reason = 'never'`)).toEqual([]);
  await expect(bounded.query('SELECT 1')).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(bounded).toBeInstanceOf(DataSource);
});

test("another operation's statement on the same connection is not cancelled", async () => {
  const { bounded } = new TimeLimit(database, 200);
  await bounded.query('SELECT 1');
  // All connections do something else when the time is over.
  const others = Array.from({ length: 10 }, () => database.dataSource.query('SELECT pg_sleep(1)'));
  await expect(Promise.all(others)).resolves.toHaveLength(10);
});

test('an operation ends also where its connection has fallen silent, and others go on over new ones', async () => {
  const proxy = await DatabaseProxy.start(database.url);
  const through = await openDatabase(
    readConfig({ ...process.env, DATABASE_URL: proxy.url, DATABASE_POOL_SIZE: '2', AUTH_JWT_SECRET: TEST_SECRET }),
  );
  try {
    await through.dataSource.query('SELECT 1');
    proxy.forget();
    const { bounded } = new TimeLimit(through, 300);
    await expect(bounded.query('SELECT 1')).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await through.dataSource.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  } finally {
    await through.close();
    await proxy.close();
  }
});

test('a process lives on where the connection breaks by which it cancels what is out of time', async () => {
  const proxy = await DatabaseProxy.start(database.url);
  const through = await openDatabase(
    readConfig({ ...process.env, DATABASE_URL: proxy.url, DATABASE_POOL_SIZE: '2', AUTH_JWT_SECRET: TEST_SECRET }),
  );
  try {
    proxy.breakAt('pg_cancel_backend');
    const { bounded } = new TimeLimit(through, 300);
    await expect(bounded.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await through.dataSource.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  } finally {
    await through.close();
    await proxy.close();
    await database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(60)%'`);
  }
});

test('work that is done in time is not disturbed', async () => {
  const { bounded } = new TimeLimit(database, 60_000);
  const rows: unknown = await bounded.transaction((manager) => manager.query('SELECT 1 AS n'));
  expect(rows).toEqual([{ n: 1 }]);
});
