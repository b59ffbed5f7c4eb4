import { onServer } from '../support/database-server';
import { ask } from '../support/http';
import { until } from '../support/run-engine';
import { LIVE_RUN, scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let operator: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['CRM']]);
  server = await startTestServer(database, { worker: false });
  operator = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

test('a flood of made-up names adds only a bounded number of series', async () => {
  const flood = (names: readonly string[], authorization: string | undefined) =>
    inTens(names, (name) =>
      ask(
        server,
        `query ${name} { checkEntitlements(checks: [{ organizationId: "${name.length}${name.slice(1)}",
          moduleKey: "m_${name}", submoduleKey: "${name}" }]) { allowed } }`,
        { authorization },
      ),
    );
  await ask(server, 'query Known { viewer { id } }', { authorization: operator });
  await flood(
    Array.from({ length: 5 }, (_, index) => `s${index}`),
    undefined,
  );
  const before = await scrape(server);
  await flood(
    Array.from({ length: 100 }, (_, index) => `s${index}`),
    undefined,
  );
  await flood(
    Array.from({ length: 100 }, (_, index) => `s${index}`),
    'Bearer made-up',
  );
  // Requests without a valid token use up no label.
  expect(
    (await scrape(server))
      .filter(({ name }) => name === 'portcullis_operation_seconds_count')
      .map(({ labels }) => labels['operation']),
  ).toEqual(expect.not.arrayContaining(['s1']));
  await flood(
    Array.from({ length: 150 }, (_, index) => `t${index}`),
    operator,
  );
  const checks = Array.from({ length: 1_000 }, (_, index) => ({
    organizationId: String(index + 10),
    moduleKey: `m_s${index}`,
    submoduleKey: `x${index}`,
  }));
  for (let time = 0; time < 2; time++)
    await ask(server, 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }', {
      authorization: operator,
      variables: { checks },
    });
  const after = await scrape(server);
  const names = new Set(
    after.flatMap(({ name, labels }) => (name === 'portcullis_operation_seconds_count' ? [labels['operation']] : [])),
  );
  expect(names.size).toBeLessThanOrEqual(102);
  expect([...names]).toEqual(expect.arrayContaining(['Known', 'other', 't1']));
  expect(after.length - before.length).toBeLessThan(100 * 14 + 100);
  expect(JSON.stringify(after)).not.toMatch(/m_[st]\d/);
  expect(valueOf(after, 'portcullis_decisions_total', { module: '?', result: 'denied' })).toBe(2_150);
  // The unlabelled requests are counted all the same.
  expect(valueOf(after, 'portcullis_operation_seconds_count', { result: 'refused' })).toBeGreaterThanOrEqual(200);
});

test('the first unexpected denial shows as an increase, because its counter starts at 0', async () => {
  const check = () =>
    ask(server, '{ checkEntitlements(checks: [{ organizationId: 1, moduleKey: "sales" }]) { allowed } }', {
      authorization: operator,
    });
  await check();
  expect(valueOf(await scrape(server), 'portcullis_unexpected_denials_total', { module: 'sales' })).toBe(0);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await until('gating has changed', async () => {
    await check();
    return (valueOf(await scrape(server), 'portcullis_unexpected_denials_total', { module: 'sales' }) ?? 0) > 0;
  });
});

test('an operator sees a stalled run, its progress, and late writers of flags', async () => {
  await database.sql(LIVE_RUN);
  await database.sql(
    `INSERT INTO legacy_changes (org_id, old_flags, new_flags, changed_at, application_name, user_name, count)
     VALUES (1, '[]', '["HR"]', now(), 'billing', 'product', 1)`,
  );
  await until(
    'the figures are read anew',
    async () => valueOf(await scrape(server), 'portcullis_run_total_organizations') !== undefined,
  );
  const samples = await scrape(server);
  const run = { mode: 'EXECUTE' };
  expect(valueOf(samples, 'portcullis_run_total_organizations', { ...run, status: 'PAUSED' })).toBe(5);
  expect(valueOf(samples, 'portcullis_run_organizations', { ...run, outcome: 'changed' })).toBe(2);
  expect(valueOf(samples, 'portcullis_run_organizations', { ...run, outcome: 'failed' })).toBe(1);
  expect(valueOf(samples, 'portcullis_run_idle_seconds', run)).toBeGreaterThan(1_190);
  expect(valueOf(samples, 'portcullis_run_workers', run)).toBe(0);
  expect(valueOf(samples, 'portcullis_newest_execution', { status: 'PAUSED' })).toBe(1);
  expect(valueOf(samples, 'portcullis_late_writers')).toBe(1);
  expect(valueOf(samples, 'portcullis_fence_standing')).toBe(0);
});

test('connections and failures to connect are counted, and scrapes answer without the database', async () => {
  const samples = await scrape(server);
  expect(valueOf(samples, 'portcullis_database_up')).toBe(1);
  expect(valueOf(samples, 'portcullis_database_connections', { state: 'total' })).toBeGreaterThan(0);
  expect(valueOf(samples, 'portcullis_database_connection_errors_total', { kind: 'refused' })).toBe(0);
  await onServer(async (query) => {
    await query(`ALTER DATABASE "${database.name}" ALLOW_CONNECTIONS false`);
    await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}'`);
  });
  try {
    await until('the scrape says so', async () => valueOf(await scrape(server), 'portcullis_database_up') === 0);
    const away = await scrape(server);
    expect(valueOf(away, 'portcullis_database_connection_errors_total', { kind: 'refused' })).toBeGreaterThan(0);
    expect(valueOf(away, 'portcullis_database_connection_errors_total', { kind: 'lost' })).toBeGreaterThan(0);
    expect(valueOf(away, 'portcullis_run_total_organizations')).toBeUndefined();
    expect(valueOf(away, 'portcullis_change_line_up')).toBe(0);
  } finally {
    await onServer((query) => query(`ALTER DATABASE "${database.name}" ALLOW_CONNECTIONS true`));
  }
});

/** Ten requests at a time. */
async function inTens<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < items.length; index += 10) await Promise.all(items.slice(index, index + 10).map(work));
}
