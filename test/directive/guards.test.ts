import { execute, parse } from 'graphql';
import { createShop, Host, MEMBER, told } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    open: String
    leads: [String!] @requiresEntitlement(module: "sales", submodule: "leads")
    salaries: [String!] @requiresEntitlement(module: "hr") @requiresEntitlement(module: "hr", submodule: "payroll")
    either: String @requiresAnyEntitlement(of: [{ module: "inventory" }, { module: "reports" }])
    quiet: String @requiresEntitlement(module: "hr", onDeny: NULL)
    strict: String! @requiresEntitlement(module: "hr", onDeny: REJECT)
    of(organizationId: ID): String @requiresEntitlement(module: "sales", organizationArg: "organizationId")
  }
  type Mutation {
    plain: String
    pay: String! @requiresEntitlement(module: "hr", submodule: "payroll")
    sell: Sale @requiresEntitlement(module: "sales")
    softly: String @requiresEntitlement(module: "hr", onDeny: ERROR)
  }
  type Sale {
    id: ID!
    margin: Int @requiresEntitlement(module: "reports")
  }
`;

function shop(host = new Host()) {
  const answer = (value: unknown) => () => value;
  return createShop(
    typeDefs,
    {
      Query: {
        open: answer('open'),
        leads: answer(['l']),
        salaries: answer(['s']),
        either: answer('e'),
        quiet: answer('q'),
        strict: answer('st'),
        of: answer('o'),
      },
      Mutation: {
        plain: answer('plain'),
        pay: answer('paid'),
        sell: answer({ id: '1', margin: 7 }),
        softly: answer('soft'),
      },
    },
    { mayAskAbout: (_actor, organizationId) => organizationId !== 'hidden' },
    host,
  );
}

describe('a field leaves only for an organization that may use it', () => {
  test('denied: null and an error that says what is missing, without its resolver being called', async () => {
    const { run, host } = shop();
    const result = await run('{ open leads }');
    expect(result.data).toEqual({ open: 'open', leads: null });
    expect(result.errors?.map((error) => error.toJSON())).toEqual([
      {
        message: 'Query.leads needs sales/leads, which the organization may not use (NOT_ENTITLED).',
        locations: [{ line: 1, column: 8 }],
        path: ['leads'],
        extensions: {
          code: 'ENTITLEMENT_REQUIRED',
          details: {
            coordinate: 'Query.leads',
            module: 'sales',
            submodule: 'leads',
            status: null,
            reason: 'NOT_ENTITLED',
            occurrences: 1,
            organizationIds: ['1'],
            organizationCount: 1,
            paths: [['leads']],
          },
        },
      },
    ]);
    expect(host.ran).toEqual(['Query.open']);
  });

  test('allowed: as if there were no guard', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads', 'hr', 'hr/payroll', 'reports');
    expect(await run('{ open leads salaries either quiet strict }')).toEqual({
      data: { open: 'open', leads: ['l'], salaries: ['s'], either: 'e', quiet: 'q', strict: 'st' },
    });
  });

  test('repeated directives are all needed, and one of several is enough where it says so', async () => {
    const { run, host } = shop();
    host.entitle('1', 'hr');
    expect(told(await run('{ salaries either }'))).toEqual([
      'salaries ENTITLEMENT_REQUIRED Query.salaries NOT_ENTITLED',
      'either ENTITLEMENT_REQUIRED Query.either NOT_ENTITLED',
    ]);
    host.entitle('1', 'hr/payroll', 'reports');
    expect((await run('{ salaries either }')).data).toEqual({ salaries: ['s'], either: 'e' });
  });

  test('onDeny NULL says nothing', async () => {
    expect(await shop().run('{ open quiet }')).toEqual({ data: { open: 'open', quiet: null } });
  });

  test('nobody, and an actor without organization, have nothing', async () => {
    const { run, host } = shop();
    expect(told(await run('{ leads }', { as: null }))).toEqual([
      'leads ENTITLEMENT_REQUIRED Query.leads NO_ORGANIZATION',
    ]);
    expect(told(await run('{ leads }', { as: { organizationId: null } }))).toEqual([
      'leads ENTITLEMENT_REQUIRED Query.leads NO_ORGANIZATION',
    ]);
    expect(host.loads).toEqual([]);
  });

  test('nothing guarded runs where the server forgot to prepare', async () => {
    const { schema, host } = shop();
    host.entitle('1', 'sales/leads');
    const result = await execute({ schema, document: parse('{ open leads }'), contextValue: { actor: MEMBER } });
    expect(result.data).toEqual({ open: 'open', leads: null });
    expect(result.errors?.[0]?.extensions['code']).toBe('ENTITLEMENT_CHECK_FAILED');
  });
});

describe('REJECT refuses before anything runs', () => {
  test.each([
    '{ open strict }',
    '{ open ...F } fragment F on Query { s: strict }',
    'query ($no: Boolean = false) { open strict @skip(if: $no) }',
  ])('%s', async (source) => {
    const { run, host } = shop();
    const result = await run(source);
    expect(result).not.toHaveProperty('data');
    expect(told(result)).toEqual(['ENTITLEMENT_REQUIRED Query.strict NOT_ENTITLED']);
    expect(host.ran).toEqual([]);
  });

  test.each([
    'query ($yes: Boolean! = true) { open strict @skip(if: $yes) }',
    'query ($yes: Boolean! = true) { open ... @include(if: false) { strict } ...F @skip(if: $yes) } fragment F on Query { strict }',
  ])('not for what is left out: %s', async (source) => {
    expect(await shop().run(source)).toEqual({ data: { open: 'open' } });
  });

  test('no mutation before it runs', async () => {
    const { run, host } = shop();
    expect(told(await run('mutation { plain sell { id } pay }'))).toEqual([
      'ENTITLEMENT_REQUIRED Mutation.sell NOT_ENTITLED',
    ]);
    expect(host.ran).toEqual([]);
  });

  test('names all that is denied, so that it is bought in one go', async () => {
    const result = await shop().run('mutation { sell { id } pay again: pay }');
    expect(result.errors?.[0]?.extensions['details']).toMatchObject({
      coordinate: 'Mutation.sell',
      alsoDenied: [{ coordinate: 'Mutation.pay', module: 'hr', submodule: 'payroll', reason: 'NOT_ENTITLED' }],
    });
  });

  test('a mutation that says ERROR runs the others', async () => {
    const { run } = shop();
    const result = await run('mutation { plain softly }');
    expect(result.data).toEqual({ plain: 'plain', softly: null });
  });
});

describe('one load answers an operation', () => {
  test('of many fields of the own organization: one, each question once', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads', 'hr', 'hr/payroll');
    await run('{ leads a: leads b: leads salaries either quiet }');
    expect(
      host.loads.map((requests) =>
        requests.map(({ organizationId, module, submodule }) => [organizationId, module, submodule].join(' ')).sort(),
      ),
    ).toEqual([['1 hr ', '1 hr payroll', '1 inventory ', '1 reports ', '1 sales leads']]);
  });

  test('none where nothing is guarded, or what is guarded is left out', async () => {
    const { run, host } = shop();
    await run('{ open __typename __schema { queryType { name } } }');
    await run('query ($no: Boolean!) { open leads @include(if: $no) }', { variables: { no: false } });
    expect(host.loads).toEqual([]);
  });

  test('of several organizations by arguments: one', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales').entitle('2', 'sales');
    const result = await run(
      'query ($id: ID) { of own: of(organizationId: "1") two: of(organizationId: "2") three: of(organizationId: $id) }',
      { variables: { id: 3 } },
    );
    expect(result.data).toEqual({ of: 'o', own: 'o', two: 'o', three: null });
    expect(host.loads).toHaveLength(1);
  });

  test('a mutation loads anew between root fields: what the first revoked, the second no longer has', async () => {
    const host = new Host().entitle('1', 'sales', 'hr/payroll', 'reports');
    const { run } = createShop(
      typeDefs,
      {
        Mutation: {
          plain: () => 'plain',
          pay: () => 'paid',
          sell: () => {
            host.revoke('1', 'hr/payroll');
            host.revoke('1', 'reports');
            return { id: '1', margin: 7 };
          },
        },
      },
      {},
      host,
    );
    const result = await run('mutation { plain sell { id margin } pay }');
    expect(told(result)).toEqual([
      'sell.margin ENTITLEMENT_REQUIRED Sale.margin NOT_ENTITLED',
      'pay ENTITLEMENT_REQUIRED Mutation.pay NOT_ENTITLED',
    ]);
    expect(host.ran).toEqual(['Mutation.plain', 'Mutation.sell']);
  });

  test('a single mutation with nothing guarded in its payload loads once', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales');
    await run('mutation { sell { id } }');
    expect(host.loads).toHaveLength(1);
  });
});

describe('which organization', () => {
  test('a null argument names none, and denies', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales');
    expect(told(await run('{ of(organizationId: null) }'))).toEqual([
      'of ENTITLEMENT_REQUIRED Query.of NO_ORGANIZATION',
    ]);
  });

  test('one that the actor may not ask about is told as one that is not there, without details', async () => {
    const { run, host } = shop();
    host.entitle('hidden', 'sales');
    const result = await run('{ of(organizationId: "hidden") }');
    expect(result.data).toEqual({ of: null });
    expect(result.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      { message: 'There is no such organization.', extensions: { code: 'NOT_FOUND' } },
    ]);
    expect(host.loads).toEqual([]);
  });
});

describe('a lookup that fails denies', () => {
  test('with an error of its own, and the next operation asks again', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads');
    host.failing = new Error('the database is gone');
    const result = await run('{ open leads quiet }');
    expect(result.data).toEqual({ open: 'open', leads: null, quiet: null });
    expect(told(result)).toEqual(['leads ENTITLEMENT_CHECK_FAILED Query.leads CHECK_FAILED']);
    expect(JSON.stringify(result)).not.toContain('database');
    expect(host.failures).toEqual([host.failing]);
    host.failing = null;
    expect((await run('{ leads }')).data).toEqual({ leads: ['l'] });
  });

  test('also where the host leaves a decision out', async () => {
    const { run } = createShop(typeDefs, {}, { loadDecisions: async () => [] });
    expect(told(await run('{ leads }'))).toEqual(['leads ENTITLEMENT_CHECK_FAILED Query.leads CHECK_FAILED']);
  });
});

describe('a super admin passes, and it is told', () => {
  const as = { organizationId: '1', superAdmin: true };

  test('each coordinate once, however often it is met', async () => {
    const { run, host } = shop();
    host.entitle('1', 'hr');
    expect(await run('{ leads a: leads strict quiet }', { as })).toEqual({
      data: { leads: ['l'], a: ['l'], strict: 'st', quiet: 'q' },
    });
    expect(host.bypasses).toEqual([
      {
        coordinate: 'Query.leads',
        organizationId: '1',
        module: 'sales',
        submodule: 'leads',
        status: null,
        reason: 'NOT_ENTITLED',
      },
    ]);
    expect(await run('mutation { pay }', { as })).toEqual({ data: { pay: 'paid' } });
    expect(host.bypasses).toHaveLength(2);
  });

  test('without an organization, too', async () => {
    const { run, host } = shop();
    expect((await run('{ leads }', { as: { organizationId: null, superAdmin: true } })).data).toEqual({ leads: ['l'] });
    expect(host.bypasses).toMatchObject([{ organizationId: null, reason: 'NO_ORGANIZATION' }]);
  });

  test('not where the check itself failed, nor past rule 1', async () => {
    const { run, host } = shop();
    host.failing = new Error('gone');
    expect((await run('{ leads }', { as })).data).toEqual({ leads: null });
    const inactive = createShop(
      typeDefs,
      {},
      {
        loadDecisions: async (requests) =>
          requests.map((request) => ({ ...request, allowed: false, status: null, reason: 'MODULE_INACTIVE' })),
      },
    );
    expect((await inactive.run('{ leads }', { as })).data).toEqual({ leads: null });
    expect(host.bypasses).toEqual([]);
  });
});
