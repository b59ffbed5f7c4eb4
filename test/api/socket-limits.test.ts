import { Writable } from 'node:stream';
import { createClient } from 'graphql-ws';
import pino from 'pino';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/platform/config';
import { type RunningServer, startServer } from '../../src/server/server';
import { socketUrl } from '../support/follow';
import { RawSocket } from '../support/raw-socket';
import { until } from '../support/run-engine';
import { type Sample, scrape, valueOf } from '../support/scrape';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: RunningServer;
let logged: string[];
const sockets: RawSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
});

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  await server.close();
});

afterAll(async () => {
  await database.close();
});

const NAME = 'subscription { entitlementsChanged(organizationId: 1) { name } }';

async function start(limits: Readonly<Record<string, string>>): Promise<void> {
  logged = [];
  const lines = new Writable({
    write: (line, _encoding, done) => {
      logged.push(String(line));
      done();
    },
  });
  const config = readConfig({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: TEST_SECRET,
    PORT: '0',
    NODE_ENV: 'test',
    ...limits,
  });
  server = await startServer(config, database, pino(lines));
}

async function opened(): Promise<RawSocket> {
  const raw = await RawSocket.open(server);
  sockets.push(raw);
  return raw;
}

async function signedIn(sub = 'ann'): Promise<RawSocket> {
  const raw = await opened();
  raw.signIn(await bearer({ ...GOOD_CLAIMS, sub }));
  await raw.receives(/connection_ack/);
  return raw;
}

/** How the socket of an actor that asks for a place was closed. */
async function refused(sub = 'ann') {
  const raw = await opened();
  raw.signIn(await bearer({ ...GOOD_CLAIMS, sub }));
  return raw.closes();
}

const refusals = (samples: readonly Sample[], reason: string) =>
  valueOf(samples, 'portcullis_refused_sockets_total', { reason });
const open = async (state: 'waiting' | 'signed_in') => valueOf(await scrape(server), 'portcullis_sockets', { state });

test('one actor cannot take the sockets of all others: it has a limit of its own, and is told', async () => {
  await start({ MAX_ACTOR_SOCKETS: '2' });
  const first = await signedIn();
  await signedIn();
  expect(await refused()).toEqual({
    code: 1013,
    reason: 'You have 2 WebSockets, as many as one actor may: close one, or try again later.',
  });
  await signedIn('bob');
  first.socket.close();
  await until('its place is free', async () => (await open('signed_in')) === 2);
  await signedIn();
});

test('a server that is full tells clients to come again, logs it once, and serves those that it has', async () => {
  await start({ MAX_SOCKETS: '2' });
  const ann = await signedIn('ann');
  await signedIn('bob');
  for (let time = 0; time < 5; time++)
    expect(await refused(`cid ${time}`)).toEqual({
      code: 1013,
      reason: 'All 2 places for WebSockets are taken: try again later.',
    });
  expect(logged.filter((line) => line.includes('WebSockets are refused'))).toEqual([
    expect.stringContaining('All 2 places for WebSockets are taken'),
  ]);
  ann.subscribe('1', NAME);
  await ann.receives(/"next"/);
  expect(refusals(await scrape(server), 'full')).toBe(5);
});

test('a client of graphql-ws that found no place gets one by itself once there is one', async () => {
  await start({ MAX_SOCKETS: '1' });
  const ann = await signedIn('ann');
  const waits: number[] = [];
  const client = createClient({
    url: socketUrl(server),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: await bearer({ ...GOOD_CLAIMS, sub: 'bob' }) }),
    retryWait: async (retries) => {
      waits.push(retries);
      if (waits.length < 2) return;
      ann.socket.close();
      await until('the place is free', async () => (await open('signed_in')) === 0);
    },
  });
  const names: unknown[] = [];
  const errors: unknown[] = [];
  client.subscribe<{ entitlementsChanged: { name: string } }>(
    { query: NAME },
    {
      next: ({ data }) => names.push(data?.entitlementsChanged.name),
      error: (error) => errors.push(error),
      complete: () => undefined,
    },
  );
  await until('it hears', () => names.length > 0 || errors.length > 0);
  await client.dispose();
  // The second wait is longer than the first: a refusal does not count as a connection.
  expect({ names, errors, waits }).toEqual({ names: ['Organization 1'], errors: [], waits: [0, 1] });
});

test('a flood of sockets without a token keeps nobody with a token out', async () => {
  await start({ MAX_WAITING_SOCKETS: '20', MAX_SOCKETS: '3' });
  const flood: RawSocket[] = [];
  for (let count = 0; count < 60; count++) flood.push(await opened());
  await signedIn('ann');
  for (let count = 0; count < 20; count++) flood.push(await opened());
  await signedIn('bob');
  await until('the first have gone', () => flood.slice(0, 50).every(({ closed }) => closed !== null));
  expect(flood[0]?.closed).toEqual({
    code: 1013,
    reason: 'Too many WebSockets wait to be signed in: send the token at once, or later.',
  });
  const samples = await scrape(server);
  expect(valueOf(samples, 'portcullis_sockets', { state: 'waiting' })).toBeLessThanOrEqual(20);
  expect(refusals(samples, 'crowded')).toBeGreaterThanOrEqual(60);
  expect(logged.filter((line) => line.includes('WebSockets are refused'))).toHaveLength(1);
  await until('the others have gone too', async () => (await open('waiting')) === 0, 20);
  expect(refusals(await scrape(server), 'late')).toBeGreaterThan(0);
});

test('a socket that does not even answer that it is closed gives its place back within seconds', async () => {
  await start({});
  const deaf = await opened();
  deaf.socket.pause();
  expect(await open('waiting')).toBe(1);
  await until('it has gone', async () => (await open('waiting')) === 0, 25);
});

test('places and metrics are right after sockets were closed, cut, refused and completed', async () => {
  await start({ MAX_ACTOR_SOCKETS: '3', MAX_SOCKET_SUBSCRIPTIONS: '2' });
  const [closed, cut, kept] = [await signedIn(), await signedIn(), await signedIn()];
  for (const socket of [closed, cut, kept]) {
    for (const id of ['1', '2', '3']) socket.subscribe(id, NAME);
    socket.subscribe('4', 'subscription { nothing }');
    await socket.receives(/"id":"1","type":"next"/);
    await socket.receives(/"id":"2","type":"next"/);
    await socket.receives(/"id":"3","type":"error"/);
    await socket.receives(/"id":"4","type":"error"/);
  }
  await refused();
  expect((await refused('')).code).toBe(4403);
  const during = await scrape(server);
  expect(valueOf(during, 'portcullis_sockets', { state: 'signed_in' })).toBe(3);
  expect(valueOf(during, 'portcullis_subscriptions')).toBe(6);
  expect(valueOf(during, 'portcullis_subscription_events_total')).toBe(6);
  closed.socket.close();
  cut.socket.terminate();
  kept.say({ id: '1', type: 'complete' });
  kept.subscribe('5', NAME); // while the first one is still ending
  await until('they have gone', async () => (await open('signed_in')) === 1);
  await until('the new one has begun', async () => {
    const samples = await scrape(server);
    return valueOf(samples, 'portcullis_subscription_events_total') === 7;
  });
  expect(valueOf(await scrape(server), 'portcullis_subscriptions')).toBe(2);
  kept.socket.terminate();
  await until('the last one has gone', async () => (await open('signed_in')) === 0);
  const after = await scrape(server);
  expect({
    waiting: valueOf(after, 'portcullis_sockets', { state: 'waiting' }),
    subscriptions: valueOf(after, 'portcullis_subscriptions'),
    actor: refusals(after, 'actor'),
    unauthenticated: refusals(after, 'unauthenticated'),
    full: refusals(after, 'full'),
  }).toEqual({ waiting: 0, subscriptions: 0, actor: 1, unauthenticated: 1, full: 0 });
});

test('subscriptions of many sockets together cannot exhaust the process', async () => {
  await start({ MAX_SUBSCRIPTIONS: '3' });
  const [ann, bob] = [await signedIn('ann'), await signedIn('bob')];
  for (const id of ['1', '2', '3']) ann.subscribe(id, NAME);
  await ann.receives(/"id":"3","type":"next"/);
  bob.subscribe('1', NAME);
  expect(await bob.receives(/"id":"1"/)).toMatch(/"type":"error".*as many as it may.*"CONFLICT"/);
  expect(valueOf(await scrape(server), 'portcullis_refused_subscriptions_total')).toBe(1);
  ann.socket.terminate();
  await until('its places are free', async () => valueOf(await scrape(server), 'portcullis_subscriptions') === 0);
  bob.subscribe('2', NAME);
  expect(await bob.receives(/"id":"2"/)).toContain('"next"');
});
