import { z } from 'zod';
import { type Answer, ask } from '../support/http';
import { StatementRecorder } from '../support/record-statements';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;
let statements: StatementRecorder;

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_CACHE_SIZE: '0' });
  const names = [
    'Acme',
    'acme 50%',
    '50 Percent',
    'snake_case Ltd',
    'snakeXcase Ltd',
    `O'Brien & "Sons"`,
    'back\\slash',
    'Ünïcode',
    ...Array.from({ length: 52 }, (_, index) => `Filler ${index}`),
  ];
  await database.sql(
    `INSERT INTO organizations (name, enabled_modules) SELECT n, '["CRM","HR"]'
     FROM unnest($1::text[]) WITH ORDINALITY AS t (n, i) ORDER BY i`,
    [names],
  );
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT o.id, m.id, CASE
     WHEN o.id % 2 = 0 THEN 'trial' ELSE 'enabled' END, 'legacy_migration'
     FROM organizations o, modules m WHERE o.id <= 10 AND m.module_key = 'sales' OR o.id = 1 AND m.module_key = 'hr'`,
  );
  await database.sql(
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT o.id, s.module_id, s.id, false, 'legacy_migration'
     FROM organizations o, submodules s JOIN modules m ON m.id = s.module_id
     WHERE o.id <= 10 AND m.module_key = 'sales' AND s.submodule_key = 'leads'`,
  );
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
  statements = new StatementRecorder(database.dataSource);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const post = (query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer> =>
  ask(server, query, { authorization, ...(variables && { variables }) });

const page = z.object({
  organizations: z.object({
    totalCount: z.number().optional(),
    nodes: z.array(z.object({ id: z.string(), name: z.string() })),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
  }),
});

async function list(args: Readonly<Record<string, unknown>>) {
  const query = `query ($first: Int! = 100, $after: String, $search: String, $moduleKey: String, $status: String) {
    organizations(first: $first, after: $after, search: $search, moduleKey: $moduleKey, status: $status) {
      totalCount nodes { id name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const answer = await post(query, args);
  expect(answer.errors).toEqual([]);
  return page.parse(answer.data).organizations;
}

describe('the list of organizations', () => {
  test.each([
    ['acme', ['Acme', 'acme 50%']],
    ['50%', ['acme 50%']],
    ['%', ['acme 50%']],
    ['_', ['snake_case Ltd']],
    ['snake_', ['snake_case Ltd']],
    ["O'BRIEN", [`O'Brien & "Sons"`]],
    ['"sons"', [`O'Brien & "Sons"`]],
    ['\\', ['back\\slash']],
    ['ünï', ['Ünïcode']],
    [
      '3',
      [
        '50 Percent',
        'Filler 3',
        'Filler 13',
        'Filler 23',
        ...Array.from({ length: 10 }, (_, index) => `Filler ${30 + index}`),
        'Filler 43',
      ],
    ],
    ["'; DROP TABLE organizations; --", []],
    ['no such name', []],
  ])('can be searched by name or id: %s', async (search, names) => {
    const found = await list({ search });
    expect(found.nodes.map(({ name }) => name)).toEqual(names);
    expect(found.totalCount).toBe(names.length);
  });

  test('can be filtered by module and status', async () => {
    const ids = async (filter: Readonly<Record<string, unknown>>) =>
      (await list(filter)).nodes.map(({ id }) => Number(id));
    expect(await ids({ moduleKey: 'sales' })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await ids({ moduleKey: 'sales', status: 'trial' })).toEqual([2, 4, 6, 8, 10]);
    expect(await ids({ moduleKey: 'hr' })).toEqual([1]);
    expect(await ids({ moduleKey: 'hr', status: 'trial' })).toEqual([]);
    expect(await ids({ status: 'enabled' })).toEqual([1, 3, 5, 7, 9]);
    expect(await ids({ moduleKey: 'none' })).toEqual([]);
    expect(await ids({ moduleKey: 'sales', search: 'acme' })).toEqual([1, 2]);
  });

  test('can be filtered by gating and by overrides', async () => {
    const named = async (filter: string) => {
      const answer = await post(`{ organizations(first: 100, ${filter}) { totalCount nodes { id gating } } }`);
      expect(answer.errors).toEqual([]);
      return z
        .object({
          organizations: z.object({
            totalCount: z.number(),
            nodes: z.array(z.object({ id: z.string(), gating: z.string() })),
          }),
        })
        .parse(answer.data).organizations;
    };
    await database.sql(
      `UPDATE rollout SET enforce_percentage = 30;
       INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (1, 'SHADOW', 'a test', 'ann')`,
    );
    await database.sql(
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id, expires_at, ended_at)
       SELECT o, id, 'enabled', 'a test', 'ann', expires, ended
       FROM modules, (VALUES (2, NULL::timestamptz, NULL::timestamptz), (3, now() - interval '1 second', NULL),
       (4, NULL, now()), (5, now() + interval '1 day', NULL)) AS v (o, expires, ended) WHERE module_key = 'sales'`,
    );
    const [shadow, enforced, legacy] = [
      await named('gating: SHADOW'),
      await named('gating: ENFORCE'),
      await named('gating: LEGACY'),
    ];
    expect(shadow).toEqual({ totalCount: 1, nodes: [{ id: '1', gating: 'SHADOW' }] });
    expect(enforced.nodes.length).toBeGreaterThan(5);
    expect(enforced.nodes.every(({ gating }) => gating === 'ENFORCE')).toBe(true);
    expect(legacy.nodes.every(({ gating }) => gating === 'LEGACY')).toBe(true);
    expect(shadow.totalCount + enforced.totalCount + legacy.totalCount).toBe(60);
    expect((await named('hasOverride: true')).nodes.map(({ id }) => id)).toEqual(['2', '5']);
    expect((await named('hasOverride: false')).totalCount).toBe(58);
    await database.sql(
      'UPDATE rollout SET enforce_percentage = 0; TRUNCATE organization_rollouts, entitlement_overrides',
    );
  });

  test('one organization shows its rows with the taxonomy, and its legacy flags raw and as understood', async () => {
    await database.sql(
      `INSERT INTO organizations (id, name, enabled_modules)
       VALUES (901, 'Encoded', to_jsonb('{"crm":"yes","Fax":0}'::text)), (902, 'Text', '"CRM, HR"'),
       (903, 'SqlNull', NULL), (904, 'Maybe', '{"CRM":"maybe","a":{"b":2}}')`,
    );
    const of = (id: number) =>
      post(
        `{ organization(id: ${id}) { enabledModules
          legacyFlags { flags { name on rules { legacyFlag module { key } submodule { key } } } unmapped duplicates
          unreadable { path value message } } entitlements { status } } }`,
      );
    expect((await of(901)).data).toMatchObject({
      organization: {
        enabledModules: '{"crm":"yes","Fax":0}',
        legacyFlags: {
          flags: [
            {
              name: 'crm',
              on: true,
              rules: [{ legacyFlag: 'enabled_modules.CRM', module: { key: 'sales' }, submodule: null }],
            },
            { name: 'Fax', on: false, rules: [] },
          ],
          unmapped: ['Fax'],
          unreadable: [],
        },
      },
    });
    expect((await of(902)).data).toMatchObject({
      organization: {
        enabledModules: 'CRM, HR',
        legacyFlags: { flags: [], unreadable: [{ path: '$', value: '"CRM, HR"' }] },
      },
    });
    expect((await of(903)).data).toMatchObject({
      organization: { enabledModules: null, legacyFlags: { flags: [], unmapped: [], unreadable: [] } },
    });
    expect((await of(904)).data).toMatchObject({
      organization: {
        legacyFlags: {
          flags: [],
          unreadable: [{ path: 'CRM', value: '"maybe"' }],
        },
      },
    });
    await database.sql('DELETE FROM organizations WHERE id > 900');
  });

  test('entitlements cover every active module and submodule, with null without a row', async () => {
    const answer = await post(
      `{ organization(id: 2) { entitlements { id module { key } status partial source trialExpiresAt
        submodules { id submodule { key } enabled source } } } }`,
    );
    const parsed = z
      .object({
        organization: z.object({
          entitlements: z.array(
            z.looseObject({
              module: z.object({ key: z.string() }),
              submodules: z.array(z.looseObject({ submodule: z.object({ key: z.string() }) })),
            }),
          ),
        }),
      })
      .parse(answer.data);
    const { entitlements } = parsed.organization;
    expect(entitlements).toHaveLength(17);
    const sales = entitlements.find(({ module }) => module.key === 'sales');
    expect(sales).toMatchObject({
      id: '2:sales',
      status: 'trial',
      partial: false,
      source: 'legacy_migration',
      trialExpiresAt: null,
    });
    expect(sales?.submodules.find(({ submodule }) => submodule.key === 'leads')).toEqual({
      id: '2:sales/leads',
      submodule: { key: 'leads' },
      enabled: false,
      source: 'legacy_migration',
    });
    expect(sales?.submodules.find(({ submodule }) => submodule.key === 'quotations')).toMatchObject({
      enabled: null,
      source: null,
    });
    expect(entitlements.find(({ module }) => module.key === 'hr')).toMatchObject({
      id: '2:hr',
      status: null,
      source: null,
      partial: false,
    });
  });
});

describe('a page of organizations', () => {
  test('loses and repeats none while others are added and deleted', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const read: Awaited<ReturnType<typeof list>> = await list({ first: 7, after });
      expect(read.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...read.nodes.map(({ id }) => id));
      after = read.pageInfo.hasNextPage ? read.pageInfo.endCursor : null;
      if (pages++ === 2) {
        // Deletes an organization of the last page, and the one that the cursor names; adds one at the end.
        await database.sql(`DELETE FROM organizations WHERE id IN (15, 21)`);
        await database.sql(`INSERT INTO organizations (id, name) VALUES (15, 'Filler 6'), (950, 'Late')`);
      }
    } while (after !== null);
    expect(seen).toEqual([...Array.from({ length: 60 }, (_, index) => String(index + 1)), '950']);
    await database.sql(`INSERT INTO organizations (id, name) VALUES (21, 'Filler 12')`);
    await database.sql('DELETE FROM organizations WHERE id = 950');
  });

  test('says whether it is the last, and has no cursors if it is empty', async () => {
    expect((await list({ first: 60 })).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect((await list({ first: 59 })).pageInfo).toMatchObject({ hasNextPage: true });
    expect((await list({ search: 'no such name' })).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  test('has 25 organizations by default', async () => {
    const answer = await post('{ organizations { nodes { id } edges { cursor node { id } } } }');
    const { organizations } = z
      .object({
        organizations: z.object({
          nodes: z.array(z.object({ id: z.string() })),
          edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
        }),
      })
      .parse(answer.data);
    expect(organizations.nodes).toHaveLength(25);
    expect(organizations.edges.map(({ node }) => node)).toEqual(organizations.nodes);
  });
});

describe('the number of SQL statements', () => {
  const heavy = (first: number, more = '') =>
    `{ organizations(first: ${first}) { ${more}
      nodes { entitlements { module { key } submodules { enabled submodule { key } } }
      legacyFlags { flags { name on rules { module { key } } } } } } }`;

  test('is the same for 40 organizations as for 2', async () => {
    const few = await statements.during(() => post(heavy(2)));
    const many = await statements.during(() => post(heavy(40)));
    expect(many.length).toBe(few.length);
    expect(many.length).toBeLessThanOrEqual(7);
  });

  test('includes a count only if the query asks for totalCount', async () => {
    const counts = (sent: readonly string[]) => sent.filter((statement) => /count\(/i.test(statement)).length;
    expect(counts(await statements.during(() => post(heavy(2))))).toBe(0);
    expect(counts(await statements.during(() => post(heavy(2, 'totalCount'))))).toBe(1);
    expect(
      counts(
        await statements.during(() =>
          post(
            'query ($yes: Boolean = false) { organizations(first: 1) { totalCount @include(if: $yes) nodes { id } } }',
          ),
        ),
      ),
    ).toBe(0);
    for (const field of ['entitlementEvents', 'platformEvents', 'migrationRuns']) {
      expect(counts(await statements.during(() => post(`{ ${field} { nodes { id } } }`)))).toBe(0);
      expect(counts(await statements.during(() => post(`{ ${field} { totalCount } }`)))).toBe(1);
    }
  });

  test('does not grow with the modules and submodules on the page', async () => {
    const sent = await statements.during(() =>
      post('{ modules { key submodules { id key module { id key } } } module(key: "sales") { submodules { id } } }'),
    );
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  test('does not grow with the organizations of events', async () => {
    await database.sql(`INSERT INTO entitlement_events (org_id, event_type) SELECT id, 'test' FROM organizations`);
    const few = await statements.during(() =>
      post('{ entitlementEvents(first: 2) { nodes { organization { name } } } }'),
    );
    const many = await statements.during(() =>
      post('{ entitlementEvents(first: 50) { nodes { organization { name } } } }'),
    );
    expect(many.length).toBe(few.length);
  });

  test('does not grow with the unreadable organizations of the census', async () => {
    const census = '{ legacyFlagCensus { unreadable { organization { name } problems { path } } } }';
    await database.sql(`UPDATE organizations SET enabled_modules = '42' WHERE id <= 2`);
    const few = await statements.during(() => post(census));
    await database.sql(`UPDATE organizations SET enabled_modules = '42' WHERE id <= 50`);
    const many = await statements.during(() => post(census));
    await database.sql(`UPDATE organizations SET enabled_modules = '["CRM","HR"]'`);
    expect(many.length).toBe(few.length);
  });
});
