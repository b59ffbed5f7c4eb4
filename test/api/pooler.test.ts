import { z } from 'zod';
import { portcullis, startPortcullis } from '../support/command';
import { ask } from '../support/http';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { serve, type Serving } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const ORGANIZATIONS = 200;

/** A product's whole way behind PgBouncer in transaction mode, with fewer sessions of the server than clients. */
describeWithPgBouncer('behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: PgBouncer;
  let authorization: string;
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, index) => String(index + 1));
  /** What to clean up, the last item first. */
  const cleaning: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('empty');
    cleaning.push(() => database.close());
    pooler = await PgBouncer.start(database.url, 'transaction', 'default_pool_size = 6');
    cleaning.push(() => pooler.close());
    await database.sql('CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb)');
    await database.sql(
      `INSERT INTO organizations SELECT n, 'Organization ' || n, '["CRM", "HR"]' FROM generate_series(1, $1) n`,
      [ORGANIZATIONS],
    );
    authorization = await bearer(GOOD_CLAIMS);
  });
  afterAll(async () => {
    for (const clean of cleaning.reverse()) await clean();
  });

  const environment = (direct: boolean) => ({
    DATABASE_URL: pooler.url,
    ...(direct && { DATABASE_DIRECT_URL: database.url }),
    AUTH_JWT_SECRET: TEST_SECRET,
    NODE_ENV: 'test',
    PORT: '0',
  });

  async function must(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await portcullis(args, { env: environment(true) });
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return stdout;
  }

  async function startServer(direct: boolean): Promise<Serving> {
    const serving = await serve(environment(direct));
    cleaning.push(() => {
      serving.child.kill('SIGTERM');
      return serving.ended;
    });
    return serving;
  }

  const answered = z.object({ checkEntitlements: z.array(z.object({ allowed: z.boolean() })) });

  /** Which of the organizations a server allows to use a module. */
  async function allowed(server: Serving, moduleKey: string, asked = organizations): Promise<readonly string[]> {
    const query = 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }';
    const checks = asked.map((organizationId) => ({ organizationId, moduleKey }));
    const { data } = await ask(server, query, { authorization, variables: { checks } });
    const found = answered.parse(data).checkEntitlements;
    return asked.filter((_, index) => found[index]?.allowed);
  }

  test('the whole migration goes as without it, though two workers share its sessions', async () => {
    await must('db', 'migrate');
    await must('seed');
    const workers = [1, 2].map(() => startPortcullis(['worker', '--workers', '2'], { env: environment(true) }));
    try {
      expect(await must('migrate', '--execute', '--yes')).toContain('Status: SUCCEEDED');
      expect(await must('verify')).toContain('Result: PASS');
      expect(await must('parity')).toMatch(/no difference/i);
    } finally {
      for (const { child } of workers) {
        child.kill('SIGTERM');
        await new Promise((resolve) => child.once('close', resolve));
      }
    }
    await must('rollout', 'set', 'ENFORCE', '--reason', 'a test', '--acknowledge-unchecked-readings');
    // A lock of a session would stay with whichever client gets that session next.
    const locks = await database.sql(
      `SELECT * FROM pg_locks WHERE locktype = 'advisory'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    expect(locks).toEqual([]);
  });

  test('a server with DATABASE_DIRECT_URL hears of each of 200 revocations, an override and the way back', async () => {
    const server = await startServer(true);
    expect(valueOf(await scrape(server), 'portcullis_change_line_up')).toBe(1);
    expect(server.output().stdout).not.toContain('caches nothing');
    expect(await allowed(server, 'hr')).toEqual(organizations);
    for (const organization of organizations) {
      await database.sql(
        `DELETE FROM org_entitlements WHERE org_id = $1
         AND module_id = (SELECT id FROM modules WHERE module_key = 'hr')`,
        [organization],
      );
      await until(
        `the revocation of ${organization} is heard`,
        async () => (await allowed(server, 'hr', [organization])).length === 0,
        5,
      );
    }
    expect(await allowed(server, 'hr')).toEqual([]);
    expect(await allowed(server, 'sales')).toEqual(organizations);
    await must('override', 'set', '1', 'sales=DISABLED', '--reason', 'a test');
    await until('the override is heard', async () => (await allowed(server, 'sales', ['1'])).length === 0, 5);
    await must('rollout', 'set', 'LEGACY', '--reason', 'an emergency');
    await until('the way back is heard', async () => (await allowed(server, 'hr')).length === ORGANIZATIONS, 5);
    const { hits } = await cacheOf(server);
    expect(hits).toBeGreaterThan(ORGANIZATIONS);
  });

  test('a server without it says so, names the setting, caches nothing and is right at once', async () => {
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    const server = await startServer(false);
    const { port } = new URL(pooler.url);
    expect(server.output().stdout).toMatch(
      new RegExp(
        `DATABASE_URL \\(127\\.0\\.0\\.1:${port}\\) leads through a connection pooler.*Set DATABASE_DIRECT_URL`,
      ),
    );
    expect(valueOf(await scrape(server), 'portcullis_change_line_up')).toBe(0);
    for (const [status, expected] of [
      ['enabled', ['2']],
      ['disabled', []],
      ['enabled', ['2']],
    ] as const) {
      await database.sql(
        `UPDATE org_entitlements SET status = $1 WHERE org_id = 2
         AND module_id = (SELECT id FROM modules WHERE module_key = 'sales')`,
        [status],
      );
      expect(await allowed(server, 'sales', ['2'])).toEqual(expected);
    }
    expect(await cacheOf(server)).toMatchObject({ hits: 0, misses: 0 });
  });
});

async function cacheOf(server: Serving) {
  const samples = await scrape(server);
  const reads = (result: string) => valueOf(samples, 'portcullis_cache_reads_total', { result }) ?? 0;
  return { hits: reads('hit'), misses: reads('miss') };
}
