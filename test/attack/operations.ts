import type { Attack, Attacker, Besieged, Seen } from './attack';

/** An operation that is dear to read, to check or to answer. */
interface DearOperation {
  readonly name: string;
  readonly by: readonly Attacker[];
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const BODY_BYTES = 900_000;
const EVERYBODY: readonly Attacker[] = ['anonymous', 'member'];

/** As many of these as a body may carry. */
function many(item: unknown): readonly unknown[] {
  return Array(Math.floor(BODY_BYTES / (JSON.stringify(item).length + 1))).fill(item);
}

function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(' ');
}

const checks = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ moduleKey: 'sales', submoduleKey: `leads-${index}` }));
const paths = (count: number) => Array.from({ length: count }, (_, index) => `/sales/leads/${index}`);

const CHECK = 'query ($items: [EntitlementCheckInput!]!) { checkEntitlements(checks: $items) { allowed } }';
const ROUTES = `query ($items: [String!]!) { viewer { organization {
  routeAccess(paths: $items) { decision { allowed } } } } }`;
const REPORT = `mutation ($items: [ID!]!) { startParityReport(input: { organizationIds: $items }) {
  parityReport { id } } }`;
const ANSWERS = `mutation ($items: [ProductAnswerInput!]!) { recordProductAnswers(input: { answers: $items }) {
  recorded } }`;

type LongList = readonly [what: string, query: string, item: unknown];

const LONG_LISTS: readonly LongList[] = [
  ['inputs that are numbers', CHECK, 7],
  ['inputs that are empty', CHECK, {}],
  ['inputs with unknown fields', CHECK, { moduleKey: 'sales', nothing: 1 }],
  ['inputs with objects for strings', CHECK, { moduleKey: {} }],
  ['inputs that are null', CHECK, null],
  ['inputs that are right', CHECK, { moduleKey: 'sales' }],
  ['strings that are numbers', ROUTES, 7],
  ['strings that are objects', ROUTES, { a: [1] }],
  ['strings that are right', ROUTES, '/x'],
  ['ids that are objects', REPORT, { a: 1 }],
  ['ids that are numbers', REPORT, 1],
  ['inputs with wrong enum values', ANSWERS, { organizationId: '1', moduleKey: 'sales', allowed: 'MAYBE' }],
];

/** Lists of what a list may not hold, and of what it may hold, as long as a body is. */
const LISTS: readonly DearOperation[] = LONG_LISTS.map(([what, query, item]) => ({
  name: `a list of ${what}, as long as a body may be`,
  by: query === REPORT ? ['anonymous', 'operator'] : EVERYBODY,
  query,
  variables: { items: many(item) },
}));

/** graphql says of each field that it does not know what the whole object is, and which field is spelt like it. */
const MANY_FIELDS: DearOperation = {
  name: 'an object with fields that are unknown, as many as a body may have',
  by: EVERYBODY,
  query: CHECK,
  variables: { items: [Object.fromEntries(Array.from({ length: 75_000 }, (_, n) => [`k${n}`, 1]))] },
};

const MAPPING_FILE = `legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes
${times(2_000, (index) => `FLAG${index},,sales,,enabled,\n`)}`;

/** Long lists, asked for again and again under other names. */
export const multiplied: readonly DearOperation[] = [
  {
    name: '1,000 checks, by 30 names',
    by: EVERYBODY,
    query: `query ($items: [EntitlementCheckInput!]!) {
      ${times(30, (index) => `a${index}: checkEntitlements(checks: $items) { allowed reason message }`)} }`,
    variables: { items: checks(1_000) },
  },
  {
    name: 'as many checks as the cost allows',
    by: ['member'],
    query: `query ($items: [EntitlementCheckInput!]!) {
      ${times(6, (index) => `a${index}: checkEntitlements(checks: $items) { allowed }`)} }`,
    variables: { items: checks(1_000) },
  },
  {
    name: '1,000 paths with their submodules, by 30 names',
    by: EVERYBODY,
    query: `query ($items: [String!]!) { viewer { organization { ${times(
      30,
      (index) => `a${index}: routeAccess(paths: $items) { path module { key submodules { key displayName } } }`,
    )} } } }`,
    variables: { items: paths(1_000) },
  },
  {
    name: 'as many paths as the cost allows',
    by: ['member'],
    query: `query ($items: [String!]!) { viewer { organization {
      ${times(5, (index) => `a${index}: routeAccess(paths: $items) { path }`)} } } }`,
    variables: { items: paths(1_000) },
  },
  {
    name: 'the menu, by 30 names',
    by: EVERYBODY,
    query: `{ viewer { organization { ${times(
      30,
      (index) => `a${index}: menu { label children { label path module { submodules { key } } } }`,
    )} } } }`,
  },
  {
    name: 'the impact of a mapping of 2,000 rules, by 30 names',
    by: ['operator'],
    query: `query ($file: MappingPreviewInput!) {
      ${times(30, (index) => `a${index}: mappingPreview(input: $file) { impact { unreadable } }`)} }`,
    variables: { file: { name: 'x', csv: MAPPING_FILE } },
  },
  {
    name: 'organizations with all that is known of them, 100 by 30 names',
    by: ['operator'],
    query: `{ ${times(
      30,
      (index) => `a${index}: organizations(first: 100) { nodes { legacyFlags { unmapped }
        entitlements { status submodules { enabled } } events(first: 100) { nodes { payload } } } }`,
    )} }`,
  },
  {
    name: 'totals of every list, by 30 names',
    by: ['operator'],
    query: `{ ${times(
      10,
      (index) => `o${index}: organizations(search: "a") { totalCount } e${index}: entitlementEvents { totalCount }
        p${index}: platformEvents { totalCount }`,
    )} }`,
  },
  {
    name: 'a preview of the rollout, by 30 names',
    by: ['operator'],
    query: `{ ${times(
      30,
      (index) => `a${index}: rolloutPreview(input: { rollout: { mode: ENFORCE } }) { impact { totals { count } } }`,
    )} }`,
  },
];

/** Documents that are dear to parse, to validate or to walk through. */
const DOCUMENTS: readonly DearOperation[] = [
  { name: '250 names without a token', by: EVERYBODY, query: `{ ${times(250, (n) => `a${n}: __typename`)} }` },
  { name: 'a document as long as a body', by: EVERYBODY, query: `{ ${'x '.repeat(BODY_BYTES / 2)} }` },
  { name: 'one token as long as a body', by: EVERYBODY, query: `{ ${'x'.repeat(BODY_BYTES)} }` },
  { name: 'a comment as long as a body', by: EVERYBODY, query: `{ __typename } #${'x'.repeat(BODY_BYTES)}` },
  { name: 'fields within fields', by: EVERYBODY, query: `${'{ a '.repeat(900)}${'}'.repeat(900)}` },
  { name: 'lists within lists', by: EVERYBODY, query: `{ a(b: ${'['.repeat(900)}${']'.repeat(900)}) }` },
  {
    name: 'fragments in a circle',
    by: EVERYBODY,
    query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  },
  {
    name: 'an object with unknown fields, as many as a body may have',
    by: EVERYBODY,
    query: 'query ($items: [Item!]) { take(items: $items) }',
    variables: MANY_FIELDS.variables ?? {},
  },
  {
    name: 'fragments that double 60 times',
    by: EVERYBODY,
    query: `{ ...F0 } ${times(60, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)}
      fragment F60 on Query { viewer { id } }`,
  },
  {
    name: 'fragments that double in fields',
    by: EVERYBODY,
    query: `{ viewer { organization { ...F0 } } }
      ${times(40, (n) => `fragment F${n} on Organization { ...F${n + 1} ... on Organization { ...F${n + 1} } }`)}
      fragment F40 on Organization { id }`,
  },
  {
    name: 'one field, 400 times with other selections',
    by: EVERYBODY,
    query: `{ ${times(400, (n) => `viewer { ${n % 2 ? 'id' : 'role'} }`)} }`,
  },
  {
    name: 'fragments that all overlap',
    by: EVERYBODY,
    query: `{ viewer { ${times(150, (n) => `...F${n}`)} } }
      ${times(150, (n) => `fragment F${n} on Viewer { id role organization { id name } }`)}`,
  },
  {
    name: '600 directives on one field',
    by: EVERYBODY,
    query: `{ __typename ${'@include(if: true) '.repeat(300)} }`,
  },
  {
    name: '400 variables',
    by: EVERYBODY,
    query: `query (${times(400, (n) => `$v${n}: Int`)}) { organizations(first: $v0) { totalCount } }`,
  },
  {
    name: 'introspection that goes round',
    by: EVERYBODY,
    query: `{ __schema { types { ${'fields { type { '.repeat(5)} name ${'} }'.repeat(5)} } } }`,
  },
  {
    name: 'names that are nearly right',
    by: EVERYBODY,
    query: `{ ${times(600, (n) => `organizatio${n}`)} }`,
  },
];

async function post(siege: Besieged, at: Attack['at'], by: Attacker, body: string): Promise<readonly Seen[]> {
  const response = await fetch(siege.urlOf(at), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...siege.headersOf(by) },
    body,
  });
  return [{ status: response.status, text: await response.text() }];
}

function attackBy(at: Attack['at'], by: Attacker, { name, query, variables }: DearOperation): Attack {
  const body = JSON.stringify({ query, variables });
  return {
    name: `${name} (${by}${at === 'host' ? ", at a host's own schema" : ''})`,
    at,
    atOnce: 4,
    send: (siege) => post(siege, at, by, body),
  };
}

type HostList = readonly [what: string, type: string, argument: string, item: unknown];

const HOST_LISTS: readonly HostList[] = [
  ['numbers that are texts', 'Int', 'numbers', 'x'],
  ['numbers that are right', 'Int', 'numbers', 7],
  ['texts that are numbers', 'String', 'texts', 7],
  ['texts that are right', 'String', 'texts', 'x'],
  ['ids that are objects', 'ID', 'ids', {}],
  ['enum values that do not exist', 'Kind', 'kinds', 'C'],
  ['enum values that are right', 'Kind', 'kinds', 'A'],
  ['inputs that are wrong within', 'Item', 'items', { within: { within: { count: 'x' } } }],
  ['inputs that are right', 'Item', 'items', { within: { within: { count: 1 } } }],
];

/** Of the schema of the host: see host.ts. */
const HOST: readonly DearOperation[] = [
  ...HOST_LISTS.map(([what, type, argument, item]) => ({
    name: `a list of ${what}`,
    by: EVERYBODY,
    query: `query ($items: [${type}!]) { take(${argument}: $items) }`,
    variables: { items: many(item) },
  })),
  {
    name: 'fragments that double 60 times',
    by: EVERYBODY,
    query: `{ ...F0 } ${times(60, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)}
      fragment F60 on Query { leads { salary } }`,
  },
  {
    name: 'a guarded field, by 400 names',
    by: EVERYBODY,
    query: `{ ${times(400, (n) => `a${n}: leads { salary }`)} }`,
  },
];

/** All of them, by each who may try. */
export const operationAttacks: readonly Attack[] = [
  ...[...LISTS, MANY_FIELDS, ...multiplied, ...DOCUMENTS].flatMap((one) =>
    one.by.map((by) => attackBy('portcullis', by, one)),
  ),
  ...HOST.flatMap((one) => one.by.map((by) => attackBy('host', by, one))),
];
