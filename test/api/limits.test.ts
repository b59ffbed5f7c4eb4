import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { MOST_ORGANIZATIONS } from '../../src/domain/list-limit';
import { readConfig } from '../../src/platform/config';
import { ask, codesOf, send } from '../support/http';
import { patiently } from '../support/patience';
import { pagedFields } from '../support/root-fields';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR'], ['ERP']]);
  await database.sql(`INSERT INTO entitlement_events (org_id, event_type) SELECT 1, 'test' FROM generate_series(1, 3)`);
  await database.sql(`INSERT INTO package_versions
    (package_key, version, display_name, items, content_hash, published_by, reason)
    VALUES ('basic', 1, 'Basic', '[]', '', 'a test', 'a test')`);
  await database.sql(`INSERT INTO organization_packages
    (org_id, package_key, version, starts_at, assigned_by, reason)
    SELECT id, 'basic', 1, now(), 'a test', 'a test' FROM organizations`);
  authorization = await bearer(GOOD_CLAIMS);
  server = await startTestServer(database, { worker: false });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const post = (query: string, variables?: Readonly<Record<string, unknown>>) =>
  ask(server, query, { authorization, ...(variables && { variables }) });

async function withServer(
  environment: Readonly<Record<string, string>>,
  work: (other: TestServer) => Promise<void>,
): Promise<void> {
  const config = readConfig({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: TEST_SECRET,
    PORT: '0',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
    ...environment,
  });
  const other = await startTestServer({ ...database, config }, { worker: false });
  try {
    await work(other);
  } finally {
    await other.close();
  }
}

/**
 * `{ migrationRun(id: 1) { dryRun { … id } } }` with this many levels; its answer has at most one object at any depth.
 */
function nested(levels: number): string {
  return `{ migrationRun(id: 1) ${'{ dryRun '.repeat(levels - 2)} { id } ${'} '.repeat(levels - 2)} }`;
}

describe('a query is refused before it runs', () => {
  test('if it is deeper than the limit, also by fragments', async () => {
    expect(await post(nested(12))).toMatchObject({ status: 200, errors: [] });
    const deep = await post(nested(14));
    expect({ status: deep.status, codes: codesOf(deep) }).toEqual({
      status: 400,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });
    const fragments = Array.from(
      { length: 13 },
      (_, index) => `fragment F${index} on MigrationRun { dryRun { ${index === 12 ? 'id' : `...F${index + 1}`} } }`,
    );
    expect((await post(`{ migrationRun(id: 1) { ...F0 } } ${fragments.join(' ')}`)).status).toBe(400);
  });

  test('if lists within lists would multiply the answer, even within all other limits', async () => {
    // Two more levels of submodules → module would be 24 million objects and exhaust the memory.
    const member = await bearer({ sub: 'x', role: 'MEMBER', org_id: 1 });
    const query = '{ modules { submodules { module { submodules { module { submodules { key } } } } } } }';
    const answer = await ask(server, query, { authorization: member });
    expect({ refused: answer.status === 400, small: answer.text.length < 1_000_000 }).toEqual({
      refused: true,
      small: true,
    });
  });

  test('if it asks for an answer for each item of long lists, again and again', async () => {
    const routes = Array.from(
      { length: 30 },
      (_, index) => `a${index}: routeAccess(paths: $paths) { module { submodules { id } } }`,
    ).join(' ');
    const checks = Array.from(
      { length: 30 },
      (_, index) => `c${index}: checkEntitlements(checks: $checks) { allowed reason }`,
    );
    const many = { paths: Array(1_000).fill('/sales/leads'), checks: Array(1_000).fill({ moduleKey: 'sales' }) };
    for (const query of [
      `query ($paths: [String!]!) { organization(id: 1) { ${routes} } }`,
      `query ($checks: [EntitlementCheckInput!]!) { ${checks.join(' ')} }`,
      `{ organization(id: 1) { ${routes.replaceAll('$paths', JSON.stringify(Array(20).fill('/x')))} } }`.replaceAll(
        'submodules { id }',
        'submodules { module { submodules { module { submodules { id } } } } }',
      ),
    ]) {
      const answer = await post(query, many);
      expect({ status: answer.status, codes: codesOf(answer), data: answer.data }).toEqual({
        status: 400,
        codes: ['INVALID_INPUT'],
        data: undefined,
      });
      expect(answer.errors[0]?.message).toContain('could return up to');
    }
    // Short lists do not make the same document dear.
    const few = { paths: ['/sales/leads'], checks: [{ moduleKey: 'sales' }] };
    expect(await post(`query ($checks: [EntitlementCheckInput!]!) { ${checks.join(' ')} }`, few)).toMatchObject({
      status: 200,
      errors: [],
    });
    expect(await post(`query ($checks: [EntitlementCheckInput!]!) { ${checks[0] ?? ''} }`, many)).toMatchObject({
      status: 200,
      errors: [],
    });
  });

  test('if its fragments are circular', async () => {
    const answer = await post(
      '{ modules { ...A } } fragment A on Module { submodules { module { ...B } } } fragment B on Module { ...A }',
    );
    expect({ status: answer.status, codes: new Set(codesOf(answer)) }).toEqual({
      status: 400,
      codes: new Set(['GRAPHQL_VALIDATION_FAILED']),
    });
  });

  test('if it has more tokens than the limit', async () => {
    const answer = await post(`{ modules { ${'key '.repeat(2_000)} } }`);
    expect({ status: answer.status, codes: codesOf(answer) }).toEqual({ status: 400, codes: ['GRAPHQL_PARSE_FAILED'] });
    expect(await post(`{ modules { ${'key '.repeat(400)} } }`)).toMatchObject({ status: 200, errors: [] });
  });

  test('if it has more aliases than the limit, also by fragments', async () => {
    const aliases = (count: number) =>
      Array.from({ length: count }, (_, index) => `a${index}: modules { key }`).join(' ');
    expect(await post(`{ ${aliases(30)} }`)).toMatchObject({ status: 200, errors: [] });
    expect((await post(`{ ${aliases(31)} }`)).status).toBe(400);
    expect((await post(`query { ...F } fragment F on Query { ${aliases(31)} }`)).status).toBe(400);
  });

  test('by configurable limits', async () => {
    await withServer(
      { MAX_QUERY_DEPTH: '3', MAX_QUERY_TOKENS: '100', MAX_QUERY_ALIASES: '1', MAX_BODY_BYTES: '1000' },
      async (strict) => {
        const status = async (query: string) => (await ask(strict, query, { authorization })).status;
        expect(await status('{ modules { key } }')).toBe(200);
        expect(await status(nested(6))).toBe(400);
        expect(await status(`{ modules { ${'key '.repeat(100)} } }`)).toBe(400);
        expect(await status('{ a: viewer { id } b: viewer { id } }')).toBe(400);
        expect(await status(`{ modules { key } } # ${'x'.repeat(1_000)}`)).toBe(413);
      },
    );
  });

  test('if the body is too large: HTTP 413', async () => {
    const answer = await post(`{ viewer { id } } # ${'x'.repeat(1_000_000)}`);
    expect(answer.status).toBe(413);
    expect(answer.text.length).toBeLessThan(1_000);
    expect((await post('{ viewer { id } }')).status).toBe(200);
  });

  test('if the request has several operations', async () => {
    const body = JSON.stringify([{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }]);
    const answer = await send(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization },
    });
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
  });

  test('if the body is not JSON or has no query: HTTP 400', async () => {
    for (const body of [
      '{"query": ',
      '"text"',
      '{}',
      '{"query": 1}',
      '{"query": "{ viewer { id } }", "variables": "no"}',
    ]) {
      const answer = await send(`${server.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', authorization },
      });
      expect({ body, status: answer.status }).toEqual({ body, status: 400 });
    }
  });
});

describe('variables that only keep a server busy', () => {
  const nest = (levels: number, open: string, close: string) =>
    '{"query":"query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }",' +
    `"variables":{"checks":${open.repeat(levels)}${close.repeat(levels)}}}`;
  const send1 = (body: string, headers?: Readonly<Record<string, string>>) =>
    send(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('are refused if they are nested as deep as a body is long: %s', async (_kind, open, close) => {
    for (const levels of [25, 5_000, 100_000]) {
      const body = nest(levels, open, close).replace('{"a":}', '{"a":1}');
      const answer = await send1(body, { authorization });
      expect({ levels, status: answer.status, codes: codesOf(answer) }).toEqual({
        levels,
        status: 400,
        codes: ['INVALID_INPUT'],
      });
      // Without a token, they are not even looked at.
      expect(codesOf(await send1(body))).toEqual(['UNAUTHENTICATED']);
    }
  });

  test.each<[string, string, unknown]>([
    ['numbers for inputs', '[EntitlementCheckInput!]!', 7],
    ['objects without what they need', '[EntitlementCheckInput!]!', {}],
    ['unknown fields', '[EntitlementCheckInput!]!', { moduleKey: 'x', nothing: 1 }],
    ['wrong types in fields', '[EntitlementCheckInput!]!', { moduleKey: {} }],
    ['null', '[EntitlementCheckInput!]!', null],
  ])('are refused at their first faults, of a hundred thousand: %s', async (_kind, type, item) => {
    const count = Math.floor(900_000 / (JSON.stringify(item).length + 1));
    const checks: readonly unknown[] = Array(Math.min(count, MOST_ORGANIZATIONS)).fill(item);
    const query = `query ($checks: ${type}) { checkEntitlements(checks: $checks) { allowed } }`;
    const answer = await ask(server, query, { variables: { checks }, authorization });
    expect({ status: answer.status, data: answer.data }).toEqual({ status: 400, data: undefined });
    expect(answer.errors.length).toBeLessThanOrEqual(51);
    expect(new Set(codesOf(answer))).toEqual(new Set(['BAD_USER_INPUT']));
    // A list that is longer than any may be is refused before they are looked for.
    const longer = { checks: Array(MOST_ORGANIZATIONS + 1).fill(null) };
    expect(codesOf(await ask(server, query, { variables: longer, authorization }))).toEqual(['INVALID_INPUT']);
    // Without a token, they are not even read.
    const unsigned = await ask(server, query, { variables: { checks } });
    expect({ status: unsigned.status, codes: codesOf(unsigned) }).toEqual({
      status: 401,
      codes: ['UNAUTHENTICATED'],
    });
  });
});

describe('a request that does not arrive', () => {
  /** Opens a connection, sends this, and then nothing. @returns how long it stayed open, and what came back */
  function hold(url: string, text: string): Promise<{ readonly ms: number; readonly answer: string }> {
    const { hostname, port } = new URL(url);
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      const trickle = setInterval(() => socket.write(' '), 100);
      socket.on('data', (chunk) => (answer += String(chunk)));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(trickle);
        resolve({ ms: performance.now() - begun, answer });
      });
      setTimeout(() => reject(new Error('the connection is still open')), patiently(15_000)).unref();
    });
  }

  test('in time is closed, however slowly it goes on', async () => {
    await withServer({ REQUEST_TIMEOUT_SECONDS: '1' }, async (other) => {
      const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
      const held = await Promise.all([
        hold(other.url, `${head}content-length: 10000\r\n\r\n{"query":`),
        hold(other.url, `${head}transfer-encoding: chunked\r\n\r\n`),
        hold(other.url, head),
      ]);
      for (const { ms } of held) expect(ms).toBeLessThan(patiently(10_000));
      expect(held[0].answer).toContain('408');
      expect((await ask(other, '{ viewer { id } }', { authorization })).status).toBe(200);
    });
  });
});

describe('paged lists', () => {
  /** Every paged list of the API as an operation with these page arguments. */
  const lists: Readonly<Record<string, (page: string) => string>> = {
    'Query.organizations': (page) => `{ organizations(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Query.entitlementEvents': (page) => `{ entitlementEvents(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Query.platformEvents': (page) => `{ platformEvents(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Query.migrationRuns': (page) => `{ migrationRuns(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Organization.events': (page) =>
      `{ organization(id: 1) { events(${page}) { nodes { id } pageInfo { endCursor } } } }`,
    'Organization.history': (page) =>
      `{ organization(id: 1) { history(moduleKey: "sales", ${page}) { nodes { from } pageInfo { endCursor } } } }`,
    'Organization.overrides': (page) =>
      `{ organization(id: 1) { overrides(includeEnded: true, ${page}) { nodes { id } pageInfo { endCursor } } } }`,
    'Rollout.organizations': (page) => `{ rollout { organizations(${page}) { nodes { id } pageInfo { endCursor } } } }`,
    'RolloutPreview.organizations': (page) =>
      `{ rolloutPreview(input: { rollout: { mode: ENFORCE } }) { organizations(${page}) { nodes { organizationId }
        pageInfo { endCursor } } } }`,
    'Query.organizationUsage': (page) => `{ organizationUsage(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Query.accessDenials': (page) => `{ accessDenials(${page}) { nodes { count } pageInfo { endCursor } } }`,
    'Query.shadowDifferences': (page) => `{ shadowDifferences(${page}) { nodes { count } pageInfo { endCursor } } }`,
    'OrganizationInsights.denials': (page) =>
      `{ organization(id: 1) { insights { denials(${page}) { nodes { count } pageInfo { endCursor } } } } }`,
    'Query.parityReports': (page) => `{ parityReports(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'Query.productAnswers': (page) => `{ productAnswers(${page}) { nodes { id } pageInfo { endCursor } } }`,
    'ParityReport.differences': (page) =>
      `{ parityReport(id: 1) { differences(${page}) { nodes { kind } pageInfo { endCursor } } } }`,
    'LegacyFence.changes': (page) =>
      `{ legacyStatus { fence { changes(${page}) { nodes { organizationId } pageInfo { endCursor } } } } }`,
    'ParityReport.uncoveredOrganizations': (page) =>
      `{ parityReport(id: 1) { uncoveredOrganizations(${page}) { nodes { id } pageInfo { endCursor } } } }`,
    'Package.organizations': (page) =>
      `{ package(key: "basic") { organizations(${page}) { nodes { id } pageInfo { endCursor } } } }`,
    'MigrationRun.organizations': (page) =>
      `{ migrationRun(id: 1) { organizations(${page}) { nodes { id } pageInfo { endCursor } } } }`,
  };

  beforeAll(async () => {
    await post(
      `mutation { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) {
        migrationRun { id } } }`,
    );
    await post('mutation { startParityReport(input: {}) { parityReport { id } } }');
  });

  test('of the schema are all covered by these tests', () => {
    expect(Object.keys(lists).sort()).toEqual([...pagedFields()].sort());
  });

  const cases = Object.entries(lists).map(([list, query]) => ({ list, query }));
  test.each(cases)('$list takes 1 to 100 nodes at once and names the faulty argument', async ({ query }) => {
    for (const first of [0, 101, -1, 2_147_483_647]) {
      const answer = await post(query(`first: ${first}`));
      expect({ first, status: answer.status, codes: codesOf(answer) }).toEqual({
        first,
        status: 200,
        codes: ['INVALID_INPUT'],
      });
      expect(answer.errors[0]?.details).toMatchObject({
        faults: [{ field: 'first', message: `must be from 1 to 100, not ${first}` }],
      });
    }
    for (const first of [1, 100])
      expect(await post(query(`first: ${first}`))).toMatchObject({ status: 200, errors: [] });
  });

  const foreign = Object.entries({
    'another list': 'bm8tc3VjaC1saXN0OjE',
    nonsense: 'nonsense',
    'the empty text': '',
    'a number': '1',
    'a key that is no number': Buffer.from('organization:x').toString('base64url'),
    'a key beyond all': Buffer.from('organization:99999999999999999999').toString('base64url'),
  });
  test.each(cases.flatMap((one) => foreign.map(([what, cursor]) => ({ ...one, what, cursor }))))(
    '$list refuses $what as its cursor',
    async ({ query, cursor }) => {
      const answer = await post(query(`after: "${cursor}"`));
      expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
      expect(answer.errors[0]?.details).toMatchObject({ faults: [{ field: 'after' }] });
    },
  );

  test.each(cases)('$list refuses the cursors of other lists', async ({ list, query }) => {
    const names = {
      'Query.organizations': 'organization',
      'Query.entitlementEvents': 'event',
      'Query.platformEvents': 'platform-event',
      'Query.migrationRuns': 'run',
      'Organization.events': 'event',
      'Package.organizations': 'organization',
      'MigrationRun.organizations': 'run-1-organization',
    };
    const own = Object.entries(names).find(([name]) => name === list)?.[1];
    for (const name of new Set(Object.values(names))) {
      const answer = await post(query(`after: "${Buffer.from(`${name}:1`).toString('base64url')}"`));
      expect({ name, codes: codesOf(answer) }).toEqual({ name, codes: name === own ? [] : ['INVALID_INPUT'] });
    }
  });

  test.each(cases)(
    '$list answers a cursor with an impossible key without an internal error',
    async ({ list, query }) => {
      const names: Readonly<Record<string, string>> = {
        'Query.organizations': 'organization',
        'Query.platformEvents': 'platform-event',
        'Query.migrationRuns': 'run',
        'MigrationRun.organizations': 'run-1-organization',
      };
      const answer = await post(
        query(`after: "${Buffer.from(`${names[list] ?? 'event'}:999999999999999999`).toString('base64url')}"`),
      );
      expect(codesOf(answer)).not.toContain('INTERNAL_SERVER_ERROR');
    },
  );
});

describe('invalid values', () => {
  const NUL = '\u0000';
  test.each([
    ['search', 'query ($text: String!) { organizations(search: $text) { nodes { id } } }'],
    ['moduleKey', 'query ($text: String!) { organizations(moduleKey: $text) { nodes { id } } }'],
    ['status', 'query ($text: String!) { organizations(status: $text) { nodes { id } } }'],
    ['eventType', 'query ($text: String!) { entitlementEvents(eventType: $text) { nodes { id } } }'],
    ['a module key', 'query ($text: String!) { module(key: $text) { key } }'],
    ['a mapping id', 'query ($text: ID!) { mapping(id: $text) { id } }'],
    ['a run id', 'query ($text: ID!) { migrationRun(id: $text) { id } }'],
    [
      'a reason',
      `mutation ($text: String!) { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} },
        reason: $text }) { migrationRun { id } } }`,
    ],
    [
      'an idempotency key',
      `mutation ($text: ID!) { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test",
        idempotencyKey: $text }) { migrationRun { id } } }`,
    ],
    [
      'the reason of steering',
      'mutation ($text: String!) { cancelMigrationRun(input: { id: "1", reason: $text }) { migrationRun { id } } }',
    ],
  ])('such as a NUL character in %s are no internal error', async (_name, query) => {
    expect(codesOf(await post(query, { text: `abc${NUL}def` }))).not.toContain('INTERNAL_SERVER_ERROR');
  });

  test('an empty or unknown dry run id does not start a fresh execution', async () => {
    const query = `mutation ($id: ID!) { startMigrationRun(input: { mode: EXECUTE, source: { dryRunId: $id },
        reason: "a test" }) { migrationRun { id } } }`;
    for (const id of ['', ' ', '0', 'abc', '99']) {
      const answer = await post(query, { id });
      expect({ id, codes: codesOf(answer) }).toEqual({ id, codes: ['NOT_FOUND'] });
    }
    expect(await database.sql(`SELECT 1 FROM migration_runs WHERE mode = 'EXECUTE'`)).toHaveLength(0);
  });

  test('a time that cannot be read or stored is no internal error', async () => {
    for (const since of ['"yesterday"', '""', '5']) {
      const answer = await post(`{ entitlementEvents(since: ${since}) { nodes { id } } }`);
      expect({ since, codes: codesOf(answer) }).not.toEqual({ since, codes: ['INTERNAL_SERVER_ERROR'] });
    }
    const far = await post('{ entitlementEvents(since: "+275760-01-01T00:00:00Z") { nodes { id } } }');
    expect(codesOf(far)).not.toContain('INTERNAL_SERVER_ERROR');
  });
});

describe('a page of another site cannot make a browser send', () => {
  const get = (query: string, headers: Readonly<Record<string, string>>) =>
    send(`${server.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { authorization, ...headers } });

  test('a mutation by GET', async () => {
    const before = await database.sql('SELECT 1 FROM migration_runs');
    const mutation = `mutation { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) {
        migrationRun { id } } }`;
    expect((await get(mutation, { 'apollo-require-preflight': 'true' })).status).toBe(405);
    expect((await get(mutation, {})).status).toBe(400);
    expect(await database.sql('SELECT 1 FROM migration_runs')).toHaveLength(before.length);
  });

  test('a query by GET, because it needs a header that a form cannot send', async () => {
    expect((await get('{ viewer { id } }', {})).status).toBe(400);
    expect((await get('{ viewer { id } }', { 'apollo-require-preflight': 'true' })).status).toBe(200);
  });

  test('a POST as a form', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await send(`${server.url}/graphql`, {
        method: 'POST',
        body: '{"query":"{ viewer { id } }"}',
        headers: { 'content-type': type, authorization },
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.data).toBeUndefined();
    }
  });
});

describe('the schema', () => {
  const page = (one: { readonly url: string }) => send(`${one.url}/graphql`, { headers: { accept: 'text/html' } });

  test('is hidden in production: no introspection, landing page or suggestions', async () => {
    await withServer({ NODE_ENV: 'production' }, async (production) => {
      for (const query of [
        getIntrospectionQuery(),
        '{ __schema { types { name } } }',
        '{ __type(name: "Query") { name } }',
      ]) {
        const introspection = await ask(production, query, { authorization });
        expect(introspection.status).toBe(400);
        expect(introspection.text).not.toContain('MigrationRun');
      }
      expect((await page(production)).headers.get('content-type')).not.toContain('html');
      for (const query of [
        '{ viewr { id } }',
        '{ viewer { rol } }',
        '{ migrationRuns(mod: DRY_RUN) { nodes { id } } }',
        '{ migrationRuns(mode: DRY_RAN) { nodes { id } } }',
        '{ ... on Querry { viewer { id } } }',
      ]) {
        const typo = await ask(production, query, { authorization });
        expect({ query, status: typo.status }).toEqual({ query, status: 400 });
        expect(typo.text).not.toMatch(/did you mean/i);
      }
      const variable = await ask(
        production,
        'query ($mode: MigrationRunMode) { migrationRuns(mode: $mode) { nodes { id } } }',
        { authorization, variables: { mode: 'DRY_RAN' } },
      );
      expect(variable.status).toBe(400);
      expect(variable.text).not.toMatch(/did you mean/i);
      expect((await ask(production, '{ viewer { id __typename } }', { authorization })).status).toBe(200);
    });
  });

  test('is shown in other environments', async () => {
    const introspection = await post(getIntrospectionQuery());
    expect(introspection).toMatchObject({ status: 200, errors: [] });
    expect((await post('{ viewr { id } }')).text).toContain('Did you mean \\"viewer\\"');
    const landing = await page(server);
    expect(landing.status).toBe(200);
    expect(landing.headers.get('content-type')).toContain('html');
  });
});
