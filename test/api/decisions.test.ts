import { z } from 'zod';
import { type Answer, ask, codesOf } from '../support/http';
import { StatementRecorder } from '../support/record-statements';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let acme: string;
let broken: string;
let empty: string;
let operator: string;
let service: string;
let member: string;

const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000);

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_LEGACY_CACHE_MS: '0' });
  [acme = '0', broken = '0', empty = '0'] = await database.addOrganizations([
    { CRM: true, route_access: { leads: false } },
    { CRM: 'perhaps' },
    null,
  ]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT $1, id, status, ends, 'legacy_migration' FROM modules
     JOIN (VALUES ('sales', 'enabled', NULL), ('hr', 'trial', $2::timestamptz), ('finance', 'disabled', NULL))
     AS v (key, status, ends) ON key = module_key`,
    [acme, IN_A_WEEK],
  );
  await database.sql(
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT $1, s.module_id, s.id, false, 'admin' FROM submodules s WHERE submodule_key = 'leads'`,
    [acme],
  );
  server = await startTestServer(database, { worker: false });
  operator = await bearer(GOOD_CLAIMS);
  service = await bearer({ ...GOOD_CLAIMS, role: 'SERVICE' });
  member = await bearer({ ...GOOD_CLAIMS, role: 'MEMBER', org_id: acme });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** Sets the mode by SQL, as an operator might, and waits until the server answers by it. */
async function setMode(mode: string): Promise<void> {
  await database.sql('UPDATE rollout SET mode = $1, enforce_percentage = 0', [mode]);
  await until(`the gating is ${mode}`, async () =>
    (await ask(server, '{ viewer { organization { gating } } }', { authorization: member })).text.includes(`"${mode}"`),
  );
}

const CHECK = `query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed status
  reason moduleKey submoduleKey organizationId gating legacy { allowed reason } entitlement { allowed reason } } }`;
const check = (checks: readonly object[], authorization = operator): Promise<Answer> =>
  ask(server, CHECK, { authorization, variables: { checks } });

const checked = z.object({ checkEntitlements: z.array(z.object({ allowed: z.boolean(), reason: z.string() })) });
const menuShown = z.object({
  viewer: z.object({
    organization: z.object({
      menu: z.array(z.looseObject({ id: z.string(), children: z.array(z.looseObject({ id: z.string() })) })),
    }),
  }),
});

const brief = (answer: Answer) => {
  expect(answer.errors).toEqual([]);
  return checked.parse(answer.data).checkEntitlements.map(({ allowed, reason }) => `${String(allowed)} ${reason}`);
};

describe('checkEntitlements', () => {
  test('answers in the order asked, and denies an invalid check without failing the others', async () => {
    await setMode('ENFORCE');
    const checks = [
      { organizationId: acme, moduleKey: 'sales' },
      { organizationId: acme, moduleKey: 'sales', submoduleKey: 'leads' },
      { organizationId: acme, moduleKey: 'sales', submoduleKey: 'quotations' },
      { organizationId: acme, moduleKey: 'hr' },
      { organizationId: acme, moduleKey: 'finance' },
      { organizationId: acme, moduleKey: 'inventory' },
      { organizationId: acme, moduleKey: 'email' },
      { organizationId: acme, moduleKey: 'settings' },
      { organizationId: acme, moduleKey: 'slaes' },
      { organizationId: acme, moduleKey: 'sales', submoduleKey: 'laeds' },
      { organizationId: 999_999, moduleKey: 'sales' },
      { organizationId: 'acme', moduleKey: 'sales' },
      { organizationId: '99999999999999999999', moduleKey: 'sales' },
      { moduleKey: 'sales' },
      { organizationId: empty, moduleKey: 'sales' },
    ];
    expect(brief(await check(checks, service))).toEqual([
      'true ENTITLED',
      'false SUBMODULE_DISABLED',
      'true ENTITLED',
      'true TRIAL',
      'false MODULE_DISABLED',
      'false NOT_ENTITLED',
      'true ALWAYS_ON',
      'true RBAC_ONLY',
      'false UNKNOWN_MODULE',
      'false UNKNOWN_SUBMODULE',
      'false ORGANIZATION_NOT_FOUND',
      'false ORGANIZATION_NOT_FOUND',
      'false ORGANIZATION_NOT_FOUND',
      'false NO_ORGANIZATION',
      'false NOT_ENTITLED',
    ]);
  });

  test('reads 1,000 organizations with one statement, and refuses 1,001 checks', async () => {
    const statements = new StatementRecorder(database.dataSource);
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      organizationId: index % 2 === 0 ? acme : 5_000 + index,
      moduleKey: 'sales',
    }));
    const sent = await statements.during(async () => {
      expect(new Set(brief(await check(many)))).toEqual(new Set(['true ENTITLED', 'false ORGANIZATION_NOT_FOUND']));
    });
    expect(sent.filter((statement) => statement.includes('org_entitlements'))).toHaveLength(1);
    const refused = await check([...many, { moduleKey: 'sales' }]);
    expect(codesOf(refused)).toEqual(['INVALID_INPUT']);
    expect(refused.errors[0]?.message).toContain('must have 1000 checks or fewer, not 1001');
  });

  test('answers a member about another organization as about one that does not exist', async () => {
    expect(
      brief(
        await check(
          [
            { moduleKey: 'sales' },
            { organizationId: acme, moduleKey: 'hr' },
            { organizationId: empty, moduleKey: 'email' },
            { organizationId: 999_999, moduleKey: 'email' },
          ],
          member,
        ),
      ),
    ).toEqual(['true ENTITLED', 'true TRIAL', 'false ORGANIZATION_NOT_FOUND', 'false ORGANIZATION_NOT_FOUND']);
    expect(codesOf(await check([{ moduleKey: 'sales' }], ''))).toEqual(['UNAUTHENTICATED']);
  });

  test('names the requested organization, and no other, if it is not found', async () => {
    const query = `query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { organizationId
      reason message } }`;
    const checks = [
      { organizationId: empty, moduleKey: 'sales' },
      { organizationId: 999_999, moduleKey: 'sales' },
      { organizationId: 'acme', moduleKey: 'sales' },
    ];
    const { data } = await ask(server, query, { authorization: member, variables: { checks } });
    const missing = (organizationId: string | null, who: string) => ({
      organizationId,
      reason: 'ORGANIZATION_NOT_FOUND',
      message: `${who} may not use Sales: there is no such organization.`,
    });
    expect(data).toEqual({
      checkEntitlements: [
        missing(empty, `Organization ${empty}`),
        missing('999999', 'Organization 999999'),
        missing(null, 'The organization'),
      ],
    });
  });

  test('answers by the legacy flags under LEGACY and SHADOW, and by entitlements under ENFORCE', async () => {
    await setMode('LEGACY');
    const checks = [
      { organizationId: acme, moduleKey: 'sales' },
      { organizationId: acme, moduleKey: 'sales', submoduleKey: 'leads' },
      { organizationId: acme, moduleKey: 'hr' },
      { organizationId: broken, moduleKey: 'sales' },
      { organizationId: broken, moduleKey: 'email' },
      { organizationId: empty, moduleKey: 'sales' },
    ];
    const legacy = [
      'true LEGACY_ON',
      'false LEGACY_OFF',
      'false LEGACY_OFF',
      'false LEGACY_UNREADABLE',
      'true ALWAYS_ON',
      'false LEGACY_OFF',
    ];
    expect(brief(await check(checks))).toEqual(legacy);
    await setMode('SHADOW');
    const shadow = await check(checks);
    expect(brief(shadow)).toEqual(legacy);
    expect(shadow.data).toMatchObject({
      checkEntitlements: {
        2: {
          gating: 'SHADOW',
          legacy: { allowed: false, reason: 'LEGACY_OFF' },
          entitlement: { allowed: true, reason: 'TRIAL' },
        },
      },
    });
    await setMode('ENFORCE');
    expect(brief(await check(checks))).toEqual([
      'true ENTITLED',
      'false SUBMODULE_DISABLED',
      'true TRIAL',
      'false NOT_ENTITLED',
      'true ALWAYS_ON',
      'false NOT_ENTITLED',
    ]);
  });
});

describe('the decision that a support person reads', () => {
  const ASK = `query ($id: ID!, $module: String!, $submodule: String, $at: DateTime) {
    organization(id: $id) { gating decision(moduleKey: $module, submoduleKey: $submodule, at: $at) {
      allowed reason message changesAt organizationId
      provenance { kind source legacyFlag rule { legacyFlag } migrationRun { id } } steps { rule outcome detail } } }
      }`;
  const askWhy = async (
    module: string,
    submodule: string | null,
    more: { readonly at?: string; readonly authorization?: string } = {},
  ) =>
    ask(server, ASK, {
      authorization: more.authorization ?? operator,
      variables: { id: acme, module, submodule, at: more.at ?? null },
    });

  test('names the organization and the module, and lists every step', async () => {
    await setMode('ENFORCE');
    const answer = await askWhy('sales', 'leads');
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      organization: {
        gating: 'ENFORCE',
        decision: {
          allowed: false,
          reason: 'SUBMODULE_DISABLED',
          message: 'Organization 1 may not use Leads in Sales: it is switched off within Sales.',
          organizationId: acme,
          provenance: { kind: 'SUBENTITLEMENT', source: 'admin', migrationRun: null },
          steps: expect.arrayContaining([
            { rule: 'LEGACY_RULES', outcome: 'WOULD_DENY', detail: expect.stringContaining('leads') },
            { rule: 'SUBENTITLEMENT', outcome: 'DENIED', detail: "The submodule is switched off (source 'admin')." },
          ]),
        },
      },
    });
  });

  test('can be read for a later time, such as the end of a trial', async () => {
    expect((await askWhy('hr', null)).data).toMatchObject({
      organization: { decision: { allowed: true, reason: 'TRIAL', changesAt: IN_A_WEEK.toISOString() } },
    });
    expect((await askWhy('hr', null, { at: IN_A_WEEK.toISOString() })).data).toMatchObject({
      organization: { decision: { allowed: false, reason: 'TRIAL_EXPIRED', changesAt: null } },
    });
    expect((await askWhy('hr', null, { at: new Date(IN_A_WEEK.getTime() - 1).toISOString() })).data).toMatchObject({
      organization: { decision: { allowed: true } },
    });
    const past = await askWhy('hr', null, { at: '2020-01-01T00:00:00Z' });
    expect(codesOf(past)).toEqual(['INVALID_INPUT']);
    expect(past.errors[0]?.message).toMatch(
      /at is 2020-01-01 00:00 UTC; what the organization had is known from \S+ on: Portcullis was installed then/,
    );
  });

  test('names the legacy flag and its rule, and shows the migration run to super admins only', async () => {
    await setMode('LEGACY');
    expect((await askWhy('sales', null)).data).toMatchObject({
      organization: {
        decision: { provenance: { kind: 'LEGACY', legacyFlag: 'CRM', rule: { legacyFlag: 'enabled_modules.CRM' } } },
      },
    });
    await setMode('ENFORCE');
    const [run] = await database.sql<{ id: number }>(
      `INSERT INTO migration_runs (mode, status, requested_by, reason, mapping_name, mapping_hash, mapping_rules,
       taxonomy_hash, rules_version, module_count, submodule_count, allow_revocations, error_budget_percent)
       VALUES ('EXECUTE', 'SUCCEEDED', 'test', 'a test', 'm', 'h', '[]', 't', 1, 1, 1, false, 10) RETURNING id`,
    );
    await database.sql(
      `INSERT INTO migration_run_organizations (run_id, org_id, outcome, mapped_modules, changes, unmapped_flags,
       duplicate_flags)
       VALUES ($1, $2, 'CHANGED', '[]', '[{"action":"CREATE","module":"sales","submodule":null}]', '[]', '[]')`,
      [run?.id, acme],
    );
    expect((await askWhy('sales', null)).data).toMatchObject({
      organization: { decision: { provenance: { source: 'legacy_migration', migrationRun: { id: String(run?.id) } } } },
    });
    expect((await askWhy('hr', null)).data).toMatchObject({
      organization: { decision: { provenance: { migrationRun: null } } },
    });
    expect((await askWhy('sales', null, { authorization: member })).data).toMatchObject({
      organization: { decision: { provenance: { migrationRun: null } } },
    });
  });
});

describe('the menu and routes of a frontend', () => {
  test('the menu follows the order of the taxonomy and says what is open, on trial or locked', async () => {
    await setMode('ENFORCE');
    const MENU = `{ viewer { organization { menu { id label path icon access reason trialExpiresAt submodule { key }
      children { id label path permissionKey access reason trialExpiresAt } } } } }`;
    const answer = await ask(server, MENU, { authorization: member });
    expect(answer.errors).toEqual([]);
    const { menu } = menuShown.parse(answer.data).viewer.organization;
    const taxonomy = await database.sql<{ id: string }>(
      `SELECT $1 || ':' || module_key AS id FROM modules WHERE is_active ORDER BY sort_order, id`,
      [acme],
    );
    expect(menu.map(({ id }) => id)).toEqual(taxonomy.map(({ id }) => id));
    const item = (key: string) => menu.find(({ id }) => id === `${acme}:${key}`);
    expect(item('sales')).toMatchObject({
      label: 'Sales',
      path: '/sales',
      icon: 'shopping-cart',
      access: 'OPEN',
      reason: 'ENTITLED',
      trialExpiresAt: null,
      submodule: null,
    });
    expect(item('sales')?.children.slice(0, 2)).toEqual([
      {
        id: `${acme}:sales/leads`,
        label: 'Leads',
        path: '/sales/leads',
        permissionKey: 'sales.leads.view',
        access: 'LOCKED',
        reason: 'SUBMODULE_DISABLED',
        trialExpiresAt: null,
      },
      {
        id: `${acme}:sales/opportunities`,
        label: 'Opportunities',
        path: '/sales/opportunities',
        permissionKey: 'sales.opportunities.view',
        access: 'OPEN',
        reason: 'ENTITLED',
        trialExpiresAt: null,
      },
    ]);
    expect(item('hr')).toMatchObject({
      access: 'TRIAL',
      reason: 'TRIAL',
      trialExpiresAt: IN_A_WEEK.toISOString(),
      children: expect.arrayContaining([
        expect.objectContaining({ access: 'TRIAL', trialExpiresAt: IN_A_WEEK.toISOString() }),
      ]),
    });
    expect(item('finance')).toMatchObject({ access: 'LOCKED', reason: 'MODULE_DISABLED' });
    expect(item('email')).toMatchObject({ access: 'OPEN', reason: 'ALWAYS_ON' });
  });

  test('a path is decided by the longest menu path that contains it, however it is spelled', async () => {
    const ROUTES = `query ($paths: [String!]!) {
      viewer { organization { routeAccess(paths: $paths) { path module { key } submodule { key }
      decision { allowed reason } } } } }`;
    const route = (path: string, module: string, submodule: string | null, allowed: boolean) => ({
      path,
      module: { key: module },
      submodule: submodule === null ? null : { key: submodule },
      decision: expect.objectContaining({ allowed }),
    });
    const paths = [
      '/sales/leads/7/edit?tab=1',
      '/sales/quotations',
      '/sales',
      '/sales/leadsheet',
      '/about',
      '/hr/../sales/%6Ceads',
      '/inventory/stock-levels',
    ];
    const answer = await ask(server, ROUTES, { authorization: member, variables: { paths } });
    expect(answer.data).toEqual({
      viewer: {
        organization: {
          routeAccess: [
            route('/sales/leads/7/edit?tab=1', 'sales', 'leads', false),
            route('/sales/quotations', 'sales', 'quotations', true),
            route('/sales', 'sales', null, true),
            route('/sales/leadsheet', 'sales', null, true),
            null,
            route('/hr/../sales/%6Ceads', 'sales', 'leads', false),
            route('/inventory/stock-levels', 'inventory', 'stock_levels', false),
          ],
        },
      },
    });
  });

  test('everything that a page shows of one organization takes at most one statement', async () => {
    const statements = new StatementRecorder(database.dataSource);
    await database.sql('UPDATE rollout SET version = version');
    const sent = await statements.during(async () => {
      const answer = await ask(
        server,
        `{ viewer { organization { gating menu { access children { access } }
          entitlements { status decision { reason legacy { reason } } submodules { decision { allowed } } }
          decision(moduleKey: "sales") { allowed } routeAccess(paths: ["/sales"]) { decision { allowed } } } } }`,
        { authorization: member },
      );
      expect(answer.errors).toEqual([]);
    });
    expect(sent.filter((statement) => statement.includes('org_entitlements')).length).toBeLessThanOrEqual(1);
  });
});
