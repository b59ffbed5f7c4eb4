import { Writable } from 'node:stream';
import pino from 'pino';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type RunningServer, startServer } from '../../src/server/server';
import { ask, codesOf, send } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: RunningServer;
let authorization: string;
let member: string;
const logged: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const [organization] = await database.addOrganizations([['CRM']]);
  // This logger redacts nothing: a secret must not even be passed to it.
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  server = await startServer(database.config, database, pino({ level: 'trace' }, stream));
  authorization = await bearer(GOOD_CLAIMS);
  member = await bearer({ sub: 'ann', role: 'MEMBER', org_id: organization });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const line = z.looseObject({ msg: z.string().optional(), requestId: z.string().optional() });
const lineOf = (requestId: string | null) =>
  logged.map((text) => line.parse(JSON.parse(text))).filter((one) => one.requestId === requestId);

describe('the log has one line, with the request id that the client got, for', () => {
  test.each([
    [
      'an answer',
      'query Mine { viewer { id } }',
      () => member,
      {
        operation: 'Mine',
        type: 'query',
        actor: 'ann',
        role: 'MEMBER',
        organization: '1',
        status: 200,
        errors: 0,
        codes: [],
      },
    ],
    [
      'a refusal',
      'query Theirs { rollout { mode } }',
      () => member,
      { operation: 'Theirs', type: 'query', actor: 'ann', status: 200, errors: 1, codes: ['FORBIDDEN'] },
    ],
    [
      'a document that cannot be parsed',
      '{ nonsense',
      () => member,
      { operation: null, type: null, actor: 'ann', status: 400, errors: 1, codes: ['GRAPHQL_PARSE_FAILED'] },
    ],
    [
      'an invalid token',
      'query Who { viewer { id } }',
      () => 'Bearer nothing',
      { operation: null, type: null, actor: null, status: 401, errors: 1, codes: ['UNAUTHENTICATED'] },
    ],
  ])('%s', async (_what, query, token, expected) => {
    const answer = await ask(server, query, { authorization: token() });
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(lineOf(id)).toMatchObject([{ ...expected, msg: 'operation', ms: expect.any(Number) }]);
  });

  test('a body that cannot be read', async () => {
    const answer = await send(`${server.url}/graphql`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json', authorization },
    });
    expect(lineOf(answer.headers.get('x-request-id'))).toMatchObject([{ operation: null, actor: null, status: 400 }]);
  });

  test('an internal error, with the id that the client got for it', async () => {
    await database.sql('ALTER TABLE modules RENAME TO gone_astray');
    const answer = await ask(server, '{ modules { key } }', { authorization }).finally(() =>
      database.sql('ALTER TABLE gone_astray RENAME TO modules'),
    );
    expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(lineOf(answer.headers.get('x-request-id'))).toMatchObject([
      { codes: ['INTERNAL_SERVER_ERROR'], errorIds: [answer.errors[0]?.id] },
    ]);
  });
});

const SECRETS = [
  's3cret-in-header',
  's3cret-in-token',
  's3cret-in-cookie',
  's3cret-in-variable',
  's3cret-in-literal',
  's3cret-in-url',
  's3cret-in-body',
  's3cret-in-socket',
  's3cret-in-parameter',
  's3cret-in-request-id',
];

test('no secret comes into the log, wherever the client puts it and however the request fails', async () => {
  const headers = {
    'x-api-key': 's3cret-in-header',
    cookie: 'session=s3cret-in-cookie',
    'x-request-id': 's3cret-in-request-id',
  };
  const search = 'query Find($s: String) { organizations(search: $s) { nodes { id } } }';
  const start = `mutation Start($r: String!) { startMigrationRun(input: { mode: EXECUTE, source: { fresh: {} },
      reason: $r,      idempotencyKey: "s3cret-in-literal" }) { migrationRun { id } } }`;
  for (const token of [authorization, 'Bearer s3cret-in-token', 's3cret-in-token', `${authorization}s3cret-in-token`]) {
    await ask(server, search, { authorization: token, headers, variables: { s: 's3cret-in-variable' } });
    await ask(server, '{ organizations(search: "s3cret-in-literal") { nodes { id } } }', {
      authorization: token,
      headers,
    });
    await ask(server, '{ organizations(first: "s3cret-in-literal") { nodes { id } } }', {
      authorization: token,
      headers,
    });
    await ask(server, search, { authorization: token, headers, variables: { s: { no: 's3cret-in-variable' } } });
    for (const path of ['graphql', 'nowhere', 'health/ready', 'metrics']) {
      const search = `query=${encodeURIComponent('{viewer{id}}')}&variables=s3cret-in-url&token=s3cret-in-url`;
      const url = `${server.url}/${path}?${search}`;
      await send(url, { headers: { ...headers, authorization: token } });
      await send(url, {
        method: 'POST',
        body: '{"query": "s3cret-in-body',
        headers: { ...headers, authorization: token, 'content-type': 'application/json' },
      });
      await send(url, {
        method: 'POST',
        body: 's3cret-in-body',
        headers: { ...headers, authorization: token, 'content-type': 'text/s3cret-in-header' },
      });
    }
  }
  // PostgreSQL repeats the parameters of a failing statement in its error.
  await database.sql(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 's3cret-in-parameter'::int; END $$`,
  );
  await database.sql('CREATE TRIGGER refuse BEFORE INSERT ON migration_runs FOR EACH ROW EXECUTE FUNCTION refuse()');
  await database.sql('ALTER TABLE organizations RENAME TO gone_astray');
  expect(codesOf(await ask(server, search, { authorization, variables: { s: 's3cret-in-variable' } }))).toEqual([
    'CONFLICT', // the source cannot be read: clients are told, and the whole error is logged
  ]);
  await database.sql('ALTER TABLE gone_astray RENAME TO organizations');
  expect(codesOf(await ask(server, start, { authorization, variables: { r: 's3cret-in-variable' } }))).toEqual([
    'INTERNAL_SERVER_ERROR',
  ]);
  await database.sql('DROP TRIGGER refuse ON migration_runs');
  for (const params of [
    { authorization: 'Bearer s3cret-in-socket' },
    { authorization: 's3cret-in-socket' },
    { Authorization: { a: 's3cret-in-socket' } },
    { authorization, password: 's3cret-in-socket' },
  ])
    await speak(params);

  const log = logged.join('');
  for (const secret of [...SECRETS, authorization.slice(7)])
    expect({ secret, found: logged.find((text) => text.includes(secret)) }).toEqual({ secret, found: undefined });
  expect(log).toContain('invalid input syntax for type integer: \\"…\\"');
  expect(log).toContain('relation \\"public.organizations\\" does not exist');
});

/**
 * Opens a socket with these parameters, sends three messages that are refused or fail, and waits until it is closed.
 */
async function speak(connectionParams: Readonly<Record<string, unknown>>): Promise<void> {
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/graphql?token=s3cret-in-url`,
    'graphql-transport-ws',
    { headers: { cookie: 's3cret-in-cookie', authorization: 's3cret-in-header' } },
  );
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  let left = 2;
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams })));
  socket.on('message', (data: Buffer) => {
    const { type } = z.object({ type: z.string() }).parse(JSON.parse(data.toString()));
    if (type === 'connection_ack') {
      socket.send(
        JSON.stringify({
          id: '1',
          type: 'subscribe',
          payload: { query: 'subscription { entitlementsChanged(organizationId: "s3cret-in-literal") { id } }' },
        }),
      );
      socket.send(
        JSON.stringify({
          id: '2',
          type: 'subscribe',
          payload: {
            query: 'subscription ($i: ID!) { migrationRunProgress(id: $i) { id } }',
            variables: { i: 's3cret-in-variable' },
          },
        }),
      );
    } else if (--left === 0) socket.send('s3cret-in-socket is no message');
  });
  await closed;
}
