import { z } from 'zod';
import { openDatabase } from '../../src/database/database';
import { readConfig } from '../../src/platform/config';
import { createLogger } from '../../src/platform/logger';
import { type RunningServer, startServer } from '../../src/server/server';
import { portcullis } from '../support/command';
import { onServer } from '../support/database-server';
import { ask, send } from '../support/http';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

jest.setTimeout(120_000);

const CLIENTS = 60;
const ROUNDS = 10;
const ORGANIZATIONS = 30;

let database: TestDatabase;
let role: string;
let url: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.addOrganizations(Array.from({ length: ORGANIZATIONS }, () => ['CRM']));
  role = `few_${database.name}`;
  await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x' CONNECTION LIMIT 5`));
  await database.sql(
    `GRANT pg_read_all_data, pg_write_all_data TO "${role}";
     GRANT EXECUTE ON FUNCTION portcullis.make_partition(text, text) TO "${role}"`,
  );
  const address = new URL(database.url);
  address.username = role;
  address.password = 'x';
  url = address.href;
});
afterEach(async () => {
  await database.sql(`DROP OWNED BY "${role}"`);
  await onServer((query) => query(`DROP ROLE "${role}"`));
  await database.close();
});

const limit = (connections: number) =>
  onServer((query) => query(`ALTER ROLE "${role}" CONNECTION LIMIT ${connections}`));

async function withServer(work: (server: RunningServer) => Promise<void>): Promise<void> {
  // Nothing is kept, so that each check asks the database.
  const config = readConfig({
    DATABASE_URL: url,
    DATABASE_POOL_SIZE: '10',
    PORTCULLIS_CACHE_SIZE: '0',
    AUTH_JWT_SECRET: TEST_SECRET,
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  const opened = await openDatabase(config);
  try {
    const server = await startServer(config, opened, createLogger(config));
    await work(server).finally(() => server.close());
  } finally {
    await opened.close();
  }
}

const answered = z.object({
  checkEntitlements: z.array(z.object({ allowed: z.boolean(), reason: z.string() })),
});

async function check(server: Pick<RunningServer, 'url'>, authorization: string, organizationId: string) {
  const { data } = await ask(
    server,
    'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed reason } }',
    { authorization, variables: { checks: [{ organizationId, moduleKey: 'sales' }] } },
  );
  return answered.parse(data).checkEntitlements[0];
}

test('a role with fewer connections than the pool denies nobody: requests wait for those that there are', async () => {
  const authorization = await bearer(GOOD_CLAIMS);
  await withServer(async (server) => {
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const own = [];
        for (let round = 0; round < ROUNDS; round++)
          own.push(await check(server, authorization, String(((client + round) % ORGANIZATIONS) + 1)));
        return own;
      }),
    );
    const reasons = answers.flat().filter((answer) => answer?.allowed !== true);
    expect(reasons).toEqual([]);
    const ready = await send(`${server.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(ready.text).toMatch(/"warnings":\["the database gives only \d connections, fewer than DATABASE_POOL_SIZE/);
    expect(valueOf(await scrape(server), 'portcullis_database_connections', { state: 'allowed' })).toBeLessThan(10);
    await limit(-1);
    await until(
      'the pool has as many connections as it wants',
      async () => {
        await Promise.all(Array.from({ length: 30 }, () => check(server, authorization, '1')));
        return (await send(`${server.url}/health/ready`)).text === '{"status":"ok"}';
      },
      60,
    );
  });
});

test('a busy pool gives a connection back to the line for changes, without which nothing is kept', async () => {
  const authorization = await bearer(GOOD_CLAIMS);
  await withServer(async (server) => {
    const isUp = async () => valueOf(await scrape(server), 'portcullis_change_line_up') === 1;
    await until('the line is up', isUp, 30);
    let busy = true;
    const clients = Array.from({ length: 20 }, async () => {
      while (busy) expect(await check(server, authorization, '1')).toMatchObject({ allowed: true });
    });
    try {
      await limit(-1);
      await until('the pool has grown', async () => {
        const total = valueOf(await scrape(server), 'portcullis_database_connections', { state: 'total' });
        return (total ?? 0) >= 5;
      });
      await limit(5);
      await database.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = $1 AND application_name IN ('portcullis-listener', 'portcullis-heartbeat')`,
        [role],
      );
      await until('the line is down', async () => !(await isUp()), 30);
      await until('the line is up again', isUp, 60);
    } finally {
      busy = false;
      await Promise.all(clients);
    }
  });
});

test('a role without a free connection is told in one sentence what to do', async () => {
  await limit(0);
  const { code, stderr } = await portcullis(['runs', 'list'], { env: { DATABASE_URL: url } });
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
  expect(stderr).toContain('allows no more connections: raise that limit (ALTER ROLE … CONNECTION LIMIT');
});

test('a role with three connections completes an execution', async () => {
  await limit(3);
  const env = { DATABASE_URL: url, PORTCULLIS_BATCH_SIZE: '5' };
  const { code, stdout } = await portcullis(['migrate', '--execute', '--yes'], { env });
  expect([code, stdout]).toEqual([0, expect.stringContaining('Status: SUCCEEDED')]);
});
