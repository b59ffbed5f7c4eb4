import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DatabaseProxy } from '../support/database-proxy';
import { follow } from '../support/follow';
import { ask } from '../support/http';
import { EntitlementsChangedDocument, MigrationRunProgressDocument } from '../support/operations';
import { patiently } from '../support/patience';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { serve, type Serving } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

/** Two processes that serve one database; the second one connects through a proxy. */
let database: TestDatabase;
let proxy: DatabaseProxy;
let servers: readonly [Serving, Serving];
let authorization: string;
let organization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  proxy = await DatabaseProxy.start(database.url);
  const environment = { AUTH_JWT_SECRET: TEST_SECRET, PORT: '0', NODE_ENV: 'test' };
  servers = await Promise.all([
    serve({ ...environment, DATABASE_URL: database.url }),
    serve({ ...environment, DATABASE_URL: proxy.url }),
  ]);
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  for (const { child } of servers) child.kill('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  await proxy.close();
  await database.close();
});

beforeEach(async () => {
  [organization = '0'] = await database.addOrganizations([null]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT $1, id, 'enabled', 'admin' FROM modules
     WHERE module_key = 'sales'`,
    [organization],
  );
  await until('both listen', async () => (await listeners()) === 2, 15);
  // Fills both caches.
  expect(await Promise.all(servers.map((server) => maySell(server)))).toEqual([true, true]);
});

const answered = z.object({ checkEntitlements: z.tuple([z.object({ allowed: z.boolean(), reason: z.string() })]) });

async function maySell(server: Serving): Promise<boolean> {
  const query = 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed reason } }';
  const { data } = await ask(server, query, {
    authorization,
    variables: { checks: [{ organizationId: organization, moduleKey: 'sales' }] },
  });
  return answered.parse(data).checkEntitlements[0].allowed;
}

const setStatus = (status: string) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = $1', [organization, status]);

test('every server sees a revocation within a second, even one made by SQL', async () => {
  await setStatus('disabled');
  const begun = Date.now();
  await until(
    'both deny',
    async () => (await Promise.all(servers.map((server) => maySell(server)))).every((allowed) => !allowed),
    2,
  );
  expect(Date.now() - begun).toBeLessThan(patiently(1_000));
  await database.sql('TRUNCATE org_entitlements, org_subentitlements');
  await setStatus('enabled');
  await delay(300);
  expect(await Promise.all(servers.map((server) => maySell(server)))).toEqual([false, false]);
});

test('a change on one server reaches a subscriber on the other within a second', async () => {
  const [first, second] = servers;
  const following = follow(second, { authorization }, EntitlementsChangedDocument, {
    organizationId: organization,
  });
  await following.until('it may sell', ({ entitlementsChanged }) => entitlementsChanged.decision.allowed);
  const override = `mutation ($input: OverrideEntitlementsInput!) { overrideEntitlements(input: $input) {
    organization { version } } }`;
  const input = {
    organizationId: organization,
    expectedVersion: 0,
    reason: 'a test',
    changes: [{ moduleKey: 'sales', status: 'DISABLED' }],
  };
  expect((await ask(first, override, { authorization, variables: { input } })).errors).toEqual([]);
  await following.until(
    'it is overridden',
    ({ entitlementsChanged }) => entitlementsChanged.decision.reason === 'OVERRIDE_DISABLED',
    1,
  );
  await following.stop();
});

test('subscribers on both servers follow a run that one of them works on to its end', async () => {
  const start = `mutation { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) {
      migrationRun { id } } }`;
  const { data } = await ask(servers[0], start, { authorization });
  const { id } = z.object({ startMigrationRun: z.object({ migrationRun: z.object({ id: z.string() }) }) }).parse(data)
    .startMigrationRun.migrationRun;
  for (const following of servers.map((server) =>
    follow(server, { authorization }, MigrationRunProgressDocument, { id }),
  )) {
    await following.ended;
    expect(following.events.at(-1)).toMatchObject({
      migrationRunProgress: { id, status: 'SUCCEEDED', progress: { percent: 100 } },
    });
    await following.stop();
  }
});

test('a server whose notification connection breaks stops using its cache at once', async () => {
  await database.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'portcullis-listener' AND datname = current_database()`,
  );
  await delay(30); // Lets the break arrive.
  for (const status of ['disabled', 'enabled', 'disabled']) {
    await setStatus(status);
    expect(await Promise.all(servers.map((server) => maySell(server)))).toEqual([
      status === 'enabled',
      status === 'enabled',
    ]);
  }
});

test('a server without notifications answers from its cache for 3 s at most, then reconnects', async () => {
  const [, second] = servers;
  proxy.silence('portcullis-listener');
  await setStatus('disabled');
  const begun = Date.now();
  expect(await maySell(second)).toBe(true); // The cached answer: the connection may only be slow.
  await until('the server without notifications denies', async () => !(await maySell(second)), 5);
  expect(Date.now() - begun).toBeLessThan(patiently(3_000));
  await setStatus('enabled');
  expect(await maySell(second)).toBe(true); // Nothing is cached meanwhile.
  proxy.silence(null);
  await until('both listen again', async () => (await listeners()) === 2, 15);
  await setStatus('disabled');
  await until('it denies within a second', async () => !(await maySell(second)), 1);
});

/** How many of the servers hear of changes. */
async function listeners(): Promise<number> {
  const samples = await Promise.all(servers.map((server) => scrape(server)));
  return samples.filter((one) => valueOf(one, 'portcullis_change_line_up') === 1).length;
}

test('a trial ends to the millisecond on both servers despite their caches', async () => {
  const [row] = await database.sql<{ ends: Date }>(
    `WITH changed AS (UPDATE org_entitlements SET status = 'trial', trial_expires_at = clock_timestamp() +
     interval '1500 milliseconds' WHERE org_id = $1 RETURNING trial_expires_at)
     SELECT trial_expires_at AS ends FROM changed`,
    [organization],
  );
  const ends = row?.ends.getTime() ?? 0;
  await delay(200); // Lets both servers be notified.
  const answers: { readonly before: number; readonly after: number; readonly allowed: boolean }[] = [];
  await Promise.all(
    servers.map(async (server) => {
      while (Date.now() < ends + 200) {
        const before = Date.now();
        const allowed = await maySell(server);
        answers.push({ before, after: Date.now(), allowed });
      }
    }),
  );
  // An answer was decided at some time between request and response.
  expect(answers.filter(({ allowed, before }) => allowed && before >= ends)).toEqual([]);
  expect(answers.filter(({ allowed, after }) => !allowed && after < ends)).toEqual([]);
  expect(answers.filter(({ allowed }) => allowed).length).toBeGreaterThan(1);
  expect(answers.filter(({ allowed }) => !allowed).length).toBeGreaterThan(1);
});
