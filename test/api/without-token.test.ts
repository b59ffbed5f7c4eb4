import { getIntrospectionQuery } from 'graphql';
import { readConfig } from '../../src/platform/config';
import { ask, codesOf } from '../support/http';
import { rawSend } from '../support/raw-http';
import { RawSocket } from '../support/raw-socket';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database, { worker: false });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const UNSIGNED = { status: 200, codes: ['UNAUTHENTICATED'], data: undefined };

async function outcome(query: string, variables?: Readonly<Record<string, unknown>>) {
  const answer = await ask(server, query, variables ? { variables } : {});
  return { status: answer.status, codes: codesOf(answer), data: answer.data };
}

const aliases = (count: number, field: string) => Array.from({ length: count }, (_, index) => `a${index}: ${field}`);

test.each([
  { what: 'many aliases', query: `{ ${aliases(220, 'viewer { id role organization { id name } }').join(' ')} }` },
  { what: 'many fields', query: `{ viewer { ${'id '.repeat(1_900)} } }` },
  { what: 'more tokens than any document may have', query: `{ viewer { ${'id '.repeat(5_000)} } }` },
  { what: 'fields that do not exist', query: `{ ${aliases(300, 'viewr { idd }').join(' ')} }` },
  { what: 'a fragment of the query', query: '{ ...F } fragment F on Query { viewer { id } }' },
  {
    what: 'a fragment in a fragment',
    query: '{ ... { ...F } } fragment F on Query { ... on Query { viewer { id } } }',
  },
  {
    what: 'fragments that contain each other',
    query: '{ ...A } fragment A on Query { ...B viewer { id } } fragment B on Query { ...A }',
  },
  { what: 'a fragment that nothing uses', query: '{ __typename } fragment F on Query { viewr { idd } }' },
  { what: 'a second operation', query: 'query A { __typename } query B { viewer { id } }' },
  { what: 'a mutation', query: 'mutation { startParityReport(input: {}) { parityReport { id } } }' },
  { what: 'a subscription', query: 'subscription { entitlementsChanged(organizationId: 1) { name } }' },
  { what: 'aliases of what needs no token', query: `{ ${aliases(30, '__typename').join(' ')} }` },
  { what: 'a field beside what needs no token', query: '{ __typename viewer { id } }' },
])('without a token, $what is refused before it is checked against the schema', async ({ query }) => {
  expect(await outcome(query)).toEqual(UNSIGNED);
});

test('without a token, what GraphQL itself adds is answered', async () => {
  expect(await outcome('{ __typename }')).toEqual({ status: 200, codes: [], data: { __typename: 'Query' } });
  expect(await outcome('query A { a: __typename ...F } fragment F on Query { __typename }')).toMatchObject({
    codes: [],
  });
  expect(await outcome(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).toMatchObject({
    status: 200,
    codes: [],
  });
  expect((await outcome('{ viewer { id }')).codes).toEqual(['GRAPHQL_PARSE_FAILED']);
});

describe('a long body', () => {
  const long = JSON.stringify({ query: '{ viewer { id } }', variables: { text: 'x'.repeat(20_000) } });
  const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

  test('without a token is refused before it is sent', async () => {
    const answer = await rawSend(server, `${head}content-length: 500000\r\n\r\n`);
    expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') });
    expect(answer.head).toMatch(/connection: close/i);
  });

  test('without a token and without its length is refused as soon as it is too long', async () => {
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    const answer = await rawSend(server, `${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`);
    expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') });
  });

  test('with an invalid token is refused before it is sent, also to other methods', async () => {
    for (const method of ['POST', 'OPTIONS']) {
      const answer = await rawSend(
        server,
        `${head.replace('POST', method)}authorization: Bearer x\r\ncontent-length: 500000\r\n\r\n`,
      );
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') });
    }
  });

  test('with a token is read', async () => {
    const answer = await ask(server, 'query ($text: String!) { module(key: $text) { key } }', {
      variables: { text: 'x'.repeat(20_000) },
      authorization: await bearer(GOOD_CLAIMS),
    });
    expect(answer.status).toBe(200);
    expect(long.length).toBeGreaterThan(16_384);
  });

  test('of a WebSocket that has not signed in closes it', async () => {
    const raw = await RawSocket.open(server);
    raw.say({ type: 'connection_init', payload: { text: 'x'.repeat(20_000) } });
    expect(await raw.closes()).toEqual({
      code: 1009,
      reason: 'Before it has signed in, a message may have 16384 bytes.',
    });
  });

  test('to any other address is refused', async () => {
    for (const path of ['/nothing', '/console/nothing', '/metrics']) {
      const answer = await rawSend(
        server,
        `${head.replace('/graphql', path)}content-length: 17000\r\nconnection: close\r\n\r\n${' '.repeat(17_000)}`,
      );
      expect({ path, status: answer.status }).toEqual({ path, status: 413 });
    }
  });

  test('to the address that redeems sign-in links is refused', async () => {
    const config = readConfig({
      DATABASE_URL: database.url,
      AUTH_JWT_SECRET: TEST_SECRET,
      PORT: '0',
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORTCULLIS_CONSOLE_LINK: 'true',
    });
    const linked = await startTestServer({ ...database, config }, { worker: false });
    try {
      const response = await fetch(`${linked.url}/console/session`, {
        method: 'POST',
        body: JSON.stringify({ code: 'x'.repeat(5_000) }),
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(413);
    } finally {
      await linked.close();
    }
  });
});
