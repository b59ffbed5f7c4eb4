import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ask } from '../support/http';
import { createDatabaseOn } from '../support/large-migration';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { seedShipped } from '../support/seed-shipped';
import { serve, type Serving } from '../support/serve';
import { TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const AWAY_MS = 10_000;

/** What to clean up, the last item first. */
const cleaning: (() => Promise<unknown>)[] = [];

let primary: PrivatePostgres;
let standby: PrivatePostgres;
let database: TestDatabase;
let authorization: string;
/** Has sales; a trial of hr that may end; and one that nobody asks about before the database goes away. */
let organization: string;
let stranger: string;

beforeAll(async () => {
  primary = await PrivatePostgres.create();
  cleaning.push(() => primary.remove());
  standby = await primary.createStandby();
  database = await createDatabaseOn(primary, 'away');
  cleaning.push(() => database.close());
  await seedShipped(database);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  authorization = await bearer(GOOD_CLAIMS);
  [organization = '', stranger = ''] = await database.addOrganizations([null, null]);
  for (const id of [organization, stranger]) await entitle(id, 'sales');
});

afterAll(async () => {
  for (const clean of cleaning.reverse()) await clean();
});

const entitle = (id: string, module: string) =>
  database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT $1, id, 'enabled', 'admin' FROM modules WHERE module_key = $2
     ON CONFLICT (org_id, module_id) DO UPDATE SET status = 'enabled', trial_expires_at = NULL`,
    [id, module],
  );

async function startServer(environment: Readonly<Record<string, string>>, url = database.url): Promise<Serving> {
  const server = await serve({
    DATABASE_URL: url,
    AUTH_JWT_SECRET: TEST_SECRET,
    NODE_ENV: 'test',
    PORT: '0',
    ...environment,
  });
  cleaning.push(() => {
    server.child.kill('SIGKILL');
    return server.ended;
  });
  return server;
}

const check = z.object({ allowed: z.boolean(), reason: z.string(), stale: z.boolean() });
type Check = z.infer<typeof check>;

async function decide(server: Serving, organizationId = organization, moduleKey = 'sales'): Promise<Check> {
  const query = `query ($checks: [EntitlementCheckInput!]!) {
    checkEntitlements(checks: $checks) { allowed reason stale } }`;
  const { data } = await ask(server, query, {
    authorization,
    variables: { checks: [{ organizationId, moduleKey }] },
  });
  return z.object({ checkEntitlements: z.tuple([check]) }).parse(data).checkEntitlements[0];
}

/** Asks on four connections until it is told to stop. */
function load(server: Serving) {
  const answers: (Check & { readonly at: number })[] = [];
  const failures: unknown[] = [];
  let isStopped = false;
  const clients = [1, 2, 3, 4].map(async () => {
    while (!isStopped) {
      const at = Date.now();
      await decide(server).then((answer) => answers.push({ ...answer, at }), failures.push.bind(failures));
      await delay(5);
    }
  });
  return {
    answers,
    stop: async () => {
      isStopped = true;
      await Promise.all(clients);
      expect(failures).toEqual([]);
    },
  };
}

const isCurrent = (answer: Check) => answer.allowed && !answer.stale;

test('by default all is denied while the database is away, and comes back by itself within 2 seconds', async () => {
  const server = await startServer({});
  expect(await decide(server)).toEqual({ allowed: true, reason: 'ENTITLED', stale: false });
  const { answers, stop } = load(server);
  await primary.stop('immediate');
  const stopped = Date.now();
  await delay(AWAY_MS);
  const starting = Date.now();
  await primary.start();
  const started = Date.now();
  await until('it is allowed again', () => answers.some((answer) => answer.at > started && isCurrent(answer)), 10);
  await delay(1_000);
  await stop();
  const away = answers.filter(({ at }) => at > stopped && at < starting);
  expect(away.length).toBeGreaterThan(100);
  expect(away.filter(({ allowed, reason }) => allowed || reason !== 'CHECK_FAILED')).toEqual([]);
  expect(answers.filter((answer) => answer.at > started + 2_000 && !isCurrent(answer))).toEqual([]);
  expect(answers.filter(({ stale }) => stale)).toEqual([]);
});

describe('with PORTCULLIS_SERVE_STALE_SECONDS', () => {
  test('what was known answers, marked, until the database is back', async () => {
    const server = await startServer({ PORTCULLIS_SERVE_STALE_SECONDS: '60' });
    expect(await decide(server)).toEqual({ allowed: true, reason: 'ENTITLED', stale: false });
    const { answers, stop } = load(server);
    await delay(500);
    await primary.stop('immediate');
    const stopped = Date.now();
    await delay(AWAY_MS);
    expect(await decide(server, stranger)).toEqual({ allowed: false, reason: 'CHECK_FAILED', stale: false });
    expect(await decide(server, organization, 'hr')).toMatchObject({
      allowed: false,
      reason: 'NOT_ENTITLED',
      stale: true,
    });
    const starting = Date.now();
    await primary.start();
    const started = Date.now();
    await until('it is current again', () => answers.some((answer) => answer.at > started && isCurrent(answer)), 10);
    await delay(1_000);
    await stop();
    const away = answers.filter(({ at }) => at > stopped && at < starting);
    expect(away.length).toBeGreaterThan(100);
    expect(answers.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(away.filter(({ stale }) => !stale)).toEqual([]);
    expect(answers.filter((answer) => answer.at > started + 2_000 && answer.stale)).toEqual([]);
    const { stdout } = server.output();
    expect(stdout).toMatch(/the database does not answer: decisions come from what was known at 2/);
    expect(stdout).toContain('the database answers again, and answers are current');
    const samples = await scrape(server);
    expect(valueOf(samples, 'portcullis_stale_decisions_total')).toBeGreaterThan(100);
    expect(valueOf(samples, 'portcullis_cache_reads_total', { result: 'stale' })).toBeGreaterThan(100);
  });

  test('a menu, routes, entitlements and explanations are answered too', async () => {
    const server = await startServer({ PORTCULLIS_SERVE_STALE_SECONDS: '60' });
    const query = `{ organization(id: "${organization}") { id name gating
      decision(moduleKey: "sales") { allowed stale message steps { detail } }
      menu { id access } routeAccess(paths: ["/sales/leads"]) { decision { allowed stale } }
      entitlements { module { key } status decision { stale } } } }`;
    const before = await ask(server, query, { authorization });
    expect(before.errors).toEqual([]);
    await primary.stop('fast');
    try {
      await until('it is noticed', async () => (await decide(server)).stale, 10);
      const { data, errors } = await ask(server, query, { authorization });
      expect(errors).toEqual([]);
      const text = JSON.stringify(data);
      expect(text).toContain('the database does not answer, so later changes do not count yet');
      expect(text).not.toContain('"stale":false');
      const without = (answer: string) =>
        answer.replaceAll(/"stale":(true|false)| This was known at .*? do not count yet\./g, '');
      expect(without(text)).toBe(without(JSON.stringify(before.data)));
    } finally {
      await primary.start();
    }
  });

  test('nothing is answered past the end of a trial, nor after the seconds are over', async () => {
    const server = await startServer({ PORTCULLIS_SERVE_STALE_SECONDS: '6' });
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
       SELECT $1, id, 'trial', clock_timestamp() + interval '3 seconds', 'admin' FROM modules
       WHERE module_key = 'finance'
       ON CONFLICT (org_id, module_id) DO UPDATE SET trial_expires_at = excluded.trial_expires_at`,
      [organization],
    );
    const ends = Date.now() + 3_000;
    await until('the trial is known', async () => (await decide(server, organization, 'finance')).allowed, 2);
    await primary.stop('immediate');
    const stopped = Date.now();
    try {
      const seen: (Check & { readonly at: number })[] = [];
      while (Date.now() < stopped + 8_000) {
        const at = Date.now();
        seen.push({ ...(await decide(server, organization, 'finance')), at });
        await delay(20);
      }
      expect(seen.some(({ allowed, stale }) => allowed && stale)).toBe(true);
      expect(seen.filter(({ at, allowed }) => allowed && at >= ends)).toEqual([]);
      expect(seen.filter(({ at, stale }) => stale && at > stopped + 6_000)).toEqual([]);
      expect(await decide(server)).toEqual({ allowed: false, reason: 'CHECK_FAILED', stale: false });
    } finally {
      await primary.start();
    }
  });

  test('a standby that is promoted answers at once, and a revocation made there counts', async () => {
    const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`;
    const url = database.url.replace(/127\.0\.0\.1:\d+/, hosts) + '?target_session_attrs=read-write';
    const server = await startServer({ PORTCULLIS_SERVE_STALE_SECONDS: '60' }, url);
    expect(isCurrent(await decide(server))).toBe(true);
    const { answers, stop } = load(server);
    await delay(500);
    await primary.kill();
    await delay(3_000);
    await standby.query('SELECT pg_promote()');
    const promoted = Date.now();
    await until('it is current again', () => answers.some((answer) => answer.at > promoted && isCurrent(answer)), 20);
    await stop();
    expect(answers.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(answers.some(({ stale }) => stale)).toBe(true);
    await until('the line is up', async () => valueOf(await scrape(server), 'portcullis_change_line_up') === 1, 20);
    expect(isCurrent(await decide(server))).toBe(true);
    await standby.query(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = $1`, [organization], 'away');
    await until('the revocation is heard', async () => !(await decide(server)).allowed, 2);
  });
});
