import fc from 'fast-check';
import type { ExecutionResult } from 'graphql';
import { patiently } from '../support/patience';
import { createShop, errorsOf, Host } from './guarded-shop';
import { buildMaze, createMaze, expectNothingLeft, SECRET, WAYS } from './maze';

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
    expect(performance.now() - begun).toBeLessThan(patiently(2_000));
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
