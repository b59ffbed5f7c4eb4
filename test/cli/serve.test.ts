import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { portcullis } from '../support/command';
import { ask, send } from '../support/http';
import { patiently } from '../support/patience';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR']]);
});

afterAll(() => database.close());

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  DATABASE_URL: database.url,
  AUTH_JWT_SECRET: TEST_SECRET,
  PORT: '0',
  ...more,
});
const mint = async (...args: readonly string[]) =>
  `Bearer ${(await portcullis(['token', ...args], { env: environment() })).stdout.trim()}`;

describe('portcullis serve', () => {
  test('starts, answers, works on runs, and logs in JSON lines without a token or password', async () => {
    const { url, child, output, ended } = await serve(environment({ LOG_LEVEL: 'debug' }));
    const authorization = await mint('--role', 'SUPER_ADMIN');
    expect(
      await ask({ url }, '{ viewer { role } instance { databaseName environment } }', { authorization }),
    ).toMatchObject({
      status: 200,
      data: { viewer: { role: 'SUPER_ADMIN' }, instance: { databaseName: database.name, environment: 'development' } },
    });
    expect((await send(`${url}/health/ready`)).status).toBe(200);
    await ask(
      { url },
      `mutation {
        startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) { migrationRun { id } }
      }`,
      { authorization },
    );
    const status = async () => (await database.sql<{ status: string }>('SELECT status FROM migration_runs'))[0]?.status;
    while ((await status()) !== 'SUCCEEDED') await delay(50);

    child.kill('SIGTERM');
    await ended;
    expect(child.exitCode).toBe(0);
    const { stdout, stderr } = output();
    expect(stderr).toBe('');
    for (const line of stdout.trim().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
    expect(stdout).not.toContain(authorization.replace('Bearer ', ''));
    expect(stdout).not.toContain(TEST_SECRET);
    expect(stdout).toContain('"actor":"cli:');
    const { password } = new URL(database.url);
    if (password !== '') expect(stdout).not.toContain(password);
  });

  test('answers the running request when it is stopped, and accepts no more', async () => {
    const { url, child, ended } = await serve(environment());
    const authorization = await mint('--role', 'SUPER_ADMIN');
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE modules IN ACCESS EXCLUSIVE MODE');
    const running = ask({ url }, '{ modules { key } }', { authorization });
    await delay(300);
    child.kill('SIGTERM');
    await delay(500);
    expect(child.exitCode).toBeNull();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    await blocker.query('COMMIT');
    await blocker.end();
    expect(await running).toMatchObject({ status: 200, errors: [] });
    const answered = Date.now();
    await ended;
    expect(child.exitCode).toBe(0);
    // The client keeps its connection alive; waiting for that would delay every deployment.
    expect(Date.now() - answered).toBeLessThan(patiently(5_000));
  });

  test('refuses to start without a key or an up-to-date schema, in one line', async () => {
    const noKey = await portcullis(['serve'], { env: { DATABASE_URL: database.url, PORT: '0' } });
    expect(noKey.code).toBe(2);
    expect(noKey.stderr).toBe(
      'INVALID_INPUT: Set AUTH_JWT_SECRET (32 bytes or more), AUTH_JWKS_URL or AUTH_OIDC_ISSUER: ' +
        'a key is needed to verify tokens.\n',
    );
    const pending = await createTestDatabase('schema');
    try {
      await pending.sql('DELETE FROM portcullis_migrations');
      const result = await portcullis(['serve'], { env: environment({ DATABASE_URL: pending.url }) });
      expect(result.code).toBe(1);
      expect(result.stderr).toContain("is not up to date: run 'portcullis db migrate'");
    } finally {
      await pending.close();
    }
  });

  test('reports a port that is taken', async () => {
    const { url, child, ended } = await serve(environment());
    const result = await portcullis(['serve'], { env: environment({ PORT: new URL(url).port }) });
    child.kill('SIGTERM');
    await ended;
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^listen EADDRINUSE/);
  });
});
