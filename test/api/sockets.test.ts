import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/platform/config';
import { codesOfErrors, follow, type Following, socketUrl } from '../support/follow';
import { ask } from '../support/http';
import { EntitlementsChangedDocument } from '../support/operations';
import { patiently } from '../support/patience';
import { RawSocket } from '../support/raw-socket';
import { until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS, unsecuredBearer } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;
const open: { stop(): Promise<void> }[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
  for (const socket of sockets.splice(0)) socket.terminate();
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const NAME = 'subscription { entitlementsChanged(organizationId: 1) { name } }';

function ask1(
  query: string,
  options: {
    readonly variables?: Record<string, unknown>;
    readonly params?: Record<string, unknown> | undefined;
    readonly on?: TestServer;
  } = {},
): Following<Record<string, unknown>> {
  const following = follow<Record<string, unknown>, Record<string, unknown>>(
    options.on ?? server,
    'params' in options ? options.params : { authorization },
    query,
    options.variables ?? {},
  );
  open.push(following);
  return following;
}

/** A socket that is cut when the test ends; signed in unless `token` is null. */
async function openRaw(on: TestServer = server, token: string | null = authorization): Promise<RawSocket> {
  const raw = token === null ? await RawSocket.open(on) : await RawSocket.signedIn(on, token);
  sockets.push(raw.socket);
  return raw;
}

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

describe('opening a socket', () => {
  test.each([
    ['no params', undefined],
    ['no token', {}],
    ['null', { authorization: null }],
  ])('without a token closes it: %s', async (_name, params) => {
    const following = ask1(NAME, { params });
    expect(await following.ended).toMatchObject({ code: 4401 });
    expect(following.events).toEqual([]);
  });

  test('with an invalid token closes it, with the reason', async () => {
    const bad: readonly unknown[] = [
      'nonsense',
      '',
      5,
      ['Bearer x'],
      { authorization },
      await bearer(GOOD_CLAIMS, { secret: 'another secret of 32 bytes or more, really' }),
      await bearer(GOOD_CLAIMS, { expiresIn: null }),
      await bearer(GOOD_CLAIMS, { expiresIn: '-1h' }),
      await bearer({ sub: 'x', role: 'OWNER' }),
      await bearer({ sub: 'x', role: 'MEMBER' }),
      unsecuredBearer(GOOD_CLAIMS),
    ];
    for (const one of bad) {
      const following = ask1(NAME, { params: { authorization: one } });
      expect({ one, closed: await following.ended, events: following.events }).toEqual({
        one,
        closed: { code: 4403, reason: expect.stringMatching(/token/i) },
        events: [],
      });
    }
  });

  test('accepts the token under Authorization, too', async () => {
    const following = ask1(NAME, { params: { Authorization: authorization } });
    expect(await following.until('it has begun', () => true)).toEqual({
      entitlementsChanged: { name: 'Organization 1' },
    });
  });

  test('answers nothing before the token, and closes it if none comes in time', async () => {
    const early = await openRaw(server, null);
    early.subscribe('1', NAME);
    expect(await early.closes()).toMatchObject({ code: 4401 });
    const idle = await openRaw(server, null);
    expect(await idle.closes(20)).toMatchObject({ code: 4408 });
    expect([...early.received, ...idle.received]).toEqual([]);
  });

  test('closes it and its subscriptions once the token expires, not before', async () => {
    const begun = Date.now();
    const following = ask1(NAME, { params: { authorization: await bearer(GOOD_CLAIMS, { expiresIn: '2s' }) } });
    await following.until('it has begun', () => true);
    expect(await following.ended).toEqual({ code: 4403, reason: 'The token has expired.' });
    expect(Date.now() - begun).toBeGreaterThan(900); // A token's times are whole seconds.
    expect(Date.now() - begun).toBeLessThan(patiently(2_500));
  });

  test('again with a new token continues the subscription without losing a change', async () => {
    const [id] = await database.addOrganizations([['CRM']]);
    const lifetimes = ['2s', '10m'];
    const client = createClient({
      url: socketUrl(server),
      webSocketImpl: WebSocket,
      connectionParams: async () => ({
        authorization: await bearer(GOOD_CLAIMS, { expiresIn: lifetimes.shift() ?? '10m' }),
      }),
      retryWait: () => delay(100),
    });
    open.push({ stop: async () => client.dispose() });
    const names: unknown[] = [];
    const errors: unknown[] = [];
    client.subscribe<{ entitlementsChanged: { name: string } }>(
      { query: 'subscription ($id: ID!) { entitlementsChanged(organizationId: $id) { name } }', variables: { id } },
      {
        next: ({ data }) => names.push(data?.entitlementsChanged.name),
        error: (error) => errors.push(error),
        complete: () => undefined,
      },
    );
    await until('it has begun', () => names.length === 1, 5);
    const closed = new Promise((resolve) => void client.on('closed', resolve));
    expect(await closed).toMatchObject({ code: 4403 });
    // No notification is sent for this change.
    await database.sql(`UPDATE organizations SET name = 'Renamed meanwhile' WHERE id = $1`, [id]);
    await until('it receives the current name', () => names.at(-1) === 'Renamed meanwhile', 5);
    expect({ names: names.length, errors }).toEqual({ names: 2, errors: [] });
  });

  test('accepts a token that lives longer than the longest timer', async () => {
    for (const exp of [Date.now() / 1_000 + 10_000_000, 1e300]) {
      const following = ask1(NAME, {
        params: { authorization: await bearer({ ...GOOD_CLAIMS, exp }, { expiresIn: null }) },
      });
      await following.until('it has begun', () => true);
      await delay(100);
      expect(following.text()).not.toMatch(/4403/);
      await following.stop();
    }
  });
});

describe('over a socket', () => {
  test.each([
    '{ viewer { id } }',
    '{ __schema { types { name } } }',
    'mutation { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) ' +
      '{ migrationRun { id } } }',
    'mutation { setRollout(input: { mode: SHADOW, expectedVersion: 1, reason: "a test" }) { rollout { mode } } }',
    'mutation { nothing }',
  ])('only subscriptions run, not %s', async (query) => {
    const following = ask1(query);
    await following.ended;
    expect({ events: following.events, codes: codesOfErrors(following) }).toEqual({
      events: [],
      codes: ['INVALID_INPUT'],
    });
    expect(await database.sql('SELECT 1 FROM migration_runs')).toEqual([]);
    expect(await database.sql(`SELECT 1 FROM rollout WHERE mode = 'SHADOW'`)).toEqual([]);
  });

  test('only the subscription of a document with several operations can run', async () => {
    const socket = await openRaw();
    const query = `subscription S { entitlementsChanged(organizationId: 1) { name } } query Q { viewer { id } }`;
    socket.say({ id: '1', type: 'subscribe', payload: { query, operationName: 'Q' } });
    await socket.receives(/"id":"1","type":"error".*INVALID_INPUT/);
    socket.say({ id: '2', type: 'subscribe', payload: { query } });
    await socket.receives(/"id":"2","type":"error".*OPERATION_RESOLUTION_FAILURE/);
    socket.say({ id: '3', type: 'subscribe', payload: { query, operationName: 'S' } });
    await socket.receives(/"id":"3","type":"next".*Organization 1/);
    expect(socket.received.join('\n')).not.toContain('tester');
  });

  test('nothing changes for HTTP: a query by GET is answered', async () => {
    const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent('{ viewer { id } }')}`, {
      headers: { authorization, 'apollo-require-preflight': 'true' },
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { data: { viewer: { id: 'tester' } } },
    });
  });
});

describe('a faulty subscription', () => {
  const deep = (levels: number) =>
    `subscription { migrationRunProgress(id: 1) ${'{ dryRun '.repeat(levels - 2)} { id } ${'} '.repeat(levels - 2)} }`;

  test.each([
    ['deeper than the limit', deep(14), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'longer than the limit of tokens',
      `subscription { entitlementsChanged(organizationId: 1) { ${'name '.repeat(2_000)} } }`,
      'GRAPHQL_PARSE_FAILED',
    ],
    [
      'more aliases than the limit',
      `subscription { entitlementsChanged(organizationId: 1) {
        ${Array.from({ length: 31 }, (_, index) => `a${index}: name`).join(' ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'lists within lists within lists',
      `subscription { entitlementsChanged(organizationId: 1) {
        entitlements { submodules { submodule { module { submodules { module { submodules { key } } } } } } } } }`,
      'INVALID_INPUT',
    ],
    [
      'two root fields',
      `subscription { a: entitlementsChanged(organizationId: 1) { name } b: entitlementsChanged(organizationId: 1) {
        name } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['no such field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['introspection', 'subscription { __schema { types { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['nothing', '', 'GRAPHQL_PARSE_FAILED'],
    [
      'a text that cannot be stored',
      'subscription { entitlementsChanged(organizationId: "\\u0000") { name } }',
      'INVALID_INPUT',
    ],
    [
      'a variable that is missing',
      'subscription ($id: ID!) { entitlementsChanged(organizationId: $id) { name } }',
      'BAD_USER_INPUT',
    ],
  ])('is refused as over HTTP: %s', async (_name, query, code) => {
    const following = ask1(query);
    await following.ended;
    expect({ events: following.events, codes: [...new Set(codesOfErrors(following))] }).toEqual({
      events: [],
      codes: [code],
    });
    if (query !== '') expect((await ask(server, query, { authorization })).status).toBe(400);
  });

  test('is not one just within the limits, which is answered', async () => {
    const socket = await openRaw();
    socket.subscribe('1', deep(12));
    expect(await socket.receives(/"id":"1"/)).toContain('NOT_FOUND');
  });

  test('is refused by the limits of HTTP, without suggestions in production', async () => {
    await withServer({ MAX_QUERY_DEPTH: '3', NODE_ENV: 'production' }, async (strict) => {
      const following = ask1(
        'subscription { entitlementsChanged(organizationId: 1) { entitlements { module { key } } } }',
        { on: strict },
      );
      await following.ended;
      expect(codesOfErrors(following)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      const typo = ask1('subscription { entitlementsChange(organizationId: 1) { nam } }', { on: strict });
      await typo.ended;
      expect(typo.text()).not.toMatch(/did you mean/i);
    });
    const typo = ask1('subscription { entitlementsChange(organizationId: 1) { name } }');
    await typo.ended;
    expect(typo.text()).toMatch(/Did you mean/);
  });

  test('larger than the limit of a body closes the socket, and the server keeps answering', async () => {
    const socket = await openRaw();
    socket.subscribe('1', `${NAME} # ${'x'.repeat(1_000_000)}`);
    expect(await socket.closes()).toMatchObject({ code: 1009 });
    await ask1(NAME).until('another one is answered', () => true);
  });

  test.each([
    'no JSON',
    '5',
    'null',
    '{}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1","payload":{"query":5}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":"no"}}',
    '{"type":"leave"}',
  ])('that is no message of the protocol closes the socket: %s', async (message) => {
    const socket = await openRaw();
    socket.say(message);
    expect(await socket.closes()).toMatchObject({ code: 4400 });
  });

  test('in another protocol is refused', async () => {
    const socket = new WebSocket(socketUrl(server), 'graphql-ws');
    sockets.push(socket);
    const error: unknown = await new Promise((resolve) => socket.once('error', resolve));
    expect(String(error)).toContain('no subprotocol');
  });

  test('at another path is refused', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/health/live`, 'graphql-transport-ws');
    sockets.push(socket);
    const [code]: unknown[] = await once(socket, 'close');
    expect(code).not.toBe(1006);
  });

  test('is one more than a socket may have, until another is completed', async () => {
    await withServer({ MAX_SOCKET_SUBSCRIPTIONS: '3' }, async (strict) => {
      const socket = await openRaw(strict);
      for (const id of ['1', '2', '3', '4']) socket.subscribe(id, NAME);
      expect(await socket.receives(/"id":"4"/)).toMatch(/"type":"error".*"CONFLICT"/);
      for (const id of [1, 2, 3]) expect(await socket.receives(new RegExp(`"id":"${id}"`))).toContain('"type":"next"');
      socket.say({ id: '2', type: 'complete' });
      socket.subscribe('5', NAME);
      expect(await socket.receives(/"id":"5"/)).toContain('"type":"next"');
    });
  });
});

test('a subscription whose organizations cannot be read ends with what is wrong, and without SQL', async () => {
  await database.sql('ALTER TABLE organizations RENAME TO elsewhere');
  const following = ask1(NAME);
  await following.ended;
  await database.sql('ALTER TABLE elsewhere RENAME TO organizations');
  expect(following.errors).toMatchObject([
    {
      message: expect.stringMatching(/^The source of organizations cannot be read: .*'portcullis source show'/),
      extensions: { code: 'CONFLICT' },
    },
  ]);
  expect(following.text()).not.toMatch(/SELECT|stack/);
});

describe('an internal error of a subscription is masked', () => {
  const breakTable = (table: string) => database.sql(`ALTER TABLE ${table} RENAME TO ${table}_elsewhere`);
  const mendTable = (table: string) => database.sql(`ALTER TABLE ${table}_elsewhere RENAME TO ${table}`);
  const MASKED = {
    message: expect.stringMatching(/^Internal server error \(log reference [0-9a-f-]+\)\.$/),
    extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) },
  };

  test('within an event, and the next event is complete again', async () => {
    const following = ask1(
      'subscription { entitlementsChanged(organizationId: 1) { name events { nodes { reason } } } }',
    );
    await following.until('it has begun', () => true);
    await breakTable('entitlement_events');
    await database.sql('UPDATE rollout SET mode = mode');
    await until('an event came', () => following.errors.length > 0, 5);
    await mendTable('entitlement_events');
    expect(following.errors).toMatchObject([MASKED]);
    expect(following.text()).not.toMatch(/relation|SELECT|stack/);
    const before = following.events.length;
    await database.sql('UPDATE rollout SET mode = mode');
    await until('another event came', () => following.events.length > before, 5);
    expect(following.errors).toHaveLength(1);
  });
});

describe('a server that stops', () => {
  test('closes its sockets at once, with a code on which clients reconnect', async () => {
    const other = await startTestServer(database, { worker: false });
    const socket = await openRaw(other);
    socket.subscribe('1', NAME);
    await socket.receives(/"next"/);
    const following = follow(other, { authorization }, EntitlementsChangedDocument, { organizationId: '1' });
    open.push(following);
    await following.until('it has begun', () => true);
    const begun = Date.now();
    await other.close();
    expect(Date.now() - begun).toBeLessThan(patiently(1_000));
    expect(await following.ended).toEqual({ code: 1001, reason: 'The server is stopping.' });
    expect(await socket.closes()).toMatchObject({ code: 1001 });
  });

  test('does not wait for a client that does not answer', async () => {
    const other = await startTestServer(database, { worker: false });
    const socket = await openRaw(other);
    socket.subscribe('1', NAME);
    await socket.receives(/"next"/);
    socket.socket.pause();
    const begun = Date.now();
    await other.close();
    expect(Date.now() - begun).toBeLessThan(patiently(3_000));
  });
});
