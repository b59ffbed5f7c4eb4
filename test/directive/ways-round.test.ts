import fc from 'fast-check';
import type { ExecutionResult } from 'graphql';
import { createShop, errorsOf, Host, type Shop } from './guarded-shop';

/** Part of every guarded value, so that a leak is found wherever it appears. */
const SECRET = 'secret';
const secret = (what: string) => `${SECRET} ${what}`;

const ON_DENY = ['', ', onDeny: ERROR', ', onDeny: NULL', ', onDeny: REJECT'] as const;

/**
 * Every kind of coordinate with the same onDeny. Objects have no REJECT, which does not boot for interfaces and
 * unions.
 */
function typeDefs(onDeny: string): string {
  const onObject = onDeny.includes('REJECT') ? '' : onDeny;
  return /* GraphQL */ `
    type Query {
      open: String
      plain: String @requiresEntitlement(module: "sales"${onDeny})
      list: [String] @requiresEntitlement(module: "sales"${onDeny})
      any: String @requiresAnyEntitlement(of: [{ module: "sales" }, { module: "hr" }]${onDeny})
      holder: Holder
      holders: [Holder!]!
      sheet: Sheet
      named: Named
      allNamed: [Named]
      payslip: Payslip
      payslips: [[Payslip]]
      search: [Found]
      found: Found
      nested: [[Found]]
      _entities(representations: [ID!]!): [Found]!
      confidential: Confidential
    }
    type Holder implements Sheet & Deep { id: ID! guarded: String @requiresEntitlement(module: "sales"${onDeny})
      sheet: String deep: String holder: Holder holders: [Holder!]! }
    interface Sheet implements Deep { sheet: String @requiresEntitlement(module: "sales"${onDeny}) deep: String }
    interface Deep { deep: String @requiresEntitlement(module: "sales"${onDeny}) }
    interface Named { name: String! }
    type Note implements Named { name: String! }
    type Payslip implements Named @requiresEntitlement(module: "sales"${onObject}) { name: String! amount: Int! }
    interface Confidential @requiresEntitlement(module: "sales"${onObject}) { name: String! }
    type File implements Named & Confidential { name: String! }
    union Found = Note | Payslip | File
    type Mutation {
      open: String
      pay: String @requiresEntitlement(module: "sales"${onDeny})
      slip: Payslip
      anything: Found
      payload: Payload
    }
    type Payload { guarded: String @requiresEntitlement(module: "sales"${onDeny}) holder: Holder }
  `;
}

const note = { __typename: 'Note', name: 'open note' };
const payslip = { __typename: 'Payslip', name: secret('payslip'), amount: 4711 };
const file = { __typename: 'File', name: secret('file') };
const leaf = { __typename: 'Holder', id: '1', holders: [] };
const holder = { ...leaf, holder: { ...leaf, holder: leaf, holders: [leaf] }, holders: [leaf, leaf] };

const copy = (item: unknown): unknown => (typeof item === 'object' ? { ...item } : item);

/** One schema of each kind serves all tests; each test has a new host without entitlements. */
const mazes = new Map<string, Shop>();

function createMaze(onDeny: string, asynchronous: boolean): Shop {
  const kind = `${onDeny} ${asynchronous}`;
  const maze = mazes.get(kind) ?? buildMaze(onDeny, asynchronous);
  mazes.set(kind, maze);
  maze.host.reset();
  return maze;
}

function buildMaze(onDeny: string, asynchronous: boolean): Shop {
  const answer = (value: unknown) => () => (asynchronous ? Promise.resolve(value) : value);
  const items = (...all: readonly unknown[]) =>
    answer(asynchronous ? all.map((item) => Promise.resolve(item)) : new Set(all.map(copy)));
  const guardedFields = {
    guarded: answer(secret('field')),
    sheet: answer(secret('sheet')),
    deep: answer(secret('deep')),
  };
  return createShop(
    typeDefs(onDeny),
    {
      Query: {
        open: answer('open'),
        plain: answer(secret('plain')),
        list: items(secret('a'), secret('b')),
        any: answer(secret('any')),
        holder: answer(holder),
        holders: items(holder, holder),
        sheet: answer(holder),
        named: answer(payslip),
        allNamed: items(note, payslip, file, payslip),
        payslip: answer(payslip),
        payslips: answer([[payslip, null], [payslip]]),
        search: items(payslip, note, file, payslip),
        found: answer(payslip),
        nested: answer([[note, payslip], null, [file]]),
        _entities: items(payslip, note),
        confidential: answer(file),
      },
      Holder: guardedFields,
      Mutation: {
        open: answer('open'),
        pay: answer(secret('paid')),
        slip: answer(payslip),
        anything: answer(payslip),
        payload: answer({ holder }),
      },
      Payload: { guarded: answer(secret('payload')) },
      ...(asynchronous && {
        Found: { __resolveType: async ({ __typename }: { __typename: string }) => __typename },
        Named: { __resolveType: async ({ __typename }: { __typename: string }) => __typename },
      }),
    },
    {},
  );
}

/** Every way to select something guarded. */
const WAYS: Readonly<Record<string, string>> = {
  'the field': '{ open plain }',
  'a list': '{ list }',
  'one of several modules': '{ any }',
  'an alias': '{ open other: plain more: plain }',
  'a batch of aliases': `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: plain`).join(' ')} }`,
  'an inline fragment': '{ ... on Query { ... { plain } } }',
  'a named fragment in a named fragment': '{ ...A } fragment A on Query { open ...B } fragment B on Query { plain }',
  'an included part':
    'query ($yes: Boolean = true, $no: Boolean = false) { open ... @include(if: $yes) { plain @skip(if: $no) } }',
  'the field twice, once left out': 'query ($no: Boolean = false) { plain @include(if: $no) plain }',
  'a field of an object': '{ holder { id guarded } }',
  'deeper objects': '{ holder { holder { holder { guarded } holders { guarded } } } }',
  'lists in lists': '{ holders { id holders { guarded } } }',
  'the same fragment at several places':
    '{ holder { ...H holder { ...H } } holders { ...H } } fragment H on Holder { id guarded }',
  'the field of an interface': '{ sheet { sheet } }',
  "the interface's interface": '{ sheet { deep } }',
  'the field that an interface guards, of the object': '{ holder { sheet deep } }',
  'a fragment on an interface of an object': '{ holder { ... on Deep { deep } ... on Sheet { sheet deep } } }',
  'a fragment on an object of an interface': '{ sheet { ... on Holder { guarded } } }',
  'two fragments that merge': '{ holder { holder { id } } ...F } fragment F on Query { holder { holder { guarded } } }',
  'a guarded object': '{ payslip { name amount } }',
  'its __typename': '{ payslip { __typename } }',
  'guarded objects in lists': '{ payslips { amount } }',
  'an interface that holds it': '{ named { name } }',
  'only __typename of an interface': '{ named { __typename } allNamed { type: __typename } }',
  'an interface in a list': '{ allNamed { name ... on Payslip { amount } } }',
  'a union': '{ found { ... on Payslip { amount } } }',
  'only __typename of a union': '{ search { __typename } }',
  'an interface within a union': '{ search { ... on Named { name } } }',
  'a union in nested lists': '{ nested { __typename ... on Payslip { name } ... on File { name } } }',
  federation: '{ _entities(representations: ["1"]) { __typename ... on Payslip { amount } } }',
  'a guarded interface': '{ confidential { name __typename } }',
  'a mutation': 'mutation { open pay }',
  'a guarded object of a mutation': 'mutation { slip { name } }',
  'a union of a mutation': 'mutation { anything { ... on Payslip { name } } }',
  'the payload of a mutation': 'mutation { payload { guarded holder { guarded } } }',
};

/** Names of guarded types, which must not be exposed either. */
const SECRET_TYPES = /Payslip|File/;
const GUARDED_RESOLVERS = [
  'Query.plain',
  'Query.list',
  'Query.any',
  'Query.payslip',
  'Query.payslips',
  'Holder.guarded',
  'Holder.sheet',
  'Holder.deep',
  'Mutation.pay',
  'Mutation.slip',
  'Payload.guarded',
];

function expectNothingLeft(result: ExecutionResult, { host }: Shop): void {
  const data = JSON.stringify(result.data ?? null);
  expect(data).not.toContain(SECRET);
  expect(data).not.toContain('4711');
  expect(data).not.toMatch(SECRET_TYPES);
  expect(JSON.stringify(result.errors ?? [])).not.toContain(SECRET);
  expect(host.ran.filter((name) => GUARDED_RESOLVERS.includes(name))).toEqual([]);
}

describe.each(ON_DENY)('guarded data with onDeny "%s"', (onDeny) => {
  describe.each([false, true])('asynchronous resolvers: %s', (asynchronous) => {
    test.each(Object.entries(WAYS))(
      'no guarded data is exposed to an organization without entitlements by %s',
      async (_way, source) => {
        const maze = createMaze(onDeny, asynchronous);
        const result = await maze.run(source);
        expectNothingLeft(result, maze);
        if (onDeny !== ', onDeny: NULL' || source.startsWith('mutation')) return;
        expect(result.errors).toBeUndefined();
      },
    );

    test.each(Object.entries(WAYS))(
      'guarded data is returned to an entitled organization by %s',
      async (_way, source) => {
        const entitled = createMaze(onDeny, asynchronous);
        entitled.host.entitle('1', 'sales');
        const result = await entitled.run(source);
        expect(result.errors).toBeUndefined();
        expect(JSON.stringify(result.data)).toMatch(/secret|4711|Payslip|File/);
        expect(entitled.host.loads.length).toBeLessThanOrEqual(source.startsWith('mutation') ? 3 : 1);
      },
    );
  });
});

test.each(Object.entries(WAYS))('no guarded resolver runs with onDeny REJECT by %s', async (_way, source) => {
  const maze = createMaze(', onDeny: REJECT', false);
  const result = await maze.run(source);
  // the type of an object returned as an interface or union is known only after its resolver ran
  expectNothingLeft(result, maze);
  if (!/payslip|named|search|found|nested|_entities|confidential|anything/i.test(source))
    expect({ data: result.data, ran: maze.host.ran }).toEqual({ data: undefined, ran: [] });
});

test('unguarded items of a list are returned, and the first denied item has the error', async () => {
  const maze = createMaze('', false);
  const result = await maze.run('{ search { __typename ... on Named { name } } }');
  expect(result.data).toEqual({ search: [null, { __typename: 'Note', name: 'open note' }, null, null] });
  expect(errorsOf(result)).toEqual(['search.0 ENTITLEMENT_REQUIRED Query.search NOT_ENTITLED ×3']);
});

test('introspection is not affected by guards, and takes no load', async () => {
  const maze = createMaze('', false);
  const result = await maze.run(
    '{ __schema { types { name fields { name } } } __type(name: "Payslip") { name } __typename }',
  );
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject({ __type: { name: 'Payslip' }, __typename: 'Query' });
  expect(maze.host.loads).toEqual([]);
});

test('an object whose type is resolved wrongly or not at all is not exposed', async () => {
  const shop = createShop(
    `type Query { found: [Found] } union Found = Note | Payslip type Note { name: String } type Payslip
      @requiresEntitlement(module: "sales") { name: String }`,
    {
      Query: { found: () => [{ name: SECRET }, { __typename: 'Nothing', name: SECRET }, new Error('broken'), null] },
      Found: {
        __resolveType: (value: { __typename?: string }) => {
          if (!value.__typename) throw new Error('cannot tell');
          return value.__typename;
        },
      },
    },
  );
  const result = await shop.run('{ found { ... on Note { name } ... on Payslip { name } } }');
  expect(result.data).toEqual({ found: [null, null, null, null] });
  expect(result.errors).toHaveLength(3);
});

describe('random selections', () => {
  type Selection = string;
  const conditions = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: $no)');
  const leafField = (names: readonly string[]) =>
    fc
      .tuple(fc.constantFrom('', 'x: ', 'y: '), fc.constantFrom(...names), conditions)
      .map(([_alias, name, condition]) => `${name}_${_alias.trim().replace(':', '')}: ${name}${condition}`);
  const wrapped = (type: string, inner: fc.Arbitrary<Selection>) =>
    fc.oneof(
      { weight: 3, arbitrary: inner },
      { weight: 1, arbitrary: fc.tuple(inner, conditions).map(([one, condition]) => `...${condition} { ${one} }`) },
      {
        weight: 1,
        arbitrary: fc.tuple(inner, conditions).map(([one, condition]) => `... on ${type}${condition} { ${one} }`),
      },
    );
  const { holderSelection } = fc.letrec<{ holderSelection: Selection }>((tie) => ({
    holderSelection: fc
      .array(
        wrapped(
          'Holder',
          fc.oneof(
            { depthSize: 'small' },
            leafField(['id', 'guarded', 'sheet', 'deep']),
            fc
              .tuple(fc.constantFrom('holder', 'holders'), tie('holderSelection'))
              .map(([name, inner]) => `${name} { ${inner} }`),
            fc.constantFrom('... on Sheet { s: sheet }', '... on Deep { d: deep }'),
          ),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((all) => ['t: __typename', ...all].join(' ')),
  }));
  const foundSelection = fc
    .array(
      wrapped(
        'Payslip',
        fc.constantFrom(
          't: __typename',
          '... on Payslip { amount }',
          '... on Named { name }',
          '... on Confidential { name }',
          '... on Note { name }',
        ),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) =>
      [
        '__typename',
        ...all.map((one) => (one.startsWith('... on Payslip') && one.includes('... on Note') ? '__typename' : one)),
      ].join(' '),
    );
  const rootSelection = fc
    .array(
      wrapped(
        'Query',
        fc.oneof(
          leafField(['open', 'plain', 'any']),
          fc
            .tuple(fc.constantFrom('holder', 'holders'), holderSelection)
            .map(([name, inner]) => `${name} { ${inner} }`),
          fc
            .tuple(fc.constantFrom('search', 'found', 'nested'), foundSelection)
            .map(([name, inner]) => `${name} { ${inner} }`),
          fc.constantFrom('payslip { amount }', 'payslips { name }', 'named { name }', 'confidential { name }'),
        ),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map(
      (all) =>
        'query ($yes: Boolean = true, $no: Boolean = false) { used: open @include(if: $yes) @skip(if: $no) ' +
        `${all.join(' ')} }`,
    );

  test('random selections expose nothing if denied, with one load and an error a position', async () => {
    const entitled = buildMaze('', false);
    entitled.host.entitle('1', 'sales');
    await fc.assert(
      fc.asyncProperty(rootSelection, async (source) => {
        const maze = createMaze('', false);
        let result: ExecutionResult;
        try {
          result = await maze.run(source);
        } catch (error) {
          fc.pre(!(error instanceof Error)); // not a valid document
          throw error;
        }
        expectNothingLeft(result, maze);
        expect(maze.host.loads.length).toBeLessThanOrEqual(1);
        const positions = (result.errors ?? []).map(({ path }) =>
          (path ?? []).filter((step) => typeof step === 'string').join('.'),
        );
        expect(new Set(positions).size).toBe(positions.length);
        const whole = await entitled.run(source);
        expect(whole.errors).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });
});

describe('many denials', () => {
  test('1,000 denied items with 5 fields have 5 errors, each with its count', async () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: String @requiresEntitlement(module: "sales")`);
    const { run, host } = createShop(`type Query { items: [Item!]! } type Item { id: ID! ${fields.join(' ')} }`, {
      Query: { items: () => Array.from({ length: 1000 }, (_, index) => ({ id: index })) },
    });
    const result = await run('{ items { id a b c d e } }');
    expect(result.errors).toHaveLength(5);
    expect(errorsOf(result)[0]).toBe('items.0.a ENTITLEMENT_REQUIRED Item.a NOT_ENTITLED ×1000');
    expect(result.errors?.[4]?.extensions['details']).toMatchObject({
      occurrences: 1000,
      organizationIds: ['1'],
      organizationCount: 1,
      paths: Array.from({ length: 10 }, (_, index) => ['items', index, 'e']),
    });
    expect(JSON.stringify(result.errors).length).toBeLessThan(8_000);
    expect(host.loads).toHaveLength(1);
  });

  test('two reasons at one position have two errors', async () => {
    const { run } = createShop(
      `type Query { items: [Item!]! } type Item { organizationId: ID! a: String @requiresEntitlement(module: "sales")
        }`,
      {
        Query: {
          items: () => [
            { organizationId: '2' },
            { organizationId: '3' },
            { organizationId: '2' },
            { organizationId: null },
          ],
        },
      },
      {
        organizationOf: { Item: ({ organizationId }: { organizationId: string | null }) => organizationId },
        mayAskAbout: () => true,
      },
    );
    expect([...errorsOf(await run('{ items { a } }'))].sort()).toEqual([
      'items.0.a ENTITLEMENT_REQUIRED Item.a NOT_ENTITLED ×3',
      'items.3.a ENTITLEMENT_REQUIRED Item.a NO_ORGANIZATION',
    ]);
  });

  test('a fragment that is spread many times over is walked once', async () => {
    const levels = 40;
    const fragments = Array.from(
      { length: levels },
      (_, index) => `fragment F${index} on Holder { id a: holder { ...F${index + 1} } b: holder { ...F${index + 1} } }`,
    ).join(' ');
    const host = new Host().entitle('1', 'sales');
    const maze = createShop(
      `type Query { holder: Holder } type Holder { id: ID guarded: String @requiresEntitlement(module: "sales")
        holder: Holder }`,
      { Query: { holder: () => ({ id: 1 }) } },
      {},
      host,
    );
    const begun = performance.now();
    const result = await maze.run(`{ holder { ...F0 } } ${fragments} fragment F${levels} on Holder { guarded }`);
    expect(result.errors).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test('an operation with too many combinations of named organizations is refused before anything runs', async () => {
    const levels = 8;
    const fragments = Array.from({ length: levels }, (_, index) => {
      const nested = (alias: string) => `${alias}: of(organizationId: 1) { ...F${index + 1} }`;
      return `fragment F${index} on Holder { ${['a', 'b', 'c', 'd', 'e'].map(nested).join(' ')} }`;
    }).join(' ');
    const host = new Host().entitle('1', 'sales');
    const maze = createShop(
      `type Query { holder: Holder }
       type Holder {
         guarded: String @requiresEntitlement(module: "sales")
         of(organizationId: ID): Holder @requiresEntitlement(module: "sales", organizationArg: "organizationId")
       }`,
      { Query: { holder: () => ({}) } },
      {},
      host,
    );
    const result = await maze.run(`{ holder { ...F0 } } ${fragments} fragment F${levels} on Holder { guarded }`);
    expect(result).not.toHaveProperty('data');
    expect(result.errors?.[0]).toMatchObject({
      message: expect.stringContaining('too complex'),
      extensions: { code: 'INVALID_INPUT' },
    });
    expect(host.loads).toEqual([]);
  });
});
