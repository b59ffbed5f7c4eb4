import { once } from 'node:events';
import { WebSocket } from 'ws';
import { socketUrl } from '../support/follow';
import { type Answer, ask, codesOf, send } from '../support/http';
import { RawSocket } from '../support/raw-socket';
import { scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const WHO = '{ viewer { id } }';
const MENU = '{ viewer { organization { menu { label } } } }';
const NAME = 'subscription { entitlementsChanged(organizationId: 1) { name } }';

const opened: { readonly server: TestServer; readonly database: TestDatabase }[] = [];

async function start(environment: Readonly<Record<string, string>>): Promise<TestServer> {
  const database = await createTestDatabase('seeded', environment);
  await database.addOrganizations([['CRM'], ['HR']]);
  const server = await startTestServer(database, { worker: false });
  opened.push({ server, database });
  return server;
}

afterEach(async () => {
  for (const { server, database } of opened.splice(0)) {
    await server.close();
    await database.close();
  }
});

const tokenOf = (claims: Readonly<Record<string, unknown>> = {}) => bearer({ ...GOOD_CLAIMS, ...claims });
const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

async function repeat(times: number, work: () => Promise<Answer>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < times; index++) answers.push(await work());
  return answers;
}

const limited = (server: TestServer, limit: string) =>
  scrape(server).then((samples) => valueOf(samples, 'portcullis_rate_limited_total', { limit }));

test('an actor that sends too many requests is told when to go on, as GraphQL, and no other actor is hit', async () => {
  const server = await start({ RATE_LIMIT_ACTOR: '5' });
  const authorization = await tokenOf({ sub: 'ann' });
  const answers = await repeat(7, () => ask(server, WHO, { authorization }));
  expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(answers[0]?.headers.get('ratelimit-limit')).toBe('5');
  expect(answers[0]?.headers.get('ratelimit-remaining')).toBe('4');
  const [refusal] = answers.slice(-1);
  const seconds = Number(refusal?.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(12);
  expect(Object.fromEntries(refusal?.headers ?? [])).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'ratelimit-limit': '5',
    'ratelimit-remaining': '0',
    'ratelimit-reset': expect.stringMatching(/^\d+$/),
    'cache-control': 'private, no-store',
    'x-request-id': expect.any(String),
  });
  expect(refusal?.errors).toEqual([
    expect.objectContaining({
      code: 'RATE_LIMITED',
      message: `You have sent too many requests: at most 5 a minute are taken. Try again in ${seconds} s.`,
      details: { limit: 'actor', most: 5, retryAfterSeconds: seconds },
    }),
  ]);
  const other = await ask(server, WHO, { authorization: await tokenOf({ sub: 'ben' }) });
  expect(other).toMatchObject({ status: 200, errors: [] });
  // A second token is no second actor, but the same name in another organization is one.
  expect((await ask(server, WHO, { authorization: await tokenOf({ sub: 'ann', iat: 1 }) })).status).toBe(429);
  const member = await tokenOf({ sub: 'ann', role: 'MEMBER', org_id: 1 });
  expect((await ask(server, WHO, { authorization: member })).status).toBe(200);
  expect(await limited(server, 'actor')).toBe(3);
});

test('the limit holds for answers that are given again, and for those that are executed at once', async () => {
  const server = await start({ RATE_LIMIT_ACTOR: '6' });
  const authorization = await tokenOf({ sub: 'mia', role: 'MEMBER', org_id: 1 });
  const answers = await repeat(8, () => ask(server, MENU, { authorization }));
  expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  expect(valueOf(await scrape(server), 'portcullis_shortcuts_total')).toBeGreaterThan(2);
});

test('a backend is not limited, unless it is said', async () => {
  const claims = { sub: 'billing', role: 'SERVICE' };
  const free = await start({ RATE_LIMIT_ACTOR: '1', RATE_LIMIT_ADDRESS: '2', RATE_LIMIT_UNSIGNED: '1' });
  const authorization = await tokenOf(claims);
  expect(new Set(statusesOf(await repeat(10, () => ask(free, WHO, { authorization }))))).toEqual(new Set([200]));
  const held = await start({ RATE_LIMIT_SERVICE: '2' });
  expect(statusesOf(await repeat(3, () => ask(held, WHO, { authorization })))).toEqual([200, 200, 429]);
  expect(await limited(held, 'service')).toBe(1);
});

test('an address is limited whatever it sends, and its invalid tokens take nothing from a valid one', async () => {
  const server = await start({ RATE_LIMIT_UNSIGNED: '3' });
  const invalid = await bearer(GOOD_CLAIMS, { secret: 'another secret, also of 32 bytes or more' });
  const refused = await repeat(4, () => ask(server, WHO, { authorization: invalid }));
  expect(statusesOf(refused)).toEqual([401, 401, 401, 429]);
  expect(refused.map(codesOf).at(-1)).toEqual(['RATE_LIMITED']);
  expect((await ask(server, WHO)).status).toBe(429);
  // One that was not verified before.
  expect((await ask(server, WHO, { authorization: await tokenOf() })).status).toBe(200);
  expect(await limited(server, 'unsigned')).toBe(2);

  const crowded = await start({ RATE_LIMIT_ADDRESS: '3' });
  const many = [await tokenOf({ sub: 'a' }), await tokenOf({ sub: 'b' }), await tokenOf({ sub: 'c' })];
  for (const authorization of many) expect((await ask(crowded, WHO, { authorization })).status).toBe(200);
  expect((await ask(crowded, WHO, { authorization: await tokenOf({ sub: 'd' }) })).status).toBe(429);
  expect((await ask(crowded, '{ __typename }')).status).toBe(429);
  const byGet = await send(`${crowded.url}/graphql?query={__typename}`, {
    headers: { 'x-apollo-operation-name': 'x' },
  });
  expect(byGet.status).toBe(429);
});

test('health, metrics and the console are never limited by these', async () => {
  const server = await start({ RATE_LIMIT_UNSIGNED: '1', RATE_LIMIT_ADDRESS: '1' });
  expect(statusesOf(await repeat(2, () => ask(server, WHO)))).toEqual([200, 429]);
  for (const path of ['/health/live', '/health/ready', '/metrics', '/console/config.json'])
    expect(statusesOf(await repeat(5, () => send(`${server.url}${path}`)))).toEqual([200, 200, 200, 200, 200]);
});

describe('behind a proxy', () => {
  const from = (server: TestServer, address: string) =>
    ask(server, '{ __typename }', { headers: { 'x-forwarded-for': address } });

  test('without TRUST_PROXY, a client cannot give itself another address', async () => {
    const server = await start({ RATE_LIMIT_UNSIGNED: '1' });
    expect((await from(server, '192.0.2.1')).status).toBe(200);
    expect((await from(server, '192.0.2.2')).status).toBe(429);
  });

  test.each([{ trust: '1' }, { trust: 'loopback' }, { trust: '127.0.0.1/32, ::1' }])(
    'with TRUST_PROXY=$trust, each client counts by its own address, and only the proxy is believed',
    async ({ trust }) => {
      const server = await start({ RATE_LIMIT_UNSIGNED: '1', TRUST_PROXY: trust });
      expect((await from(server, '192.0.2.1')).status).toBe(200);
      expect((await from(server, '192.0.2.2')).status).toBe(200);
      expect((await from(server, '192.0.2.1')).status).toBe(429);
      // What the client itself wrote is before what the proxy added.
      expect((await from(server, '203.0.113.9, 192.0.2.1')).status).toBe(429);
    },
  );
});

describe('WebSockets', () => {
  test('one address cannot open them without end', async () => {
    const server = await start({ RATE_LIMIT_ADDRESS: '2' });
    const first = await RawSocket.open(server);
    const second = await RawSocket.open(server);
    const third = new WebSocket(socketUrl(server), 'graphql-transport-ws');
    const [error]: unknown[] = await once(third, 'error');
    expect(String(error)).toContain('429');
    for (const { socket } of [first, second]) socket.terminate();
  });

  test('subscriptions count as requests of their actor, and are refused as GraphQL', async () => {
    const server = await start({ RATE_LIMIT_ACTOR: '3' });
    const authorization = await tokenOf({ sub: 'ann' });
    const raw = await RawSocket.signedIn(server, authorization);
    for (const id of ['1', '2', '3']) {
      raw.subscribe(id, NAME);
      await raw.receives(new RegExp(`"id":"${id}","type":"next"`));
    }
    expect((await ask(server, WHO, { authorization })).status).toBe(429);
    raw.subscribe('4', NAME);
    expect(await raw.receives(/"id":"4","type":"error"/)).toContain('"code":"RATE_LIMITED"');
    expect(raw.closed).toBeNull();
    raw.socket.terminate();
  });

  test('a flood of messages closes the socket, also before it has signed in', async () => {
    const server = await start({ RATE_LIMIT_ACTOR: '10' });
    const raw = await RawSocket.open(server);
    for (let index = 0; index < 25; index++) raw.say({ type: 'ping' });
    expect(await raw.closes()).toEqual({
      code: 1013,
      reason: 'This WebSocket has sent too many messages: try again later.',
    });
    const signedIn = await RawSocket.signedIn(server, await tokenOf());
    for (let index = 0; index < 25; index++) signedIn.say({ type: 'ping' });
    await signedIn.receives(/pong/);
    for (let index = 0; index < 25; index++) signedIn.say({ type: 'ping' });
    expect(await signedIn.closes()).toMatchObject({ code: 1013 });
    expect(await limited(server, 'messages')).toBeGreaterThanOrEqual(2);
  });

  test('invalid tokens count by address', async () => {
    const server = await start({ RATE_LIMIT_UNSIGNED: '2' });
    const closed = async (authorization: string) => {
      const raw = await RawSocket.open(server);
      raw.signIn(authorization);
      return (await raw.closes()).code;
    };
    expect([await closed('Bearer x'), await closed('Bearer x'), await closed('Bearer x')]).toEqual([4403, 4403, 1013]);
    const good = await RawSocket.signedIn(server, await tokenOf());
    good.socket.terminate();
  });
});
