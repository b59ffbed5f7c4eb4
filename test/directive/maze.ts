import { GRAPHQL_JS } from './conformance/executors';
import { createShop, Host, type Shop } from './guarded-shop';

/** Part of every guarded value, so that a leak is found wherever it appears. */
export const SECRET = 'secret';
const secret = (what: string) => `${SECRET} ${what}`;

export const ON_DENY = ['', ', onDeny: ERROR', ', onDeny: NULL', ', onDeny: REJECT'] as const;

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

export function createMaze(onDeny: string, asynchronous: boolean, executor = GRAPHQL_JS): Shop {
  const kind = `${onDeny} ${asynchronous} ${executor.name}`;
  const maze = mazes.get(kind) ?? buildMaze(onDeny, asynchronous, executor);
  mazes.set(kind, maze);
  maze.host.reset();
  return maze;
}

export function buildMaze(onDeny: string, asynchronous: boolean, executor = GRAPHQL_JS): Shop {
  const answer = (value: unknown) => () => (asynchronous ? Promise.resolve(value) : value);
  const items = (...all: readonly unknown[]) =>
    answer(asynchronous ? all.map((item) => Promise.resolve(item)) : executor.list(all.map(copy)));
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
      ...(asynchronous &&
        executor.awaitsTypes && {
          Found: { __resolveType: async ({ __typename }: { __typename: string }) => __typename },
          Named: { __resolveType: async ({ __typename }: { __typename: string }) => __typename },
        }),
    },
    {},
    new Host(),
    executor,
  );
}

/** Every way to select something guarded. */
export const WAYS: Readonly<Record<string, string>> = {
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

/** @param result as an executor returns it, or as a client reads it */
export function expectNothingLeft(
  result: { readonly data?: unknown; readonly errors?: readonly unknown[] | undefined },
  { host }: Pick<Shop, 'host'>,
): void {
  const data = JSON.stringify(result.data ?? null);
  expect(data).not.toContain(SECRET);
  expect(data).not.toContain('4711');
  expect(data).not.toMatch(SECRET_TYPES);
  expect(JSON.stringify(result.errors ?? [])).not.toContain(SECRET);
  expect(host.ran.filter((name) => GUARDED_RESOLVERS.includes(name))).toEqual([]);
}
