import { createShop, errorsOf, Host } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    own: String @requiresEntitlement(module: "sales")
    organization(id: ID): Organization @requiresEntitlement(module: "reports", organizationArg: "id")
    organizations: [Organization!]!
    search(input: SearchInput!): String
      @requiresEntitlement(module: "sales", organizationArg: "input.in.organizationId")
    both(a: ID!, b: ID!): String
      @requiresEntitlement(module: "sales", organizationArg: "a")
      @requiresEntitlement(module: "hr", organizationArg: "b")
      @requiresEntitlement(module: "reports")
    lead(organizationId: ID!): Lead @requiresEntitlement(module: "sales", organizationArg: "organizationId")
  }
  input SearchInput {
    in: InInput!
  }
  input InInput {
    organizationId: ID!
  }
  type Organization {
    id: ID!
    name: String
    insights: Insights
    sales: String @requiresEntitlement(module: "sales")
    hr: String @requiresEntitlement(module: "hr", onDeny: NULL)
    partners: [Organization!]!
  }
  type Insights {
    a: String @requiresEntitlement(module: "reports")
    deep: Insights
  }
  type Lead @requiresEntitlement(module: "inventory") {
    id: ID!
    note: String @requiresEntitlement(module: "hr")
  }
`;

interface Row {
  readonly id: string | number | null | undefined;
}

function createOrganizations(hook: ((source: Row) => Row['id']) | null = ({ id }) => id, asynchronous = false) {
  const rows = (...ids: readonly Row['id'][]) => ids.map((id) => (asynchronous ? Promise.resolve({ id }) : { id }));
  const organization = {
    name: ({ id }: Row) => `n${String(id)}`,
    sales: ({ id }: Row) => `s${String(id)}`,
    hr: ({ id }: Row) => `h${String(id)}`,
    insights: (source: Row) => source,
    partners: ({ id }: Row) => (id === '2' ? rows('3', '4') : []),
  };
  return createShop(
    typeDefs,
    {
      Query: {
        own: () => 'own',
        organization: (_: unknown, { id }: Row) => ({ id: id ?? '1' }),
        organizations: () => rows('1', '2', '3'),
        search: () => 'found',
        both: () => 'both',
        lead: () => ({ id: '1', note: 'n' }),
      },
      Organization: organization,
      Insights: { a: ({ id }: Row) => `a${String(id)}`, deep: (source: Row) => source },
    },
    {
      mayAskAbout: (_actor, organizationId) => organizationId !== '9',
      ...(hook && { organizationOf: { Organization: hook } }),
    },
    new Host(),
  );
}

describe.each([false, true])('organizations of objects in a list (asynchronous: %s)', (asynchronous) => {
  test('each organization in a list is checked on its own, with one more load for all of them', async () => {
    const { run, host } = createOrganizations(undefined, asynchronous);
    host.entitle('1', 'sales').entitle('2', 'sales', 'hr').entitle('3', 'reports');
    const result = await run('{ own organizations { id sales hr insights { a deep { a } } } }');
    expect(result.data).toEqual({
      own: 'own',
      organizations: [
        { id: '1', sales: 's1', hr: null, insights: { a: null, deep: { a: null } } },
        { id: '2', sales: 's2', hr: 'h2', insights: { a: null, deep: { a: null } } },
        { id: '3', sales: null, hr: null, insights: { a: 'a3', deep: { a: 'a3' } } },
      ],
    });
    expect([...errorsOf(result)].sort()).toEqual([
      'organizations.0.insights.a ENTITLEMENT_REQUIRED Insights.a NOT_ENTITLED ×2',
      'organizations.0.insights.deep.a ENTITLEMENT_REQUIRED Insights.a NOT_ENTITLED ×2',
      'organizations.2.sales ENTITLEMENT_REQUIRED Organization.sales NOT_ENTITLED',
    ]);
    expect(host.loads.map((requests) => [...new Set(requests.map(({ organizationId }) => organizationId))])).toEqual([
      ['1'],
      ['2', '3'],
    ]);
  });

  test('each level that brings organizations takes at most one load, shared by levels of one turn', async () => {
    const { run, host } = createOrganizations(undefined, asynchronous);
    await run('{ organizations { sales insights { a } partners { hr insights { a deep { a } } } } }');
    expect(host.loads.map((requests) => [...new Set(requests.map(({ organizationId }) => organizationId))])).toEqual([
      ['1'],
      ['2', '3', '4'],
    ]);
  });
});

test("an operation about the actor's own organization takes one load, with hooks too", async () => {
  const { run, host } = createOrganizations(() => 1);
  host.entitle('1', 'reports', 'sales');
  expect((await run('{ own organization { sales insights { a } } }')).errors).toBeUndefined();
  expect(host.loads).toHaveLength(1);
});

test("a hook's null denies, and its undefined falls back to outer objects, up to the actor", async () => {
  const denying = createOrganizations(() => null);
  denying.host.entitle('1', 'sales');
  expect(errorsOf(await denying.run('{ organizations { sales } }'))).toEqual([
    'organizations.0.sales ENTITLEMENT_REQUIRED Organization.sales NO_ORGANIZATION ×3',
  ]);

  const outer = createOrganizations(() => undefined);
  outer.host.entitle('1', 'sales').entitle('2', 'reports');
  expect((await outer.run('{ organizations { sales } organization(id: 2) { insights { a } } }')).data).toEqual({
    organizations: [{ sales: 's1' }, { sales: 's2' }, { sales: 's3' }],
    organization: { insights: { a: 'a2' } },
  });
});

test('a hook that returns something other than an id denies', async () => {
  const { run, host } = createOrganizations(() => NaN);
  host.entitle('1', 'sales');
  expect((await run('{ organizations { sales } }')).data).toEqual({
    organizations: [{ sales: null }, { sales: null }, { sales: null }],
  });
});

test("an argument names the organization of all fields below it, never the actor's own", async () => {
  const { run, host } = createOrganizations(null);
  host.entitle('1', 'sales', 'hr', 'reports').entitle('2', 'reports');
  const result = await run(
    `query ($id: ID) { a: organization(id: 2) { sales insights { deep { a } } } b: organization(id: $id) { sales } c:
      organization { sales partners { sales } } }`,
    { variables: { id: '2' } },
  );
  expect(result.data).toEqual({
    a: { sales: null, insights: { deep: { a: 'a2' } } },
    b: { sales: null },
    c: { sales: 's1', partners: [] },
  });
  expect(host.loads).toHaveLength(1);
});

test('a guarded object is checked for the organization of the field that returns it', async () => {
  const { run, host } = createOrganizations(null);
  host.entitle('1', 'sales', 'inventory', 'hr').entitle('2', 'sales').entitle('3', 'sales', 'inventory');
  const result = await run('{ two: lead(organizationId: 2) { id } three: lead(organizationId: 3) { id note } }');
  expect(result.data).toEqual({ two: null, three: { id: '1', note: null } });
});

test('a dot path finds the organization in an input object, from a variable too', async () => {
  const { run, host } = createOrganizations();
  host.entitle('2', 'sales');
  const result = await run(
    `query ($input: SearchInput!, $id: ID!) { a: search(input: { in: { organizationId: 2 } }) b: search(input: $input)
      c: search(input: { in: { organizationId: $id } }) }`,
    { variables: { input: { in: { organizationId: 3 } }, id: 2 } },
  );
  expect(result.data).toEqual({ a: 'found', b: null, c: 'found' });
});

test('directives with different arguments are checked for each, one without an argument for the first', async () => {
  const { run, host } = createOrganizations();
  host.entitle('2', 'sales', 'reports').entitle('3', 'hr');
  const result = await run('{ right: both(a: 2, b: 3) swapped: both(a: 3, b: 2) }');
  expect(result.data).toEqual({ right: 'both', swapped: null });
  host.revoke('2', 'reports');
  expect((await run('{ both(a: 2, b: 3) }')).data).toEqual({ both: null });
});

describe('an organization that the actor may not ask about', () => {
  test('a hidden organization is NOT_FOUND, in lists and by arguments, and its decisions are not loaded', async () => {
    const { run, host } = createOrganizations(({ id }) => (id === '2' ? '9' : id));
    host.entitle('1', 'sales').entitle('3', 'sales').entitle('9', 'sales', 'reports');
    const result = await run('{ organizations { sales } organization(id: 9) { name } }');
    expect(result.data).toEqual({
      organizations: [{ sales: 's1' }, { sales: null }, { sales: 's3' }],
      organization: null,
    });
    expect([...errorsOf(result)].sort()).toEqual(['organization NOT_FOUND', 'organizations.1.sales NOT_FOUND']);
    expect(host.loads.flat().map(({ organizationId }) => organizationId)).not.toContain('9');
  });

  test('every other organization is hidden without the option mayAskAbout', async () => {
    const { run, host } = createShop(typeDefs, { Query: { lead: () => ({ id: 1 }) } });
    host.entitle('2', 'sales', 'inventory');
    expect(errorsOf(await run('{ lead(organizationId: 2) { id } }'))).toEqual(['lead NOT_FOUND']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('no'))],
  ])('a mayAskAbout that %s denies like a failed check', async (_how, mayAskAbout) => {
    const { run, host } = createShop(typeDefs, { Query: { lead: () => ({ id: 1 }) } }, { mayAskAbout });
    host.entitle('2', 'sales', 'inventory');
    expect(errorsOf(await run('{ lead(organizationId: 2) { id } }'))).toEqual([
      'lead ENTITLEMENT_CHECK_FAILED Query.lead CHECK_FAILED',
    ]);
    expect(host.failures).toHaveLength(1);
  });

  test('an organization that does not exist is answered like a hidden one', async () => {
    const { run } = createShop(
      typeDefs,
      {},
      {
        mayAskAbout: () => true,
        loadDecisions: async (requests) =>
          requests.map((request) => ({ ...request, allowed: false, status: null, reason: 'ORGANIZATION_NOT_FOUND' })),
      },
    );
    const result = await run('{ lead(organizationId: 2) { id } }');
    expect(result.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      { message: 'There is no such organization.', extensions: { code: 'NOT_FOUND' } },
    ]);
  });
});

test('a rejecting field below an argument is refused before anything runs', async () => {
  const { run, host } = createShop(
    `type Query { organization(id: ID): Organization @requiresEntitlement(module: "sales", organizationArg: "id") }
      type Organization { strict: String! @requiresEntitlement(module: "hr", onDeny: REJECT) }`,
    { Query: { organization: () => ({ strict: 's' }) } },
    { mayAskAbout: () => true },
  );
  host.entitle('1', 'sales', 'hr').entitle('2', 'sales');
  expect((await run('{ organization { strict } }')).data).toEqual({ organization: { strict: 's' } });
  host.ran.length = 0;
  const result = await run('{ organization { strict } two: organization(id: 2) { strict } }');
  expect(errorsOf(result)).toEqual(['ENTITLEMENT_REQUIRED Organization.strict NOT_ENTITLED']);
  expect(host.ran).toEqual([]);
});
