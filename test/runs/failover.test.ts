import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { portcullis, startPortcullis } from '../support/command';
import { ask } from '../support/http';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { serve, type Serving } from '../support/serve';
import { TEST_SECRET } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

jest.setTimeout(600_000);

const ORGANIZATIONS = 2_000;

let primary: PrivatePostgres;
let standby: PrivatePostgres;
let url: string;
let server: Serving;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  primary = await PrivatePostgres.create();
  standby = await primary.createStandby();
  // Without it, what PostgreSQL had not sent yet would be lost with the primary.
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await primary.query('SELECT pg_reload_conf()');
  const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`;
  url = primary.url.replace(/127\.0\.0\.1:\d+/, hosts);
});

afterAll(async () => {
  for (const child of [server.child, ...workers]) child.kill('SIGKILL');
  await primary.remove();
});

const environment = () => ({ DATABASE_URL: url, AUTH_JWT_SECRET: TEST_SECRET, NODE_ENV: 'test', PORT: '0' });

async function must(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await portcullis(args, { env: environment() });
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

const answered = z.object({ checkEntitlements: z.tuple([z.object({ allowed: z.boolean(), reason: z.string() })]) });

test('a run and a server go on at a standby that is promoted: nothing is lost, and nothing done twice', async () => {
  await must('db', 'migrate');
  await must('seed');
  await primary.query(
    `INSERT INTO organizations (name, enabled_modules)
     SELECT 'Organization ' || n, '["CRM", "HR"]' FROM generate_series(1, $1) n`,
    [ORGANIZATIONS],
  );
  // The replica is the server that is promoted: then it is a replica no more.
  server = await serve({ ...environment(), DATABASE_READ_URL: standby.url });
  for (const one of [1, 2])
    workers.push(startPortcullis(['worker', '--workers', String(one)], { env: environment() }).child);
  const authorization = await bearer(GOOD_CLAIMS);
  const start = `mutation { startMigrationRun(input: { mode: EXECUTE, source: { fresh: {} }, reason: "a test",
    throttle: { maxRate: 400 } }) { migrationRun { id } } }`;
  expect((await ask(server, start, { authorization })).errors).toEqual([]);

  // The flags answer, as they did before: they are on for everybody.
  const reasons: string[] = [];
  const stopping = new AbortController();
  const load = (async () => {
    const query =
      'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed reason } }';
    for (let id = 1; !stopping.signal.aborted; id = (id % ORGANIZATIONS) + 1) {
      const variables = { checks: [{ organizationId: String(id), moduleKey: 'sales' }] };
      const { data } = await ask(server, query, { authorization, variables });
      const [{ allowed, reason }] = answered.parse(data).checkEntitlements;
      reasons.push(allowed ? 'allowed' : reason);
      await delay(5);
    }
  })();

  const done = async (on: PrivatePostgres) => {
    const [row] = await on.query<{ done: number; status: string }>(
      `SELECT status, (SELECT count(*)::int FROM portcullis.migration_run_organizations) AS done
       FROM portcullis.migration_runs`,
    );
    return { done: row?.done ?? 0, status: row?.status };
  };
  await until('a part of it is done', async () => (await done(primary)).done > ORGANIZATIONS / 4, 60);
  await primary.kill();
  await delay(1_000);
  await standby.query('SELECT pg_promote()');
  const before = await done(standby);
  expect(before.done).toBeLessThan(ORGANIZATIONS);
  await until('the run has ended', async () => (await done(standby)).status === 'SUCCEEDED', 120);
  stopping.abort();
  await load;

  expect(new Set(reasons)).toEqual(new Set(['allowed', 'CHECK_FAILED']));
  expect(reasons.at(-1)).toBe('allowed');
  expect(valueOf(await scrape(server), 'portcullis_replica_reads_total', { server: 'replica' })).toBeGreaterThan(0);
  expect(server.output().stdout).toContain('decisions are read from the primary');
  const [counted] = await standby.query(
    `SELECT (SELECT count(*)::int FROM entitlement_events WHERE event_type = 'legacy_migration') AS events,
            (SELECT count(DISTINCT org_id)::int FROM entitlement_events) AS organizations,
            (SELECT count(*)::int FROM org_entitlements) AS entitlements,
            (SELECT count(*)::int FROM portcullis.migration_run_organizations WHERE outcome = 'CHANGED') AS journal`,
  );
  expect(counted).toEqual({
    events: ORGANIZATIONS,
    organizations: ORGANIZATIONS,
    entitlements: 2 * ORGANIZATIONS,
    journal: ORGANIZATIONS,
  });
  expect(await must('verify')).toContain('Result: PASS');
  expect(await must('parity')).toMatch(/no difference/i);
});
