import { setTimeout as delay } from 'node:timers/promises';
import { ask, codesOf, send } from '../support/http';
import { until } from '../support/run-engine';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let organizations: readonly string[];
let operator: string;
let admins: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_CACHE_SIZE: '0' });
  organizations = await database.addOrganizations([['CRM'], ['CRM', 'HR'], null]);
  const [first, second] = organizations;
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT o, id, status, ends, 'legacy_migration' FROM modules
     JOIN (VALUES ($1::int, 'reports', 'enabled', NULL::timestamptz), ($1, 'hr', 'trial', NULL),
     ($1, 'finance', 'trial', '2020-01-01'),
       ($2, 'sales', 'enabled', NULL), ($2, 'hr', 'disabled', NULL)) AS v (o, key, status, ends) ON key = module_key`,
    [first, second],
  );
  await database.sql(
    `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
     SELECT $1, id, s, 'a test', 'ann' FROM modules
     JOIN (VALUES ('hr', 'enabled'), ('sales', 'disabled')) AS v (key, s) ON key = module_key`,
    [second],
  );
  server = await startTestServer(database, { worker: false });
  operator = await bearer(GOOD_CLAIMS);
  admins = await Promise.all(
    organizations.map((organization) => bearer({ ...GOOD_CLAIMS, role: 'ORG_ADMIN', org_id: organization })),
  );
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const check = (authorization: string, ...checks: readonly object[]) =>
  ask(server, 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed reason } }', {
    authorization,
    variables: { checks },
  });
const total = async () =>
  (
    await database.sql<{ total: number }>(
      `SELECT coalesce(sum(count), 0)::int AS total FROM access_counts WHERE kind = 'CHECK'`,
    )
  )[0]?.total ?? 0;

const COUNTS = `{ totalCount nodes { organization { id } module { key } submodule { key } reason count unexpected }
    pageInfo { hasNextPage endCursor } }`;

test('denials are counted by target and reason; those that the legacy flags would allow are unexpected', async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  const [first = '', , third = ''] = organizations;
  await check(
    operator,
    ...Array.from({ length: 5 }, () => ({ organizationId: first, moduleKey: 'sales', submoduleKey: 'leads' })),
    { organizationId: first, moduleKey: 'reports' },
  );
  await check(
    operator,
    { organizationId: third, moduleKey: 'sales' },
    { organizationId: third, moduleKey: 'sales' },
    { organizationId: 999_999, moduleKey: 'sales' },
  );
  await check(
    operator,
    ...Array.from({ length: 100 }, (_, index) => ({ organizationId: third, moduleKey: `made_up_${index}` })),
  );
  await ask(
    server,
    `{ organization(id: ${first}) { decision(moduleKey: "finance") { allowed } later: decision(moduleKey: "finance",
      at: "2999-01-01T00:00:00Z") { allowed } routeAccess(paths: ["/sales/leads"]) { path } menu { access } } }`,
    { authorization: operator },
  );
  await until('all is written', async () => (await total()) === 5 + 1 + 3 + 100 + 2, 10);

  const answer = await ask(server, `{ accessDenials ${COUNTS} }`, { authorization: operator });
  expect(answer.errors).toEqual([]);
  expect(answer.data).toMatchObject({
    accessDenials: {
      totalCount: 5,
      nodes: [
        {
          organization: { id: third },
          module: null,
          submodule: null,
          reason: 'UNKNOWN_MODULE',
          count: 100,
          unexpected: 0,
        },
        {
          organization: { id: first },
          module: { key: 'sales' },
          submodule: { key: 'leads' },
          reason: 'NOT_ENTITLED',
          count: 6,
          unexpected: 6,
        },
        {
          organization: { id: third },
          module: { key: 'sales' },
          submodule: null,
          reason: 'NOT_ENTITLED',
          count: 2,
          unexpected: 0,
        },
        { organization: null, module: { key: 'sales' }, reason: 'ORGANIZATION_NOT_FOUND', count: 1 },
        { organization: { id: first }, module: { key: 'finance' }, reason: 'TRIAL_EXPIRED', count: 1 },
      ],
    },
  });
  const page = await ask(server, `{ accessDenials(first: 2) ${COUNTS} }`, { authorization: operator });
  const cursor = /"endCursor":"([^"]+)"/.exec(page.text)?.[1];
  expect(
    (await ask(server, `{ accessDenials(first: 2, after: "${cursor}") ${COUNTS} }`, { authorization: operator })).data,
  ).toMatchObject({ accessDenials: { nodes: [{ count: 2 }, { count: 1 }], pageInfo: { hasNextPage: true } } });
  const unexpectedFirst = await ask(server, `{ accessDenials(order: UNEXPECTED) ${COUNTS} }`, {
    authorization: operator,
  });
  expect(unexpectedFirst.data).toMatchObject({
    accessDenials: {
      totalCount: 5,
      nodes: [{ count: 6, unexpected: 6 }, { count: 100, unexpected: 0 }, { count: 2 }, { count: 1 }, { count: 1 }],
    },
  });
  expect(
    (
      await ask(server, `{ accessDenials(order: UNEXPECTED, after: "${cursor}") ${COUNTS} }`, {
        authorization: operator,
      })
    ).errors,
  ).toMatchObject([{ code: 'INVALID_INPUT' }]);
  const ofSales = await ask(server, `{ accessDenials(moduleKey: "sales") ${COUNTS} }`, { authorization: operator });
  expect(ofSales.data).toMatchObject({
    accessDenials: {
      totalCount: 3,
      nodes: [{ module: { key: 'sales' }, count: 6 }, { module: { key: 'sales' } }, { module: { key: 'sales' } }],
    },
  });
  expect(
    (await ask(server, `{ accessDenials(since: "2999-01-01T00:00:00Z") ${COUNTS} }`, { authorization: operator })).data,
  ).toMatchObject({ accessDenials: { totalCount: 0 } });
});

test('checks are counted for every day, including days without any, and for one module if asked', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const threeDaysAgo = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await database.sql(
    `INSERT INTO access_counts VALUES ($1::date, 1, 'hr', '', 'SHADOW', true, 'LEGACY_ON', false, true, 7),
     ($1::date - 30, 1, 'hr', '', 'LEGACY', true, 'LEGACY_ON', false, false, 1000)`,
    [threeDaysAgo],
  );
  const days = async (filters: string) =>
    (
      await ask(server, `{ accessByDay${filters} { day checks denied unexpected shadowDifferences } }`, {
        authorization: operator,
      })
    ).data;
  const none = { checks: 0, denied: 0, unexpected: 0, shadowDifferences: 0 };
  expect(await days(`(since: "${threeDaysAgo}")`)).toMatchObject({
    accessByDay: [
      { day: `${threeDaysAgo.slice(0, 10)}T00:00:00.000Z`, checks: 7, denied: 0, unexpected: 0, shadowDifferences: 7 },
      none,
      none,
      { day: `${today}T00:00:00.000Z`, denied: 110, unexpected: 6, shadowDifferences: 0 },
    ],
  });
  expect(await days('(moduleKey: "sales")')).toMatchObject({
    accessByDay: [none, none, none, none, none, none, none, { denied: 9, unexpected: 6 }],
  });
  const longest = await ask(server, '{ accessByDay(since: "1999-01-01T00:00:00Z", moduleKey: "hr") { day } }', {
    authorization: operator,
  });
  expect(longest.text.match(/"day"/g)).toHaveLength(401);
});

test('an operator sees which application denials and differences come from, and can look at one alone', async () => {
  await database.sql(
    `INSERT INTO access_counts
       (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs, count, source)
     VALUES (current_date, $1, 'sales', 'leads', 'ENFORCE', false, 'NOT_ENTITLED', true, false, 20, 'billing'),
            (current_date, $1, 'vouchers', '', 'SHADOW', true, 'LEGACY_ON', false, true, 3, 'billing')`,
    [organizations[0]],
  );
  const answer = await ask(
    server,
    `{ accessSources { source checks denied unexpected shadowDifferences }
       accessDenials(moduleKey: "sales", first: 1) { nodes { count unexpected sources { source count unexpected } } }
       billing: accessDenials(source: "billing") { totalCount nodes { count } }
       shadowDifferences(source: "billing") { totalCount }
       none: shadowDifferences(source: "api", moduleKey: "vouchers") { totalCount }
       accessByDay(source: "billing") { checks denied unexpected shadowDifferences } }`,
    { authorization: operator },
  );
  await database.sql(`DELETE FROM access_counts WHERE source = 'billing'`);
  expect(answer.errors).toEqual([]);
  expect(answer.data).toMatchObject({
    accessSources: [
      { source: 'api', unexpected: 6 },
      { source: 'billing', checks: 23, denied: 20, unexpected: 20, shadowDifferences: 3 },
    ],
    accessDenials: {
      nodes: [
        {
          count: 26,
          unexpected: 26,
          sources: [
            { source: 'billing', count: 20, unexpected: 20 },
            { source: 'api', count: 6, unexpected: 6 },
          ],
        },
      ],
    },
    billing: { totalCount: 1, nodes: [{ count: 20 }] },
    shadowDifferences: { totalCount: 1 },
    none: { totalCount: 0 },
  });
  expect(answer.data).toMatchObject({
    accessByDay: expect.arrayContaining([{ checks: 23, denied: 20, unexpected: 20, shadowDifferences: 3 }]),
  });
});

test('what menus and lists of entitlements show counts as looks, and raises no denial of an organization', async () => {
  const metric = async () => (await send(`${server.url}/metrics`)).text.match(/^portcullis_decisions_total.*$/gm);
  const looks = async () =>
    (
      await database.sql<{ looks: number }>(
        `SELECT coalesce(sum(count), 0)::int AS looks FROM access_counts WHERE kind = 'LOOK'`,
      )
    )[0]?.looks ?? 0;
  const before = { checks: await total(), looks: await looks(), metric: await metric() };
  const answer = await ask(
    server,
    `{ organization(id: ${organizations[0]}) { menu { access children { access } }
       entitlements { decision { allowed } } } }`,
    { authorization: operator },
  );
  const shown = answer.text.match(/"access"|"allowed"/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(20);
  await until('all is written', async () => (await looks()) === before.looks + shown, 10);
  expect({ checks: await total(), metric: await metric() }).toEqual({ checks: before.checks, metric: before.metric });
  expect(await database.sql(`SELECT DISTINCT org_id, source FROM access_counts WHERE kind = 'LOOK'`)).toEqual([
    { org_id: null, source: 'api' },
  ]);
  const days = await ask(server, '{ accessByDay { looks checks } }', { authorization: operator });
  const [{ checks } = { checks: 0 }] = await database.sql<{ checks: number }>(
    `SELECT sum(count)::int AS checks FROM access_counts
     WHERE kind = 'CHECK' AND day = (now() AT TIME ZONE 'UTC')::date`,
  );
  expect(days.data).toMatchObject({
    accessByDay: expect.arrayContaining([{ looks: before.looks + shown, checks }]),
  });
});

test("an organization's admin sees only its own denials, and other roles see none", async () => {
  const own = await ask(server, `{ accessDenials ${COUNTS} }`, { authorization: admins[0] });
  expect(own.data).toMatchObject({
    accessDenials: {
      totalCount: 2,
      nodes: [{ organization: { id: String(organizations[0]) } }, { organization: { id: String(organizations[0]) } }],
    },
  });
  const member = await bearer({ ...GOOD_CLAIMS, role: 'MEMBER', org_id: organizations[0] });
  const service = await bearer({ ...GOOD_CLAIMS, role: 'SERVICE', org_id: undefined });
  for (const field of [
    `accessDenials ${COUNTS}`,
    `shadowDifferences ${COUNTS}`,
    'moduleAdoption { id }',
    'accessByDay { day }',
    'accessSources { source }',
    'organizationUsage { totalCount }',
  ]) {
    expect({ field, codes: codesOf(await ask(server, `{ ${field} }`, { authorization: member })) }).toEqual({
      field,
      codes: ['FORBIDDEN'],
    });
    expect({ field, codes: codesOf(await ask(server, `{ ${field} }`, { authorization: service })) }).toEqual({
      field,
      codes: ['FORBIDDEN'],
    });
    expect({ field, codes: codesOf(await ask(server, `{ ${field} }`)) }).toEqual({ field, codes: ['UNAUTHENTICATED'] });
    if (!field.startsWith('accessDenials'))
      expect({ field, codes: codesOf(await ask(server, `{ ${field} }`, { authorization: admins[0] })) }).toEqual({
        field,
        codes: ['FORBIDDEN'],
      });
  }
});

test('under SHADOW an operator sees which organizations the entitlements would answer differently', async () => {
  await database.sql(`UPDATE rollout SET mode = 'SHADOW'; TRUNCATE access_counts`);
  const [first = '', second = ''] = organizations;
  // First, a difference in the reason only, which does not count; then two that do.
  await check(
    operator,
    { organizationId: second, moduleKey: 'hr' },
    { organizationId: second, moduleKey: 'sales' },
    { organizationId: first, moduleKey: 'hr' },
  );
  await until('all is written', async () => (await total()) === 3, 10);
  const answer = await ask(server, `{ shadowDifferences ${COUNTS} }`, { authorization: operator });
  expect(answer.data).toMatchObject({
    shadowDifferences: {
      totalCount: 2,
      nodes: [
        { organization: { id: first }, module: { key: 'hr' } },
        { organization: { id: second }, module: { key: 'sales' } },
      ],
    },
  });
  expect(
    (await ask(server, `{ shadowDifferences(moduleKey: "hr") ${COUNTS} }`, { authorization: operator })).data,
  ).toMatchObject({ shadowDifferences: { totalCount: 1, nodes: [{ module: { key: 'hr' } }] } });
});

test('adoption and usage agree with the decisions under ENFORCE', async () => {
  const answer = await ask(
    server,
    `{ moduleAdoption { id organizations trials byOverride } organizationUsage(first: 2) { totalCount
      nodes { id modules trials } pageInfo { hasNextPage endCursor } } }`,
    { authorization: operator },
  );
  expect(answer.errors).toEqual([]);
  const [first, second, third] = organizations.map(String);
  expect(answer.data).toMatchObject({
    moduleAdoption: expect.arrayContaining([
      { id: 'sales', organizations: 0, trials: 0, byOverride: 0 },
      { id: 'hr', organizations: 2, trials: 1, byOverride: 1 },
      { id: 'finance', organizations: 0, trials: 0, byOverride: 0 },
      { id: 'reports', organizations: 1, trials: 0, byOverride: 0 },
      { id: 'email', organizations: 3, trials: 0, byOverride: 0 },
    ]),
    organizationUsage: {
      totalCount: 3,
      nodes: [
        { id: first, modules: 2, trials: 1 },
        { id: second, modules: 1, trials: 0 },
      ],
      pageInfo: { hasNextPage: true },
    },
  });
  const cursor = /"endCursor":"([^"]+)"/.exec(answer.text)?.[1];
  expect(
    (
      await ask(server, `{ organizationUsage(first: 2, after: "${cursor}") { nodes { id modules } } }`, {
        authorization: operator,
      })
    ).data,
  ).toEqual({ organizationUsage: { nodes: [{ id: third, modules: 0 }] } });
});

test('an override of a deleted organization is not counted', async () => {
  const hr = async () =>
    (await ask(server, '{ moduleAdoption { id organizations byOverride } }', { authorization: operator })).data;
  const before = await hr();
  const [gone] = await database.addOrganizations([null]);
  await database.sql(
    `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
     SELECT $1, id, 'enabled', 'a test', 'ann' FROM modules WHERE module_key = 'hr'`,
    [gone],
  );
  expect(await hr()).toMatchObject({
    moduleAdoption: expect.arrayContaining([{ id: 'hr', organizations: 3, byOverride: 2 }]),
  });
  await database.sql('DELETE FROM organizations WHERE id = $1', [gone]);
  expect(await hr()).toEqual(before);
});

test('a cursor that is made up or a page that is too large is refused', async () => {
  for (const field of ['accessDenials', 'shadowDifferences', 'organizationUsage']) {
    for (const args of ['after: "bm9uc2Vuc2U"', 'first: 101', 'first: 0']) {
      expect({
        field,
        args,
        codes: codesOf(await ask(server, `{ ${field}(${args}) { totalCount } }`, { authorization: operator })),
      }).toEqual({ field, args, codes: ['INVALID_INPUT'] });
    }
  }
});

describe("an organization's insights", () => {
  const INSIGHTS = (id: string | undefined) =>
    `{ organization(id: ${id}) { name insights { denials { totalCount } adoption { modules trials of }
      history { day eventType count } } } }`;

  beforeAll(async () => {
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    await database.sql(
      `INSERT INTO entitlement_events (org_id, event_type, payload, created_at) SELECT $1, t, '{}', at::timestamptz
       FROM (VALUES ('override_set', now()), ('override_set', now()),
       ('legacy_migration', now() - interval '200 days')) AS v (t, at)`,
      [organizations[0]],
    );
  });

  test('are answered to an organization with the module reports', async () => {
    const answer = await ask(server, INSIGHTS(organizations[0]), { authorization: admins[0] });
    expect(answer.errors).toEqual([]);
    const [{ of } = { of: 0 }] = await database.sql<{ of: number }>(
      `SELECT count(*)::int AS of FROM modules WHERE policy = 'ENTITLEMENT' AND is_active`,
    );
    expect(answer.data).toMatchObject({
      organization: {
        insights: { adoption: { modules: 2, trials: 1, of }, history: [{ eventType: 'override_set', count: 2 }] },
      },
    });
    expect(
      (
        await ask(
          server,
          `{ organization(id: ${organizations[0]}) { insights { history(since: "2020-01-01T00:00:00Z") { eventType
            count } } } }`,
          { authorization: admins[0] },
        )
      ).data,
    ).toMatchObject({
      organization: {
        insights: {
          history: [
            { eventType: 'override_set', count: 2 },
            { eventType: 'legacy_migration', count: 1 },
          ],
        },
      },
    });
  });

  test('are null, with the reason, for other organizations, whose other fields are answered', async () => {
    const answer = await ask(server, INSIGHTS(organizations[1]), { authorization: admins[1] });
    expect(answer.data).toMatchObject({ organization: { name: expect.any(String), insights: null } });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        code: 'ENTITLEMENT_REQUIRED',
        path: ['organization', 'insights'],
        details: expect.objectContaining({
          coordinate: 'Organization.insights',
          module: 'reports',
          reason: 'NOT_ENTITLED',
          organizationIds: [String(organizations[1])],
        }),
      }),
    ]);
  });

  test("are refused to members and other organizations, and a super admin's bypass is counted", async () => {
    const member = await bearer({ ...GOOD_CLAIMS, role: 'MEMBER', org_id: organizations[0] });
    expect(codesOf(await ask(server, INSIGHTS(organizations[0]), { authorization: member }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask(server, INSIGHTS(organizations[0]), { authorization: admins[1] }))).toEqual(['NOT_FOUND']);
    const passed = await ask(server, INSIGHTS(organizations[2]), { authorization: operator });
    expect(passed.errors).toEqual([]);
    expect((await send(`${server.url}/metrics`)).text).toContain(
      'portcullis_bypasses_total{coordinate="Organization.insights"} 1',
    );
  });
});

test('metrics cover decisions, denials, the cache and notifications with a bounded number of labels', async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await check(
    operator,
    ...Array.from({ length: 500 }, (_, index) => ({
      organizationId: organizations[0],
      moduleKey: `made_up_${index}`,
      submoduleKey: `x${index}`,
    })),
  );
  const { status, text } = await send(`${server.url}/metrics`);
  expect(status).toBe(200);
  for (const line of [
    /^portcullis_decisions_total\{result="denied",reason="UNKNOWN_MODULE",module="\?",gating="ENFORCE"\} \d+$/m,
    /^portcullis_unexpected_denials_total\{module="sales"\} \d+$/m,
    /^portcullis_shadow_differences_total\{module="hr"\} 1$/m,
    /^portcullis_cache_reads_total\{result="uncached"\} \d+$/m,
    /^portcullis_change_line_up 1$/m,
    /^portcullis_operation_seconds_count\{operation="anonymous",type="query",result="ok"\} \d+$/m,
    /^portcullis_uncounted_checks_total 0$/m,
    /^process_resident_memory_bytes \d+/m,
  ]) {
    expect(text).toMatch(line);
  }
  expect(text).not.toContain('made_up');
});

test('a server that is killed loses only the counts of its last seconds', async () => {
  const killed = await serve({ DATABASE_URL: database.url, AUTH_JWT_SECRET: TEST_SECRET, PORT: '0', NODE_ENV: 'test' });
  const query = `{ checkEntitlements(checks: [{ organizationId: ${organizations[0]}, moduleKey: "projects" }]) {
    allowed } }`;
  for (let index = 0; index < 20; index++) await ask(killed, query, { authorization: operator });
  await delay(3_000);
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(
    await database.sql(`SELECT sum(count)::int AS count FROM access_counts WHERE module_key = 'projects'`),
  ).toEqual([{ count: 20 }]);
});
