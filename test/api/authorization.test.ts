import { needsOrganization, type Role, ROLES } from '../../src/domain/actor';
import { OPERATION_RIGHTS } from '../../src/domain/operation-rights';
import { codesOfErrors, follow } from '../support/follow';
import { type Answer, ask, codesOf } from '../support/http';
import { rootFields, schemaRootFields } from '../support/root-fields';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

const OWN = 1;
const OTHER = 777;
const NONEXISTENT = 888;

let database: TestDatabase;
let server: TestServer;
let tokens: ReadonlyMap<Role, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  await database.sql(`INSERT INTO organizations (id, name, enabled_modules) VALUES (${OTHER}, 'Hidden Ltd', '["HR"]')`);
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason)
     VALUES (1, 'legacy_migration', 'op', 'own'), (${OTHER}, 'legacy_migration', 'op', 'secret of another')`,
  );
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT o.id, m.id, 'enabled', 'manual'
     FROM organizations o, modules m WHERE m.module_key = 'sales'`,
  );
  server = await startTestServer(database, { worker: false });
  tokens = new Map(
    await Promise.all(
      ROLES.map(async (role): Promise<[Role, string]> => [
        role,
        await bearer({ sub: role.toLowerCase(), role, ...(needsOrganization(role) && { org_id: OWN }) }),
      ]),
    ),
  );
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const as = (role: Role, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer> =>
  ask(server, query, { authorization: tokens.get(role), ...(variables && { variables }) });

/** An answer without the requested id, which is the only allowed difference between two answers. */
const withoutId = ({ status, text }: Answer, id: string | number) => ({
  status,
  text: text.replaceAll(String(id), '#'),
});

/** What is stored, by table; without what a server writes by itself. */
async function stored(): Promise<Readonly<Record<string, string>>> {
  const tables = await database.sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema)' ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter((one) => !/access_counts/.test(one.name))) {
    // Refused attempts are recorded once a minute.
    const only = name.endsWith('platform_events') ? `WHERE event_type <> 'access_refused'` : '';
    const [row] = await database.sql<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS digest
       FROM ${name} t ${only}`,
    );
    digests[name] = row?.digest ?? '';
  }
  return digests;
}

describe('the roles of each operation', () => {
  const cases = rootFields().flatMap((field) =>
    ROLES.map((role) => ({
      ...field,
      role,
      allowed: field.may.includes(role),
      type: field.coordinate.split('.')[0] ?? '',
    })),
  );
  let before: Readonly<Record<string, string>>;

  beforeAll(async () => {
    before = await stored();
  });

  test('are in the table for every field of the schema, and for no other', () => {
    expect(Object.keys(OPERATION_RIGHTS).sort()).toEqual([...schemaRootFields()].sort());
    expect(rootFields().map(({ coordinate }) => coordinate)).toEqual(expect.arrayContaining([...schemaRootFields()]));
  });

  test.each(cases.filter(({ allowed, type }) => !allowed && type !== 'Subscription'))(
    '$coordinate is FORBIDDEN to $role',
    async ({ operation, role }) => {
      const answer = await as(role, operation);
      expect({ status: answer.status, codes: codesOf(answer) }).toEqual({ status: 200, codes: ['FORBIDDEN'] });
      expect(Object.values(answer.data ?? {}).filter((value) => value !== null)).toEqual([]);
    },
  );

  test.each(ROLES)('over a WebSocket, %s may subscribe to what the table allows, and do nothing else', async (role) => {
    for (const { coordinate, operation, allowed, type } of cases.filter((one) => one.role === role)) {
      if (type === 'Subscription' && allowed) continue; // these answer: see subscriptions.test.ts
      const following = follow(server, { authorization: tokens.get(role) }, operation, {});
      await following.ended;
      expect({ coordinate, events: following.events, codes: codesOfErrors(following) }).toEqual({
        coordinate,
        events: [],
        codes: [type === 'Subscription' ? 'FORBIDDEN' : 'INVALID_INPUT'],
      });
      await following.stop();
    }
  });

  test('what is FORBIDDEN has written nothing', async () => {
    expect(await stored()).toEqual(before);
  });

  test.each(cases.filter(({ allowed, type }) => allowed && type === 'Query'))(
    '$coordinate answers $role',
    async ({ operation, role }) => {
      expect(await as(role, operation)).toMatchObject({ status: 200, errors: [] });
    },
  );

  test.each(cases.filter(({ allowed, coordinate }) => !allowed && coordinate === 'Mutation.startMigrationRun'))(
    'a $role cannot probe $coordinate with invalid input',
    async ({ role }) => {
      for (const source of [
        '{ dryRunId: "none" }',
        '{ fresh: { organizationIds: ["none"] } }',
        '{ fresh: { trialDays: -1 } }',
        '{ dryRunId: "999" }',
      ]) {
        const answer = await as(
          role,
          `mutation { startMigrationRun(input: { mode: EXECUTE, source: ${source}, reason: "" }) {
            migrationRun { id } } }`,
        );
        expect({ source, codes: codesOf(answer) }).toEqual({ source, codes: ['FORBIDDEN'] });
      }
    },
  );
});

describe('another organization looks like one that does not exist', () => {
  const shapes: readonly (readonly [string, (id: string) => string])[] = [
    [
      'organization',
      (id) => `{ organization(id: "${id}") { id name entitlements { status } legacyFlags { unmapped } } }`,
    ],
    [
      'an alias beside the own one',
      (id) => `{ mine: organization(id: "1") { id } theirs: organization(id: "${id}") { id name } }`,
    ],
    [
      'a fragment',
      (id) =>
        `query { ...Theirs } fragment Theirs on Query { organization(id: "${id}") { ...Named } } fragment Named
          on Organization { id name enabledModules }`,
    ],
    [
      'an inline fragment under a directive',
      (id) => `query { ... on Query @include(if: true) { organization(id: "${id}") { name @skip(if: false) } } }`,
    ],
    [
      'its events, from the organization',
      (id) => `{ organization(id: "${id}") { events { nodes { reason } totalCount } } }`,
    ],
    ['entitlementEvents', (id) => `{ entitlementEvents(organizationId: "${id}") { totalCount nodes { reason } } }`],
    [
      'entitlementEvents with a page that is wrong',
      (id) => `{ entitlementEvents(organizationId: "${id}", first: 0) { totalCount } }`,
    ],
  ];
  test.each(shapes)('through %s', async (_name, query) => {
    for (const role of ['MEMBER', 'ORG_ADMIN'] as const) {
      const other = await as(role, query(String(OTHER)));
      const none = await as(role, query(String(NONEXISTENT)));
      expect(codesOf(other)).toEqual(['NOT_FOUND']);
      expect(withoutId(other, OTHER)).toEqual(withoutId(none, NONEXISTENT));
      expect(other.text).not.toContain('Hidden');
      expect(other.text).not.toContain('secret of another');
    }
  });

  test('through a variable, with the message that a super admin gets for an unknown id', async () => {
    const query = 'query ($id: ID!) { organization(id: $id) { name } }';
    const member = await as('MEMBER', query, { id: OTHER });
    const admin = await as('SUPER_ADMIN', query, { id: NONEXISTENT });
    expect(codesOf(member)).toEqual(['NOT_FOUND']);
    expect(withoutId(member, OTHER)).toEqual(withoutId(admin, NONEXISTENT));
  });

  test.each([
    'abc',
    '',
    '0',
    '-1',
    '1.0',
    ' 1',
    '1e0',
    '99999999999',
    '2147483648',
    '１',
    '1; DROP TABLE organizations',
  ])('an id that is not a number of an organization is NOT_FOUND: %j', async (id) => {
    for (const role of ROLES) {
      const answer = await as(role, 'query ($id: ID!) { organization(id: $id) { name } }', { id });
      expect({ role, status: answer.status, codes: codesOf(answer) }).toEqual({
        role,
        status: 200,
        codes: ['NOT_FOUND'],
      });
    }
  });

  test('entitlementEvents answers NOT_FOUND for an id that is not a number', async () => {
    for (const role of ['MEMBER', 'ORG_ADMIN'] as const) {
      expect(codesOf(await as(role, '{ entitlementEvents(organizationId: "abc") { nodes { id } } }'))).toEqual([
        'NOT_FOUND',
      ]);
    }
  });
});

describe('each role reads only what it may', () => {
  test('a member reads all of its own organization', async () => {
    const answer = await as(
      'MEMBER',
      `{ organization(id: 1) { id name enabledModules legacyFlags { flags { name on } } entitlements { module { key }
        status } } viewer { organization { id entitlements { status } } } }`,
    );
    expect(answer).toMatchObject({
      errors: [],
      data: { organization: { id: '1', enabledModules: ['CRM'], legacyFlags: { flags: [{ name: 'CRM', on: true }] } } },
    });
  });

  test('a service reads every organization but no events', async () => {
    const answer = await as(
      'SERVICE',
      '{ one: organization(id: 1) { name } two: organization(id: 777) { name entitlements { status } } }',
    );
    expect(answer).toMatchObject({
      errors: [],
      data: { one: { name: 'Organization 1' }, two: { name: 'Hidden Ltd' } },
    });
    for (const query of [
      '{ organization(id: 1) { events { nodes { id } } } }',
      '{ entitlementEvents { nodes { id } } }',
      '{ entitlementEvents(organizationId: "1") { nodes { id } } }',
    ]) {
      expect(codesOf(await as('SERVICE', query))).toEqual(['FORBIDDEN']);
    }
    expect(codesOf(await as('SERVICE', '{ organization(id: 888) { name } }'))).toEqual(['NOT_FOUND']);
  });

  test("an organization's admin reads the events of its own organization only", async () => {
    const query = `{ named: entitlementEvents(organizationId: "1") { totalCount nodes { reason } }
      unnamed: entitlementEvents { totalCount nodes { reason organization { id } } }
      organization(id: 1) { events { totalCount nodes { reason }
        } } }`;
    const own = { totalCount: 1, nodes: [{ reason: 'own' }] };
    expect(await as('ORG_ADMIN', query)).toMatchObject({
      errors: [],
      data: { named: own, unnamed: own, organization: { events: own } },
    });
  });

  test('a member reads no events, not even of its own organization', async () => {
    for (const query of [
      '{ organization(id: 1) { events { nodes { id } } } }',
      '{ entitlementEvents { nodes { id } } }',
      '{ entitlementEvents(organizationId: "1") { nodes { id } } }',
      '{ viewer { organization { events { totalCount } } } }',
    ]) {
      expect(codesOf(await as('MEMBER', query))).toEqual(['FORBIDDEN']);
    }
  });

  test('a super admin reads the events of every organization', async () => {
    const answer = await as(
      'SUPER_ADMIN',
      `{ entitlementEvents { totalCount } two: entitlementEvents(organizationId: "777") { nodes { reason } }
        organization(id: 777) { events { totalCount } } }`,
    );
    expect(answer).toMatchObject({
      errors: [],
      data: {
        entitlementEvents: { totalCount: 2 },
        two: { nodes: [{ reason: 'secret of another' }] },
        organization: { events: { totalCount: 1 } },
      },
    });
  });
});

describe('the changes that a role may make', () => {
  test.each(
    rootFields()
      .filter(({ coordinate }) => coordinate.startsWith('Mutation.'))
      .flatMap(({ may, ...field }) => may.map((role) => ({ ...field, role }))),
  )('$coordinate is not FORBIDDEN to $role', async ({ operation, role }) => {
    const answer = await as(role, operation);
    expect(
      codesOf(answer).filter(
        (code) => !['CONFLICT', 'INVALID_INPUT', 'INVALID_TRANSITION', 'NOT_FOUND'].includes(code ?? ''),
      ),
    ).toEqual([]);
  });

  test('of an auditor are none', () => {
    const mutations = rootFields().filter(({ coordinate }) => coordinate.startsWith('Mutation.'));
    expect(mutations.filter(({ may }) => may.includes('AUDITOR'))).toEqual([]);
  });
});
