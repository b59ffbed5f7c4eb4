import { execute, parse } from 'graphql';
import { createShop, errorsOf, Host, MEMBER } from './guarded-shop';

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

describe('a guarded field', () => {
  test('a denied field is null with an error that names what is required, and its resolver is not called', async () => {
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

  test('an allowed field resolves as if it were not guarded', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads', 'hr', 'hr/payroll', 'reports');
    expect(await run('{ open leads salaries either quiet strict }')).toEqual({
      data: { open: 'open', leads: ['l'], salaries: ['s'], either: 'e', quiet: 'q', strict: 'st' },
    });
  });

  test('repeated directives must all be met, and one choice of @requiresAnyEntitlement is enough', async () => {
    const { run, host } = shop();
    host.entitle('1', 'hr');
    expect(errorsOf(await run('{ salaries either }'))).toEqual([
      'salaries ENTITLEMENT_REQUIRED Query.salaries NOT_ENTITLED',
      'either ENTITLEMENT_REQUIRED Query.either NOT_ENTITLED',
    ]);
    host.entitle('1', 'hr/payroll', 'reports');
    expect((await run('{ salaries either }')).data).toEqual({ salaries: ['s'], either: 'e' });
  });

  test('a field denied with onDeny NULL is null without an error', async () => {
    expect(await shop().run('{ open quiet }')).toEqual({ data: { open: 'open', quiet: null } });
  });

  test('a request without an actor, and an actor without an organization, are denied', async () => {
    const { run, host } = shop();
    expect(errorsOf(await run('{ leads }', { as: null }))).toEqual([
      'leads ENTITLEMENT_REQUIRED Query.leads NO_ORGANIZATION',
    ]);
    expect(errorsOf(await run('{ leads }', { as: { organizationId: null } }))).toEqual([
      'leads ENTITLEMENT_REQUIRED Query.leads NO_ORGANIZATION',
    ]);
    expect(host.loads).toEqual([]);
  });

  test('a guarded field does not run in an operation that was not prepared', async () => {
    const { schema, host } = shop();
    host.entitle('1', 'sales/leads');
    const result = await execute({ schema, document: parse('{ open leads }'), contextValue: { actor: MEMBER } });
    expect(result.data).toEqual({ open: 'open', leads: null });
    expect(result.errors?.[0]?.extensions['code']).toBe('ENTITLEMENT_CHECK_FAILED');
  });
});

describe('an operation with a rejecting field', () => {
  test.each([
    '{ open strict }',
    '{ open ...F } fragment F on Query { s: strict }',
    'query ($no: Boolean = false) { open strict @skip(if: $no) }',
  ])('it is refused before anything runs: %s', async (source) => {
    const { run, host } = shop();
    const result = await run(source);
    expect(result).not.toHaveProperty('data');
    expect(errorsOf(result)).toEqual(['ENTITLEMENT_REQUIRED Query.strict NOT_ENTITLED']);
    expect(host.ran).toEqual([]);
  });

  test.each([
    'query ($yes: Boolean! = true) { open strict @skip(if: $yes) }',
    `query ($yes: Boolean! = true) { open ... @include(if: false) { strict } ...F @skip(if: $yes) } fragment F on
      Query { strict }`,
  ])('it runs if the rejecting field is skipped: %s', async (source) => {
    expect(await shop().run(source)).toEqual({ data: { open: 'open' } });
  });

  test('a denied mutation field refuses the operation before another mutation runs', async () => {
    const { run, host } = shop();
    expect(errorsOf(await run('mutation { plain sell { id } pay }'))).toEqual([
      'ENTITLEMENT_REQUIRED Mutation.sell NOT_ENTITLED',
    ]);
    expect(host.ran).toEqual([]);
  });

  test('its error names everything that is denied', async () => {
    const result = await shop().run('mutation { sell { id } pay again: pay }');
    expect(result.errors?.[0]?.extensions['details']).toMatchObject({
      coordinate: 'Mutation.sell',
      alsoDenied: [{ coordinate: 'Mutation.pay', module: 'hr', submodule: 'payroll', reason: 'NOT_ENTITLED' }],
    });
  });

  test('a mutation field with onDeny ERROR lets the other mutations run', async () => {
    const { run } = shop();
    const result = await run('mutation { plain softly }');
    expect(result.data).toEqual({ plain: 'plain', softly: null });
  });
});

describe('the loads of an operation', () => {
  test('many fields about the own organization take one load, which asks each question once', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads', 'hr', 'hr/payroll');
    await run('{ leads a: leads b: leads salaries either quiet }');
    expect(
      host.loads.map((requests) =>
        requests.map(({ organizationId, module, submodule }) => [organizationId, module, submodule].join(' ')).sort(),
      ),
    ).toEqual([['1 hr ', '1 hr payroll', '1 inventory ', '1 reports ', '1 sales leads']]);
  });

  test('an operation without guarded fields, or with all of them skipped, takes no load', async () => {
    const { run, host } = shop();
    await run('{ open __typename __schema { queryType { name } } }');
    await run('query ($no: Boolean!) { open leads @include(if: $no) }', { variables: { no: false } });
    expect(host.loads).toEqual([]);
  });

  test('several organizations named by arguments take one load', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales').entitle('2', 'sales');
    const result = await run(
      'query ($id: ID) { of own: of(organizationId: "1") two: of(organizationId: "2") three: of(organizationId: $id) }',
      { variables: { id: 3 } },
    );
    expect(result.data).toEqual({ of: 'o', own: 'o', two: 'o', three: null });
    expect(host.loads).toHaveLength(1);
  });

  test('a mutation loads again between root fields: what the first revoked is denied to the second', async () => {
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
    expect(errorsOf(result)).toEqual([
      'sell.margin ENTITLEMENT_REQUIRED Sale.margin NOT_ENTITLED',
      'pay ENTITLEMENT_REQUIRED Mutation.pay NOT_ENTITLED',
    ]);
    expect(host.ran).toEqual(['Mutation.plain', 'Mutation.sell']);
  });

  test('a single mutation field without guards in its payload takes one load', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales');
    await run('mutation { sell { id } }');
    expect(host.loads).toHaveLength(1);
  });
});

describe('the organization of a field', () => {
  test('a null argument names no organization, and the field is denied', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales');
    expect(errorsOf(await run('{ of(organizationId: null) }'))).toEqual([
      'of ENTITLEMENT_REQUIRED Query.of NO_ORGANIZATION',
    ]);
  });

  test('an organization that the actor may not ask about is NOT_FOUND, without details', async () => {
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

describe('a failed lookup', () => {
  test('a failed lookup denies with its own error code, and the next operation asks again', async () => {
    const { run, host } = shop();
    host.entitle('1', 'sales/leads');
    host.failing = new Error('the database is gone');
    const result = await run('{ open leads quiet }');
    expect(result.data).toEqual({ open: 'open', leads: null, quiet: null });
    expect(errorsOf(result)).toEqual(['leads ENTITLEMENT_CHECK_FAILED Query.leads CHECK_FAILED']);
    expect(JSON.stringify(result)).not.toContain('database');
    expect(host.failures).toEqual([host.failing]);
    host.failing = null;
    expect((await run('{ leads }')).data).toEqual({ leads: ['l'] });
  });

  test("a decision missing from the host's answer denies like a failed lookup", async () => {
    const { run } = createShop(typeDefs, {}, { loadDecisions: async () => [] });
    expect(errorsOf(await run('{ leads }'))).toEqual(['leads ENTITLEMENT_CHECK_FAILED Query.leads CHECK_FAILED']);
  });
});

describe('the bypass of a super admin', () => {
  const as = { organizationId: '1', superAdmin: true };

  test('a bypass is reported once for each coordinate', async () => {
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

  test('a super admin without an organization bypasses denials, too', async () => {
    const { run, host } = shop();
    expect((await run('{ leads }', { as: { organizationId: null, superAdmin: true } })).data).toEqual({ leads: ['l'] });
    expect(host.bypasses).toMatchObject([{ organizationId: null, reason: 'NO_ORGANIZATION' }]);
  });

  test('a failed check, and a module that does not exist, are not bypassed', async () => {
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
