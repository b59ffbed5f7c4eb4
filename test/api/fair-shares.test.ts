import { once } from 'node:events';
import { connect } from 'node:net';
import { COSTS_OF_ACTOR } from '../../src/server/socket-places';
import { Turns } from '../../src/server/turns';
import { ask, codesOf, send } from '../support/http';
import { rawSend } from '../support/raw-http';
import { RawSocket } from '../support/raw-socket';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR']]);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

test('a client that leaves while its invalid token is checked does not stop the server', async () => {
  const { hostname, port } = new URL(server.url);
  for (let n = 0; n < 40; n++) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const token = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIke24${n}In0.${'x'.repeat(43)}`;
    socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: 2\r\n\r\n{}`);
    setTimeout(() => socket.destroy(), n % 4);
    await once(socket, 'close');
  }
  expect((await ask(server, '{ viewer { id } }', { authorization })).status).toBe(200);
});

test('a subscription that comes as a request is refused, also one that makes graphql itself fail', async () => {
  for (const query of [
    'subscription { entitlementsChanged(organizationId: "1") { id } }',
    'subscription { entitlementsChanged(organizationId: "1") @skip(if: "x") { id } }',
    'subscription A { entitlementsChanged(organizationId: "1") { id } } subscription B { __typename }',
    // Beside the operation that is asked for.
    'query Asked { viewer { id } } subscription A { entitlementsChanged(organizationId: "1") @skip(if: "x") { id } }',
  ]) {
    const operationName = /query (\w+)/.exec(query)?.[1];
    const answer = await send(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, operationName }),
    });
    expect({ query, status: answer.status, codes: codesOf(answer) }).toEqual({
      query,
      status: 400,
      codes: ['INVALID_INPUT'],
    });
  }
  // The word alone is none.
  expect((await ask(server, '{ subscription: viewer { id } }', { authorization })).errors).toEqual([]);
});

test('fields that read all organizations may be asked for twice in one operation, not thirty times', async () => {
  const file = {
    name: 'a file',
    csv: 'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n',
  };
  const previews = (count: number) =>
    ask(
      server,
      `query ($file: MappingPreviewInput!) { ${Array.from(
        { length: count },
        (_, index) => `a${index}: mappingPreview(input: $file) { impact { unreadable } }`,
      ).join(' ')} }`,
      { authorization, variables: { file } },
    );
  expect((await previews(2)).errors[0]?.message ?? '').not.toMatch(/could return/);
  const refused = await previews(3);
  expect({ status: refused.status, message: refused.errors[0]?.message }).toEqual({
    status: 400,
    message: expect.stringMatching(/could return up to 96,?\d+ fields, and the limit is 75000/),
  });
});

test('one actor can have eight large requests under way, and the next is told to wait', async () => {
  const holder = database.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('LOCK TABLE modules IN ACCESS EXCLUSIVE MODE');
  const large = () =>
    ask(server, '{ modules { key } }', {
      authorization,
      headers: { 'x-filler': 'y' },
      variables: { a: 'x'.repeat(260_000) },
    });
  const held = Array.from({ length: 8 }, large);
  try {
    await until('eight are under way', async () => codesOf(await large())[0] === 'RATE_LIMITED', 10);
    expect(valueOf(await scrape(server), 'portcullis_rate_limited_total', { limit: 'large' })).toBeGreaterThan(0);
    // Others, and small requests, go on.
    const other = await bearer({ ...GOOD_CLAIMS, sub: 'another' });
    expect((await ask(server, '{ viewer { id } }', { authorization })).status).toBe(200);
    expect((await ask(server, '{ viewer { id } }', { authorization: other })).status).toBe(200);
  } finally {
    await holder.rollbackTransaction();
    await holder.release();
  }
  expect((await Promise.all(held)).map(({ errors }) => errors)).toEqual(Array(8).fill([]));
});

/** Sends a body in chunks, without telling its length. */
function inChunks(chunks: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
  const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n`;
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return rawSend(
    server,
    `${head}authorization: ${authorization}\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`,
  );
}

test('small requests that do not tell their length, as some proxies send them, are not counted as large', async () => {
  const query = JSON.stringify({ query: '{ viewer { id } }' });
  const answers = await Promise.all(Array.from({ length: 30 }, () => inChunks([query.slice(0, 9), query.slice(9)])));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('a body in crumbs is refused, with a token too', async () => {
  const text = JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(2_000)}` });
  expect(await inChunks(text.split(/(?:)/))).toMatchObject({
    status: 400,
    body: expect.stringContaining('INVALID_INPUT'),
  });
  expect(await inChunks(text.match(/.{1,70}/g) ?? [])).toMatchObject({ status: 200 });
});

test('a subscription that makes graphql fail is refused over a WebSocket as what it is', async () => {
  const socket = await RawSocket.signedIn(server, authorization);
  socket.subscribe('1', 'subscription { entitlementsChanged(organizationId: "1") @skip(if: "x") { id } }');
  expect(await socket.receives(/"id":"1","type":"error"/)).toContain('GRAPHQL_VALIDATION_FAILED');
  socket.socket.terminate();
});

test('a thousand messages at once are all answered, in their order, and nobody else waits for them', async () => {
  const socket = await RawSocket.signedIn(server, authorization);
  for (let n = 0; n < 1_000; n++) socket.say({ type: 'ping', payload: { n } });
  const other = await RawSocket.signedIn(server, await bearer({ ...GOOD_CLAIMS, sub: 'another' }));
  other.say({ type: 'ping', payload: { n: 'other' } });
  await other.receives(/"pong".*other/);
  const pongs = () => socket.received.filter((line) => line.includes('"pong"'));
  expect(pongs().length).toBeLessThan(1_000);
  await until('all are answered', () => pongs().length === 1_000, 20);
  expect(pongs().map((line) => /"n":(\d+)/.exec(line)?.[1])).toEqual(
    Array.from({ length: 1_000 }, (_, n) => String(n)),
  );
  for (const one of [socket, other]) one.socket.terminate();
});

test('subscriptions of one actor may cost some times as much as one operation, until some are completed', async () => {
  const member = await bearer({ ...GOOD_CLAIMS, sub: 'greedy' });
  const socket = await RawSocket.signedIn(server, member);
  const fields = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: routeAccess(paths: $paths) { path }`);
  const query = `subscription ($paths: [String!]!) {
    entitlementsChanged(organizationId: "1") { ${fields.join(' ')} } }`;
  const variables = { paths: Array.from({ length: 1_000 }, (_, n) => `/sales/${n}`) };
  const subscribe = (id: number) => socket.say({ id: String(id), type: 'subscribe', payload: { query, variables } });
  for (let id = 1; id <= COSTS_OF_ACTOR + 1; id++) subscribe(id);
  const refusal = await socket.receives(new RegExp(`"id":"${COSTS_OF_ACTOR + 1}","type":"error"`));
  expect(refusal).toContain('Your subscriptions would cost more than 375000 together');
  await socket.receives(/"id":"1","type":"next"/);
  socket.say({ id: '1', type: 'complete' });
  let id = 100;
  await until(
    'there is room for another one',
    async () => {
      subscribe(++id);
      return (await socket.receives(new RegExp(`"id":"${id}","type":"(next|error)"`))).includes('next');
    },
    5,
  );
  socket.socket.terminate();
});

test('whoever keeps the process busy leaves others as much time as it took', async () => {
  const turns = new Turns();
  const busy = (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  const order: string[] = [];
  const dear = Array.from({ length: 5 }, (_, n) =>
    turns.take('one', async () => {
      busy(20);
      order.push(`dear ${n}`);
    }),
  );
  const cheap = turns.take('another', async () => void order.push('cheap'));
  await Promise.all([...dear, cheap]);
  expect(order.filter((one) => one !== 'cheap')).toEqual([0, 1, 2, 3, 4].map((n) => `dear ${n}`));
  // It does not wait for the others' turns.
  expect(order.indexOf('cheap')).toBeLessThan(2);
  await expect(turns.take('one', () => Promise.reject(new Error('a fault')))).rejects.toThrow('a fault');
  expect(await turns.take('one', async () => 'goes on')).toBe('goes on');
});
