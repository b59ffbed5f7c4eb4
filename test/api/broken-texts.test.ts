import { ask, codesOf, send } from '../support/http';
import { RawSocket } from '../support/raw-socket';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** Texts that PostgreSQL cannot store. */
const BROKEN = [
  { what: 'NUL', text: 'abc\0def' },
  { what: 'the first half of a pair', text: 'a lone \ud800 half' },
  { what: 'the second half of a pair', text: '\udc00' },
  { what: 'a pair in the wrong order', text: 'a\udc00\ud83e' },
  { what: 'a whole pair and a half', text: '🦊\ud83e' },
];

const OPERATIONS = [
  'query ($text: String!) { organizations(search: $text) { nodes { id } } }',
  'query ($text: ID!) { organization(id: $text) { id } }',
  'query ($text: String!) { module(key: $text) { key } }',
  'query ($text: ID!) { migrationRun(id: $text) { id } }',
  'query ($text: String!) { checkEntitlements(checks: [{ organizationId: 1, moduleKey: $text }]) { allowed } }',
  'query ($text: String!) { organization(id: 1) { routeAccess(paths: [$text]) { path } } }',
  `mutation ($text: String!) { setMaintenance(input: { enabled: true, message: $text, reason: "a test" }) {
     maintenance { enabled } } }`,
  `mutation ($text: String!) { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: $text }) {
     migrationRun { id } } }`,
  `mutation ($text: ID!) { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test",
     idempotencyKey: $text }) { migrationRun { id } } }`,
];

const REFUSED = { status: 400, codes: ['INVALID_INPUT'] };

describe.each(BROKEN)('a text with $what', ({ text }) => {
  const post = async (body: unknown) => {
    const answer = await send(`${server.url}/graphql`, {
      method: 'POST',
      // As JavaScript writes it: with escapes.
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization },
    });
    return { status: answer.status, codes: codesOf(answer) };
  };

  test.each(OPERATIONS)('in a variable is refused: %s', async (query) => {
    expect(await post({ query, variables: { text } })).toEqual(REFUSED);
  });

  test('in the name of a variable, in what is nested in one, or in one that is not asked for is refused', async () => {
    const query = OPERATIONS[0];
    expect(await post({ query, variables: { text: 'x', [text]: 1 } })).toEqual(REFUSED);
    expect(await post({ query, variables: { text: 'x', more: [{ [text]: 1 }] } })).toEqual(REFUSED);
    expect(await post({ query, variables: { text: 'x', more: [[text]] } })).toEqual(REFUSED);
  });

  test('in a document is refused, as it is, as an escape, in a block and in a comment', async () => {
    const escaped = JSON.stringify(text).slice(1, -1);
    const braces = Array.from(text).map((one) =>
      /[\0\p{Cs}]/u.test(one) ? `\\u{${one.codePointAt(0)?.toString(16)}}` : one,
    );
    for (const literal of [`"${text}"`, `"${escaped}"`, `"${braces.join('')}"`, `"""${text}"""`])
      expect({ literal, ...(await post({ query: `{ module(key: ${literal}) { key } }` })) }).toEqual({
        literal,
        ...REFUSED,
      });
    expect(await post({ query: `{ modules { key } } # ${text}` })).toEqual(REFUSED);
  });

  test('in the name of the operation is refused', async () => {
    expect(await post({ query: 'query A { modules { key } }', operationName: text })).toEqual(REFUSED);
  });

  test('over a WebSocket is refused alike', async () => {
    const raw = await RawSocket.signedIn(server, authorization);
    const subscribe = (id: string, payload: unknown) => raw.say({ id, type: 'subscribe', payload });
    const query = 'subscription A($id: ID!) { entitlementsChanged(organizationId: $id) { name } }';
    subscribe('variable', { query, variables: { id: text } });
    subscribe('name', { query, variables: { id: '1' }, operationName: text });
    subscribe('document', { query: `${query} # ${text}`, variables: { id: '1' } });
    for (const id of ['variable', 'name', 'document'])
      expect(await raw.receives(new RegExp(`"id":"${id}","type":"error"`))).toContain('"code":"INVALID_INPUT"');
    raw.socket.terminate();
  });
});

test('whole pairs and other characters beyond ASCII are taken', async () => {
  const answer = await ask(server, OPERATIONS[0] ?? '', { authorization, variables: { text: '🦊 Füchse \u0001 ' } });
  expect(answer).toMatchObject({ status: 200, errors: [] });
});
