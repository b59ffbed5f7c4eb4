import fc from 'fast-check';
import { parse } from 'graphql';
import { createShop, errorsOf, Host, MEMBER } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    leads(
      export: Boolean @requiresEntitlement(module: "reports")
      scored: Boolean = true @requiresEntitlement(module: "reports")
      filter: Filter
      filters: [Filter!]
      order: Order = SCORE
      orders: [Order!]
      either: Either
      plain: String
    ): String
    shape: Shape
    of(organizationId: ID, export: Boolean @requiresEntitlement(module: "reports")): String
      @requiresEntitlement(module: "sales", organizationArg: "organizationId")
  }
  type Mutation {
    write(input: Write!): String
  }
  interface Shape {
    area(exact: Boolean @requiresEntitlement(module: "reports")): Int
  }
  type Square implements Shape {
    area(exact: Boolean): Int
  }
  input Filter {
    name: String
    score: Int @requiresEntitlement(module: "reports")
    limit: Int = 5 @requiresEntitlement(module: "reports")
    and: [Filter!]
    order: Order
  }
  input Either @oneOf {
    a: String
    b: String @requiresEntitlement(module: "reports")
  }
  input Write {
    text: String!
    nested: Filter
    organizationId: ID
  }
  enum Order {
    NAME
    SCORE @requiresEntitlement(module: "reports")
  }
`;

function shop(host = new Host()) {
  return createShop(
    typeDefs,
    {
      Query: { leads: () => 'l', shape: () => ({ __typename: 'Square' }), of: () => 'o' },
      Square: { area: () => 4 },
      Mutation: { write: () => 'w' },
    },
    { mayAskAbout: () => true },
    host,
  );
}

/** Operations that supply guarded input. */
const SUPPLIED: [source: string, coordinate: string, variables?: Record<string, unknown>][] = [
  ['{ leads(export: true) }', 'Query.leads(export:)'],
  ['{ leads(export: null) }', 'Query.leads(export:)'],
  ['{ open: leads leads(plain: "x") ...F } fragment F on Query { other: leads(scored: true) }', 'Query.leads(scored:)'],
  ['query ($x: Boolean) { leads(export: $x) }', 'Query.leads(export:)', { x: false }],
  ['query ($x: Boolean) { leads(export: $x) }', 'Query.leads(export:)', { x: null }],
  ['query ($x: Boolean = false) { leads(export: $x) }', 'Query.leads(export:)'],
  ['{ leads(filter: { score: 3 }) }', 'Filter.score'],
  ['{ leads(filter: { score: null }) }', 'Filter.score'],
  ['{ leads(filter: { limit: 5 }) }', 'Filter.limit'],
  ['{ leads(filter: { and: [{ name: "a" }, { and: { score: 1 } }] }) }', 'Filter.score'],
  ['{ leads(filters: { score: 1 }) }', 'Filter.score'],
  ['query ($x: Int) { leads(filters: [{ name: "a" }, { score: $x }]) }', 'Filter.score', { x: null }],
  ['query ($f: Filter) { leads(filter: $f) }', 'Filter.score', { f: { and: { and: [{ score: 1 }] } } }],
  ['query ($f: Filter = { and: [{ score: 1 }] }) { leads(filter: $f) }', 'Filter.score'],
  ['query ($f: [Filter!]) { leads(filters: $f) }', 'Filter.limit', { f: { limit: 1 } }],
  ['query ($f: Filter!) { leads(filters: [{ name: "x" }, $f]) }', 'Filter.score', { f: { score: 1 } }],
  ['{ leads(order: SCORE) }', 'Order.SCORE'],
  ['{ leads(orders: [NAME, SCORE]) }', 'Order.SCORE'],
  ['{ leads(orders: SCORE) }', 'Order.SCORE'],
  ['query ($o: Order = SCORE) { leads(order: $o) }', 'Order.SCORE'],
  ['query ($o: [Order!] = [NAME, SCORE]) { leads(orders: $o) }', 'Order.SCORE'],
  ['query ($o: [Order!]) { leads(orders: $o) }', 'Order.SCORE', { o: 'SCORE' }],
  ['query ($o: Order) { leads(filter: { order: $o }) }', 'Order.SCORE', { o: 'SCORE' }],
  ['{ leads(either: { b: "x" }) }', 'Either.b'],
  ['query ($b: String!) { leads(either: { b: $b }) }', 'Either.b', { b: 'x' }],
  ['{ shape { area(exact: true) } }', 'Square.area(exact:)'],
  ['{ shape { ... on Square { area(exact: false) } } }', 'Square.area(exact:)'],
  ['mutation { write(input: { text: "x", nested: { score: 1 } }) }', 'Filter.score'],
  [
    'mutation ($input: Write!) { write(input: $input) }',
    'Order.SCORE',
    { input: { text: 'x', nested: { and: [{ order: 'SCORE' }] } } },
  ],
];

test.each(SUPPLIED.map(([source, coordinate, variables]) => ({ source, coordinate, variables })))(
  'guarded input is refused without its entitlement: $source',
  async ({ source, coordinate, variables }) => {
    const { run, host } = shop();
    const given = variables ? { variables } : {};
    const result = await run(source, given);
    expect(result).not.toHaveProperty('data');
    expect(errorsOf(result)).toEqual([`ENTITLEMENT_REQUIRED ${coordinate} NOT_ENTITLED`]);
    expect(host.ran).toEqual([]);
    host.entitle('1', 'reports');
    expect((await run(source, given)).errors).toBeUndefined();
  },
);

const NOT_SUPPLIED: readonly { readonly source: string; readonly variables?: Record<string, unknown> }[] = [
  { source: '{ leads }' },
  { source: '{ leads(plain: "x", filter: { name: "a", and: [] }, order: NAME, orders: [NAME]) }' },
  { source: 'query ($x: Boolean, $s: Int, $o: Order) { leads(export: $x, filter: { score: $s, order: $o }) }' },
  { source: 'query ($x: Boolean, $f: Filter) { leads(scored: $x, filter: $f) }', variables: { f: { name: 'a' } } },
  {
    source:
      'query ($x: Boolean = true, $yes: Boolean = true) { leads ... @skip(if: $yes) { other: leads(export: $x) } }',
  },
  { source: '{ leads(either: { a: "x" }) shape { area } }' },
  { source: 'mutation { write(input: { text: "x", nested: { name: "y" } }) }' },
];

test.each(NOT_SUPPLIED)(
  'input that the client does not supply is not checked, even if the schema has a default: $source',
  async ({ source, variables }) => {
    const { run, host } = shop();
    expect((await run(source, variables ? { variables } : {})).errors).toBeUndefined();
    expect(host.loads).toEqual([]);
  },
);

test("an argument is checked for the organization of its field, not for the actor's", async () => {
  const { run, host } = shop();
  host.entitle('1', 'sales', 'reports').entitle('2', 'sales');
  expect((await run('{ of(export: true) }')).data).toEqual({ of: 'o' });
  expect(errorsOf(await run('{ of(organizationId: 2, export: true) }'))).toEqual([
    'ENTITLEMENT_REQUIRED Query.of(export:) NOT_ENTITLED',
  ]);
  expect((await run('{ of(organizationId: 2) }')).data).toEqual({ of: 'o' });
});

test('invalid variables are reported by graphql, and nothing is loaded', async () => {
  const { run, host } = shop();
  const result = await run('query ($f: Filter) { leads(filter: $f) }', { variables: { f: { score: 'x' } } });
  expect(result.errors?.[0]?.message).toContain('Int cannot represent non-integer value');
  expect({ loads: host.loads, ran: host.ran }).toEqual({ loads: [], ran: [] });
});

test('of invalid variables, the first fault is enough: a long list does not keep the server busy', async () => {
  const { guard, host } = shop();
  let read = 0;
  const fault = {
    get score() {
      read++;
      return 'x';
    },
  };
  const document = parse('query ($filters: [Filter!]) { leads(filters: $filters) }');
  const variableValues = { filters: Array<unknown>(100_000).fill(fault) };
  await guard.prepare({ document, variableValues, contextValue: { actor: MEMBER } });
  await expect(
    guard.explainOperation(document, '7', { contextValue: { actor: MEMBER }, variableValues }),
  ).rejects.toThrow('Int cannot represent non-integer value');
  expect(read).toBeGreaterThan(1);
  expect(read).toBeLessThan(20);
  expect(host.loads).toEqual([]);
});

test('a super admin may supply guarded input, and the bypass is reported', async () => {
  const { run, host } = shop();
  expect((await run('{ leads(export: true, order: SCORE) }', { as: { ...MEMBER, superAdmin: true } })).data).toEqual({
    leads: 'l',
  });
  expect(host.bypasses.map(({ coordinate }) => coordinate)).toEqual(['Query.leads(export:)', 'Order.SCORE']);
});

describe('random input values', () => {
  type Filter = {
    readonly name?: string | null;
    readonly score?: number | null;
    readonly limit?: number | null;
    readonly order?: 'NAME' | 'SCORE' | null;
    readonly and?: readonly Filter[] | null;
  };
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.record(
      {
        name: fc.constantFrom('a', null),
        score: fc.constantFrom(1, null),
        limit: fc.constantFrom(2, null),
        order: fc.constantFrom('NAME', 'SCORE', null),
        and: fc.oneof({ depthSize: 'small' }, fc.constant(null), fc.array(tie('filter'), { maxLength: 2 })),
      },
      { requiredKeys: [] },
    ),
  }));

  const isGuarded = ({ score, limit, order, and }: Filter): boolean =>
    score !== undefined || limit !== undefined || order === 'SCORE' || (and ?? []).some(isGuarded);

  const literal = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
    if (typeof value === 'object' && value !== null)
      return `{ ${Object.entries(value)
        .map(([key, one]) => `${key}: ${key === 'order' && typeof one === 'string' ? one : literal(one)}`)
        .join(', ')} }`;
    return JSON.stringify(value);
  };

  test('random input is refused exactly if it has guarded input, as a literal, a variable or a default', async () => {
    const { run } = shop();
    await fc.assert(
      fc.asyncProperty(filter, async (value) => {
        const results = [
          await run(`{ leads(filter: ${literal(value)}) }`),
          await run('query ($f: Filter) { leads(filter: $f) }', { variables: { f: value } }),
          await run(`query ($f: [Filter!] = ${literal(value)}) { leads(filters: $f) }`),
          await run('query ($f: [Filter!]) { leads(filters: $f) }', { variables: { f: [{ name: 'first' }, value] } }),
        ];
        expect(results.map(({ data }) => data === undefined)).toEqual(results.map(() => isGuarded(value)));
      }),
    );
  });
});
