import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { mintToken } from '../../src/database/mint-token';
import { needsOrganization, type Role, ROLES } from '../../src/domain/actor';
import { createSchema } from '../../src/server/schema';
import { ask } from '../support/http';
import { RawSocket } from '../support/raw-socket';
import { OPERATOR, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { FOREIGN, requireSound } from './invariants';
import { type FuzzedOperation, operationOf } from './operations';
import { type FuzzedRequest, requestOf } from './requests';

/** How many operations and requests are made: `npm run fuzz` makes many more, from a new seed. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);
/** Fixed, unless many are made: what fails in somebody's change must not be somebody else's. */
const SEED = process.env['FUZZ_RUNS'] === undefined ? { seed: 20_261_130 } : {};
const ANSWERED_WITHIN_MS = 30_000;
const OWN = '1';

let database: TestDatabase;
let server: TestServer;
let callers: readonly Caller[];

interface Caller {
  readonly role: Role | null;
  readonly authorization: string | undefined;
  readonly mayOnlySeeOwn: boolean;
}

const schema = createSchema();
const operations = operationOf(schema);

beforeAll(async () => {
  database = await createTestDatabase('seeded', {
    RATE_LIMIT_ACTOR: '0',
    RATE_LIMIT_ADDRESS: '0',
    RATE_LIMIT_UNSIGNED: '0',
  });
  await database.addOrganizations([{ CRM: true }, ...Array(4).fill({ CRM: true, [`${FOREIGN}_FLAG`]: true })]);
  await database.sql(`UPDATE organizations SET name = $1 || id WHERE id > 1`, [FOREIGN]);
  const engine = new RunEngine(database);
  await engine.run('EXECUTE');
  await engine.services.overrides.override(OPERATOR, {
    organizationId: '2',
    expectedVersion: await engine.services.overrides.version('2'),
    reason: `${FOREIGN} reason`,
    changes: [{ moduleKey: 'sales', status: 'DISABLED' }],
  });
  server = await startTestServer(database);
  const sign = async (role: Role, organizationId: string | null) =>
    `Bearer ${await mintToken(database.config, { subject: `fuzz:${role}`, role, organizationId, ttl: '8h' })}`;
  const caller = async (role: Role, organizationId: string | null): Promise<Caller> => ({
    role,
    authorization: await sign(role, organizationId),
    mayOnlySeeOwn: organizationId !== null,
  });
  callers = [
    { role: null, authorization: undefined, mayOnlySeeOwn: true },
    ...(await Promise.all(ROLES.map((role) => caller(role, needsOrganization(role) ? OWN : null)))),
  ];
}, 120_000);

afterAll(async () => {
  await server.close();
  await database.close();
});

const whoever = () => fc.nat(callers.length - 1).map((index) => callers[index] ?? callers[0]);

async function mustStillAnswer(): Promise<void> {
  const authorization = callers.find(({ role }) => role === 'MEMBER')?.authorization;
  const answer = await ask(server, '{ viewer { id organization { id } } }', { authorization });
  expect({ status: answer.status, data: answer.data }).toEqual({
    status: 200,
    data: { viewer: { id: 'fuzz:MEMBER', organization: { id: OWN } } },
  });
}

test(
  'no operation that can be made from the SDL shows what is not the asker’s, or what went on inside',
  async () => {
    const outcomes = { executed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(operations, whoever(), async ({ query, variables }, caller) => {
        const answer = await ask(server, query, { variables, authorization: caller?.authorization });
        outcomes[answer.data === undefined ? 'refused' : 'executed']++;
        requireSound({ ...answer, mayOnlySeeOwn: caller?.mayOnlySeeOwn ?? true });
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: false },
    );
    // What is made is neither all wrong nor all right.
    expect(Math.min(outcomes.executed, outcomes.refused)).toBeGreaterThan(RUNS / 20);
    await mustStillAnswer();
  },
  Math.max(180_000, RUNS * 200),
);

/** Sends bytes as they are, with any header. */
function sendAsIs({ method, path, headers, body }: FuzzedRequest, authorization: string | undefined) {
  const { hostname, port } = new URL(server.url);
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        path,
        method,
        // Without its length, the body of a DELETE would be the beginning of another request.
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(body && { 'content-length': body.length }),
          ...headers,
        },
        timeout: ANSWERED_WITHIN_MS,
        agent: false, // one that was refused closes its connection
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}

test(
  'no request, however it is mangled, is answered with an error of the server, a stack or SQL',
  async () => {
    await fc.assert(
      fc.asyncProperty(requestOf(operations), whoever(), async (request, caller) => {
        // A page of the console holds no data, and it is minified code.
        const isPage = request.path.startsWith('/console') || request.path.startsWith('/graphiql');
        const { status, text } = await sendAsIs(request, caller?.authorization);
        requireSound({
          status,
          text: isPage && status === 200 ? '' : text,
          mayOnlySeeOwn: caller?.mayOnlySeeOwn ?? true,
        });
      }),
      { numRuns: RUNS, ...SEED },
    );
    await mustStillAnswer();
  },
  Math.max(180_000, RUNS * 200),
);

/** Messages of the protocol, and what is nearly one. */
function messageOf({ query, variables }: FuzzedOperation): fc.Arbitrary<string> {
  const id = fc.constantFrom('1', '2', '', 'x'.repeat(1_000), '__proto__');
  const subscribe = id.map((one) => JSON.stringify({ id: one, type: 'subscribe', payload: { query, variables } }));
  return fc.oneof(
    { weight: 4, arbitrary: subscribe },
    { weight: 1, arbitrary: id.map((one) => JSON.stringify({ id: one, type: 'complete' })) },
    { weight: 1, arbitrary: fc.constantFrom('{"type":"ping"}', '{"type":"pong"}', '{"type":"connection_init"}') },
    {
      weight: 1,
      arbitrary: fc
        .record({ id: fc.jsonValue(), type: fc.constantFrom('subscribe', 'next', 'x'), payload: fc.jsonValue() })
        .map((message) => JSON.stringify(message)),
    },
    { weight: 1, arbitrary: fc.tuple(subscribe, fc.nat(200)).map(([text, end]) => text.slice(0, end)) },
  );
}

test(
  'no message over a WebSocket stops the server, or brings what is not the asker’s',
  async () => {
    const conversation = fc.array(operations.chain(messageOf), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(conversation, whoever(), async (messages, caller) => {
        const socket = await RawSocket.open(server);
        if (caller?.authorization !== undefined) socket.signIn(caller.authorization);
        for (const message of messages) socket.say(message);
        // A ping is answered after all before it, or the socket was closed for them.
        socket.say('{"type":"ping","payload":{"last":1}}');
        for (let waited = 0; waited < 500 && socket.closed === null; waited++) {
          if (socket.received.some((line) => line.includes('"pong"') && line.includes('last'))) break;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        socket.socket.terminate();
        const text = socket.received.join('\n');
        requireSound({ status: 200, text, mayOnlySeeOwn: caller?.mayOnlySeeOwn ?? true });
        // 4500 is what the protocol's library says of an error within.
        expect(socket.closed?.code).not.toBe(4500);
      }),
      { numRuns: Math.ceil(RUNS / 5), ...SEED },
    );
    await mustStillAnswer();
  },
  Math.max(180_000, RUNS * 200),
);
