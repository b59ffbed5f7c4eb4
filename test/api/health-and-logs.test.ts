import { Writable } from 'node:stream';
import { Client } from 'pg';
import pino from 'pino';
import { z } from 'zod';
import { openDatabase } from '../../src/database/database';
import { readConfig } from '../../src/platform/config';
import { type RunningServer, startServer } from '../../src/server/server';
import { DatabaseProxy } from '../support/database-proxy';
import { onServer } from '../support/database-server';
import { ask, codesOf, send } from '../support/http';
import { patiently } from '../support/patience';
import { until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const PASSWORD = 'hunter2-correct-horse';

let database: TestDatabase;
let server: RunningServer;
let authorization: string;
const logged: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  // This logger redacts nothing: a secret must not even be passed to it.
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  server = await startServer(database.config, database, pino({ level: 'trace' }, stream));
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const logEntry = z.looseObject({
  errorId: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
  operation: z.string().nullish(),
  actor: z.string().nullish(),
});
const entries = () => logged.map((line) => logEntry.parse(JSON.parse(line)));

/** Breaks the schema during the work. */
async function withoutTable(table: string, work: () => Promise<void>): Promise<void> {
  await database.sql(`ALTER TABLE ${table} RENAME TO gone_astray`);
  try {
    await work();
  } finally {
    await database.sql(`ALTER TABLE gone_astray RENAME TO ${table}`);
  }
}

describe('an internal error', () => {
  test('shows the client only an id, under which the log has the cause', async () => {
    await withoutTable('modules', async () => {
      const answer = await ask(server, '{ viewer { id } modules { key } }', { authorization });
      expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
      const [error] = answer.errors;
      expect(error?.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(error?.message).toContain(error?.id);
      expect(error?.path).toEqual(['modules']);
      expect(answer.text).not.toMatch(
        /relation|does not exist|gone_astray|SELECT|QueryFailed|stack|node_modules|\.ts\b/i,
      );
      const found = entries().find(({ errorId }) => errorId === error?.id);
      expect(found?.err?.message).toContain('relation "modules" does not exist');
    });
  });

  test('has an id of its own, and the server keeps answering', async () => {
    await withoutTable('mappings', async () => {
      const answer = await ask(server, '{ a: mapping(id: "x") { id } b: mapping(id: "y") { id } }', { authorization });
      expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR']);
      expect(new Set(answer.errors.map(({ id }) => id)).size).toBe(2);
    });
    expect(await ask(server, '{ mappings { id } }', { authorization })).toMatchObject({ status: 200, errors: [] });
  });

  test('in a mutation leaves nothing half done', async () => {
    await withoutTable('platform_events', async () => {
      const answer = await ask(
        server,
        `mutation { startMigrationRun(input: { mode: EXECUTE, source: { fresh: {} }, reason: "a test" }) {
          migrationRun { id } } }`,
        { authorization },
      );
      expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    });
    expect(await database.sql('SELECT 1 FROM migration_runs')).toHaveLength(0);
  });
});

describe('the log', () => {
  test('has one line for each operation, with the actor', async () => {
    await ask(server, 'query WhoAmI { viewer { id } }', { authorization });
    expect(entries().filter(({ operation }) => operation === 'WhoAmI')).toMatchObject([
      { actor: 'tester', role: 'SUPER_ADMIN', errors: 0, ms: expect.any(Number) },
    ]);
  });

  test('holds no token, secret or password, even when requests fail', async () => {
    const secretReason = 'do not repeat 4711';
    const tokens = [
      authorization,
      await bearer({ sub: 'x', role: 'ROOT' }),
      await bearer(GOOD_CLAIMS, { expiresIn: '-1m' }),
      'Bearer not-a-token-7ac1',
    ];
    for (const token of tokens) {
      await ask(server, '{ viewer { id } }', { authorization: token });
      await ask(server, '{ nonsense', { authorization: token });
      await ask(server, 'query ($s: String) { organizations(search: $s) { nodes { id } } }', {
        authorization: token,
        variables: { s: secretReason },
      });
      await withoutTable('organizations', async () => {
        await ask(server, '{ organization(id: 1) { id } viewer { organization { id } } }', { authorization: token });
      });
      await send(`${server.url}/graphql`, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json', authorization: token },
      });
    }
    const log = logged.join('');
    for (const token of tokens) expect(log).not.toContain(token.replace('Bearer ', ''));
    expect(log).not.toContain(TEST_SECRET);
    expect(log).not.toContain(secretReason);
    const { password } = new URL(database.url);
    if (password !== '') expect(log).not.toContain(password);
  });

  test('names a database that cannot be reached, without its password', async () => {
    const config = readConfig({ DATABASE_URL: `postgres://someone:${PASSWORD}@127.0.0.1:1/product` });
    const failure = await openDatabase(config).then(
      () => 'connected',
      (error: unknown) => String(error),
    );
    expect(failure).toContain("Cannot connect to the database 'product' at 127.0.0.1:1");
    expect(failure).not.toContain(PASSWORD);
  });
});

describe('the health endpoints', () => {
  test('report alive and ready without a token', async () => {
    for (const path of ['live', 'ready']) {
      const answer = await send(`${server.url}/health/${path}`);
      expect({ path, status: answer.status, text: answer.text }).toEqual({
        path,
        status: 200,
        text: '{"status":"ok"}',
      });
    }
  });

  test('report alive but not ready while database migrations are pending', async () => {
    const rows = await database.sql<{ timestamp: string; name: string }>(
      'DELETE FROM portcullis_migrations RETURNING timestamp, name',
    );
    expect(await send(`${server.url}/health/ready`)).toMatchObject({
      status: 503,
      text: '{"status":"unavailable","reason":"migrations are pending"}',
    });
    expect((await send(`${server.url}/health/live`)).status).toBe(200);
    const [deleted] = z.tuple([z.array(z.object({ timestamp: z.string(), name: z.string() })), z.number()]).parse(rows);
    for (const { timestamp, name } of deleted)
      await database.sql('INSERT INTO portcullis_migrations (timestamp, name) VALUES ($1, $2)', [timestamp, name]);
    expect((await send(`${server.url}/health/ready`)).status).toBe(200);
  });

  test('report within seconds that a database hangs, however often they are asked', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE portcullis.portcullis_tables IN ACCESS EXCLUSIVE MODE');
      const begun = performance.now();
      const answers = await Promise.all(Array.from({ length: 30 }, () => send(`${server.url}/health/ready`)));
      expect(performance.now() - begun).toBeLessThan(patiently(8_000));
      expect(new Set(answers.map(({ text }) => text))).toEqual(
        new Set(['{"status":"unavailable","reason":"the database does not answer"}']),
      );
      const waiting = await database.sql(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeLessThanOrEqual(1);
    } finally {
      await holder.end();
    }
    await until('it is ready again', async () => (await send(`${server.url}/health/ready`)).status === 200);
  });

  test('report ready again once a new connection is answered, though those before are silent for ever', async () => {
    const proxy = await DatabaseProxy.start(database.url);
    const config = readConfig({
      DATABASE_URL: proxy.url,
      AUTH_JWT_SECRET: TEST_SECRET,
      PORT: '0',
      LOG_LEVEL: 'silent',
    });
    const opened = await openDatabase(config);
    const other = await startServer(config, opened, pino({ level: 'silent' }));
    try {
      expect((await send(`${other.url}/health/ready`)).status).toBe(200);
      proxy.forget();
      await until('it is ready', async () => (await send(`${other.url}/health/ready`)).status === 200);
    } finally {
      await proxy.close();
      await other.close();
      await opened.close();
    }
  });

  test('report alive but not ready without the database, and do not name its address', async () => {
    const doomed = await createTestDatabase();
    const other = await startTestServer(doomed, { worker: false });
    try {
      await onServer((query) => query(`DROP DATABASE "${doomed.name}" WITH (FORCE)`));
      const ready = await send(`${other.url}/health/ready`);
      expect(ready).toMatchObject({
        status: 503,
        text: '{"status":"unavailable","reason":"the database does not answer"}',
      });
      expect((await send(`${other.url}/health/live`)).status).toBe(200);
      expect(codesOf(await ask(other, '{ modules { key } }', { authorization }))).toEqual(['INTERNAL_SERVER_ERROR']);
    } finally {
      await other.close();
      await doomed.close();
    }
  });
});
