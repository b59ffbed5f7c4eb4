import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Attack, Besieged, Seen } from './attack';

const MANY_CONNECTIONS = 200;
const MANY_SOCKETS = 300;
const HELD_MS = 1_000;

/** Writes bytes to the server, waits, and closes. @returns the first line of the answer, as a status */
function raw({ portcullis }: Besieged, bytes: string, heldMs = HELD_MS): Promise<Seen> {
  const { hostname, port } = new URL(portcullis.url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    const timer = setTimeout(() => socket.destroy(), heldMs);
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined); // the server may cut it while bytes are sent
    socket.on('close', () => {
      clearTimeout(timer);
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
      resolve({ status: status === undefined ? null : Number(status), text });
    });
  });
}

function rawAttack(name: string, bytes: string, connections = MANY_CONNECTIONS): Attack {
  return {
    name,
    at: 'portcullis',
    atOnce: 1,
    send: (siege) => Promise.all(Array.from({ length: connections }, () => raw(siege, bytes))),
  };
}

function getAttack(name: string, path: string, headers: Readonly<Record<string, string>> = {}): Attack {
  return {
    name,
    at: 'portcullis',
    atOnce: 16,
    send: async ({ portcullis }) => {
      const response = await fetch(`${portcullis.url}${path}`, { headers, redirect: 'manual' });
      return [{ status: response.status, text: await response.text() }];
    },
  };
}

interface SocketPlan {
  readonly signsIn: boolean;
  /** What it says next, each in a message of its own. */
  readonly says: readonly string[];
}

/** Opens sockets that say something, and closes them a while later. */
function socketAttack(name: string, { signsIn, says }: SocketPlan, sockets = MANY_SOCKETS): Attack {
  const one = (siege: Besieged) =>
    new Promise<Seen>((resolve) => {
      const socket = new WebSocket(siege.urlOf('portcullis').replace('http', 'ws'), 'graphql-transport-ws');
      let text = '';
      const go = () => {
        for (const message of says) socket.send(message);
        setTimeout(() => socket.terminate(), HELD_MS);
      };
      socket.on('open', () => {
        if (signsIn) socket.send(JSON.stringify({ type: 'connection_init', payload: siege.headersOf('member') }));
        else go();
      });
      socket.on('message', (data: Buffer) => {
        const message = data.toString();
        if (message.includes('connection_ack')) go();
        text += message.slice(0, 1_000);
      });
      socket.on('error', () => undefined); // the server refuses it, which closes it
      socket.on('close', (status) => resolve({ status, text }));
    });
  return {
    name,
    at: 'portcullis',
    atOnce: 1,
    send: (siege) => Promise.all(Array.from({ length: sockets }, () => one(siege))),
  };
}

const subscribe = (id: number, query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables } });
const FOLLOW = 'subscription { entitlementsChanged(organizationId: "1") { id menu { label children { label } } } }';
const POST = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

/** Attacks below GraphQL: bodies that do not come, floods of cheap requests, sockets. */
export const connectionAttacks: readonly Attack[] = [
  rawAttack('bodies that are announced and do not come', `${POST}content-length: 10000\r\n\r\n{"query":`),
  rawAttack('headers that do not end', `${POST}x-a: b\r\n`),
  rawAttack(
    'bodies in chunks of one byte',
    `${POST}transfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(10_000)}`,
    8,
  ),
  rawAttack('1,000 requests on one connection at once', `GET /health HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(1_000), 4),
  rawAttack('15 kB of headers', `GET /graphql HTTP/1.1\r\nhost: x\r\n${'x-y: z\r\n'.repeat(1_800)}\r\n`),
  rawAttack('no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.repeat(100)),
  getAttack('a flood of /metrics', '/metrics'),
  getAttack('a flood of /health/ready', '/health/ready'),
  getAttack('a flood of the console', '/console/'),
  getAttack('a flood of paths that do not exist', `/${'a/'.repeat(2_000)}`),
  getAttack('forged tokens', '/graphql?query=%7B__typename%7D', {
    'apollo-require-preflight': 'x',
    authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.${'x'.repeat(43)}`,
  }),
  getAttack('tokens of 12 kB', '/graphql?query=%7B__typename%7D', {
    'apollo-require-preflight': 'x',
    authorization: `Bearer ${'a'.repeat(12_000)}.b.c`,
  }),
  {
    name: 'links that sign in to the console, guessed',
    at: 'portcullis',
    atOnce: 16,
    send: async ({ portcullis }) => {
      const response = await fetch(`${portcullis.url}/console/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: 'x'.repeat(43) }),
      });
      return [{ status: response.status, text: await response.text() }];
    },
  },
  socketAttack('sockets that say nothing', { signsIn: false, says: [] }),
  socketAttack(
    'sockets that send pings before they sign in',
    {
      signsIn: false,
      says: Array<string>(1_000).fill('{"type":"ping"}'),
    },
    50,
  ),
  socketAttack('sockets that subscribe before they sign in', { signsIn: false, says: [subscribe(1, FOLLOW)] }),
  socketAttack(
    'sockets with messages of 900 kB before they sign in',
    { signsIn: false, says: ['x'.repeat(900_000)] },
    40,
  ),
  socketAttack('a member with 300 sockets', { signsIn: true, says: [subscribe(1, FOLLOW)] }),
  socketAttack(
    'a member who subscribes 500 times on each of 20 sockets',
    {
      signsIn: true,
      says: Array.from({ length: 500 }, (_, id) => subscribe(id, FOLLOW)),
    },
    20,
  ),
  socketAttack(
    'a member who sends pings without end',
    {
      signsIn: true,
      says: Array<string>(20_000).fill('{"type":"ping"}'),
    },
    5,
  ),
  socketAttack(
    'subscriptions with variables as long as a message',
    {
      signsIn: true,
      says: Array.from({ length: 3 }, (_, id) =>
        subscribe(id, 'subscription ($id: ID!) { entitlementsChanged(organizationId: $id) { id } }', {
          id: Array(300_000).fill(1),
        }),
      ),
    },
    10,
  ),
  socketAttack(
    'subscriptions that ask for a thousand paths, again and again',
    {
      signsIn: true,
      says: [
        subscribe(
          1,
          `subscription ($paths: [String!]!) { entitlementsChanged(organizationId: "1") {
           ${Array.from({ length: 5 }, (_, index) => `a${index}: routeAccess(paths: $paths) { path }`).join(' ')} } }`,
          { paths: Array.from({ length: 1_000 }, (_, index) => `/sales/${index}`) },
        ),
      ],
    },
    20,
  ),
  {
    name: 'a member who opens and leaves a subscription, again and again',
    at: 'portcullis',
    atOnce: 1,
    send: async (siege) => {
      const socket = new WebSocket(siege.urlOf('portcullis').replace('http', 'ws'), 'graphql-transport-ws');
      let text = '';
      socket.on('message', (data: Buffer) => (text += data.toString().slice(0, 200)));
      const closed = new Promise<number>((resolve) => void socket.on('close', resolve));
      socket.on('error', () => undefined); // the server refuses it, which closes it
      await new Promise((resolve) => void socket.once('open', resolve).once('close', resolve));
      socket.send(JSON.stringify({ type: 'connection_init', payload: siege.headersOf('member') }));
      await new Promise((resolve) => void socket.once('message', resolve).once('close', resolve));
      for (let id = 0; id < 300; id++) {
        socket.send(subscribe(id, FOLLOW));
        socket.send(JSON.stringify({ id: String(id), type: 'complete' }));
      }
      await delay(HELD_MS);
      socket.terminate();
      return [{ status: await closed, text: text.slice(0, 5_000) }];
    },
  },
];
