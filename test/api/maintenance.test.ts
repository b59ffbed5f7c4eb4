import type { GraphQLClient } from 'graphql-request';
import type { Entitlements } from '../../src/open-entitlements';
import { portcullis } from '../support/command';
import {
  addErpOrganization,
  createErpTables,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { ask, codesOf, type RequestOptions, send } from '../support/http';
import { MaintenanceDocument, RolloutDocument, SetMaintenanceDocument } from '../support/operations';
import { patiently } from '../support/patience';
import { refusalOf } from '../support/refusal';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let entitlements: Entitlements;
let erp: TestErp;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database, { worker: false });
  operator = await server.as('SUPER_ADMIN');
  entitlements = await openTestEntitlements(database.url, { onError: () => undefined });
  await createErpTables(entitlements);
  erp = await startTestErp(entitlements);
  authorization = await tokenOf(await addErpOrganization(database, []));
});

afterAll(async () => {
  await erp.close();
  await entitlements.close();
  await server.close();
  await database.close();
});

afterEach(async () => {
  await set(false);
  await until('the ERP is notified of the end', async () => !(await entitlements.maintenance()).enabled, 5);
});

const set = async (enabled: boolean, message?: string) =>
  (
    await operator.request(SetMaintenanceDocument, {
      input: { enabled, message: message ?? null, reason: 'a test of maintenance' },
    })
  ).setMaintenance;

/** Turns maintenance on, and waits until the ERP has been notified. */
async function begin(message = 'Back at noon.'): Promise<void> {
  await set(true, message);
  await until('the ERP is notified', async () => (await entitlements.maintenance()).enabled, 5);
}

const ADD = 'addNote(title: "a note") { id }';

test('maintenance set by another process refuses mutations of an application, not queries, within 1 s', async () => {
  const add = () => ask(erp, `mutation { ${ADD} }`, { authorization });
  expect(codesOf(await add())).toEqual([]);
  const env = { DATABASE_URL: database.url };
  expect(await portcullis(['maintenance', 'status'], { env })).toMatchObject({
    code: 0,
    stdout: 'Not under maintenance\n',
  });

  expect(
    await portcullis(['maintenance', 'on', '--message', 'Back at noon.', '--reason', 'a move'], { env }),
  ).toMatchObject({ code: 0, stdout: expect.stringContaining('super admins: Back at noon.') });
  const begun = performance.now();
  await until('a mutation is refused', async () => codesOf(await add())[0] === 'MAINTENANCE', 5);
  expect(performance.now() - begun).toBeLessThan(patiently(1_000));
  erp.ran.length = 0;
  expect(await add()).toMatchObject({
    status: 200,
    data: undefined,
    errors: [{ message: 'Back at noon.', code: 'MAINTENANCE', details: { reason: 'ON' } }],
  });
  expect(erp.ran).toEqual([]);
  expect(await ask(erp, '{ me { name } notes { title } leads { contact } }', { authorization })).toMatchObject({
    errors: [],
    data: { notes: expect.any(Array), leads: expect.any(Array) },
  });
  expect(await portcullis(['maintenance', 'status', '--json'], { env })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"Back at noon."'),
  });

  expect(await portcullis(['maintenance', 'off', '--reason', 'moved'], { env })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Not under maintenance'),
  });
  await until('mutations are taken again', async () => codesOf(await add()).length === 0, 5);
  expect((await portcullis(['maintenance', 'on'], { env })).code).toBe(2);
  expect(
    await database.sql(
      `SELECT reason, actor_id, payload FROM platform_events WHERE event_type = 'maintenance_set' ORDER BY id`,
    ),
  ).toMatchObject([
    {
      reason: 'a move',
      payload: { before: { enabled: false, message: null }, after: { enabled: true, message: 'Back at noon.' } },
      actor_id: expect.stringMatching(/^cli:/),
    },
    { reason: 'moved', payload: { before: { enabled: true }, after: { enabled: false, message: null } } },
  ]);
});

const fromApi = 'setRollout(input: { mode: SHADOW, expectedVersion: 1, reason: "a test" }) { clearedOrganizations }';
const WAYS: readonly (readonly [
  string,
  (mutation: string) => {
    readonly query: string;
    readonly operationName?: string;
    readonly variables?: RequestOptions['variables'];
  },
])[] = [
  ['plainly', (mutation) => ({ query: `mutation { ${mutation} }` })],
  ['by a name', (mutation) => ({ query: `mutation Query { ${mutation} }`, operationName: 'Query' })],
  [
    'beside a query',
    (mutation) => ({ query: `query A { __typename } mutation B { ${mutation} }`, operationName: 'B' }),
  ],
  ['by a fragment', (mutation) => ({ query: `mutation { ...All } fragment All on Mutation { ${mutation} }` })],
  [
    'by an inline fragment and an alias',
    (mutation) => ({ query: `mutation ($on: Boolean! = true) { ... @include(if: $on) { query: ${mutation} } }` }),
  ],
  ['as nothing but __typename', () => ({ query: 'mutation { __typename }' })],
];

describe('during maintenance', () => {
  test.each(WAYS)('no mutation runs, here or in an application: %s', async (_name, write) => {
    await begin();
    erp.ran.length = 0;
    const memberToken = await tokenOf(1);
    for (const [at, mutation, token] of [
      [erp, ADD, authorization],
      [server, fromApi, memberToken],
    ] as const) {
      for (const [accept, status] of [
        ['application/json', 200],
        ['application/graphql-response+json', 503],
      ] as const) {
        const answer = await send(`${at.url}/graphql`, {
          method: 'POST',
          body: JSON.stringify(write(mutation)),
          headers: { 'content-type': 'application/json', accept, authorization: token },
        });
        expect({ status: answer.status, data: answer.data, errors: answer.errors }).toMatchObject({
          status,
          data: undefined,
          errors: [{ code: 'MAINTENANCE', message: 'Back at noon.' }],
        });
      }
    }
    expect(erp.ran).toEqual([]);
  });

  test('a mutation by GET does not run, and a query next to an unselected mutation is served', async () => {
    await begin();
    const headers = { authorization, 'apollo-require-preflight': 'yes' };
    erp.ran.length = 0;
    expect(
      (await send(`${erp.url}/graphql?query=${encodeURIComponent(`mutation { ${ADD} }`)}`, { headers })).status,
    ).toBe(405);
    expect(erp.ran).toEqual([]);
    expect(
      await send(
        `${erp.url}/graphql?operationName=A&query=${encodeURIComponent(`query A { me { name } } mutation B { ${ADD}
          }`)}`,
        { headers },
      ),
    ).toMatchObject({ status: 200, errors: [] });
  });
});

test('members read its message, and only super admins may run mutations', async () => {
  const member = await server.as('MEMBER', '1');
  expect((await member.request(MaintenanceDocument)).viewer.maintenance).toEqual({ enabled: false, message: null });
  const { version } = (await operator.request(RolloutDocument, {})).rollout;
  expect(await set(true, ' Back at noon. ')).toEqual({
    changed: true,
    maintenance: { enabled: true, message: 'Back at noon.' },
  });
  expect(await set(true, 'Back at noon.')).toMatchObject({ changed: false });
  expect((await member.request(MaintenanceDocument)).viewer.maintenance).toEqual({
    enabled: true,
    message: 'Back at noon.',
  });
  expect((await operator.request(RolloutDocument, {})).rollout).toMatchObject({
    version,
    maintenance: { enabled: true, message: 'Back at noon.' },
  });
  const input = { enabled: false, reason: 'a member would' };
  expect(await refusalOf(member.request(SetMaintenanceDocument, { input }))).toMatchObject({ code: 'MAINTENANCE' });
  expect(await refusalOf(server.anonymous().request(SetMaintenanceDocument, { input }))).toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  expect(
    await refusalOf(
      operator.request(SetMaintenanceDocument, { input: { enabled: false, message: 'over', reason: 'a test' } }),
    ),
  ).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('input.message') });
  await set(false);
  expect(await refusalOf(member.request(SetMaintenanceDocument, { input }))).toMatchObject({ code: 'FORBIDDEN' });
});

test('mutations are refused with a default message if none was given', async () => {
  await set(true);
  expect((await ask(server, `mutation { ${fromApi} }`, { authorization: await tokenOf(1) })).errors).toMatchObject([
    { code: 'MAINTENANCE', message: expect.stringContaining('under maintenance') },
  ]);
});

test('mutations are refused if the maintenance state cannot be read', async () => {
  const [row] = await database.sql<Record<string, unknown>>('SELECT mode, enforce_percentage, version FROM rollout');
  await database.sql('DELETE FROM rollout');
  try {
    await until(
      'the ERP cannot read it',
      () =>
        entitlements.maintenance().then(
          () => false,
          () => true,
        ),
      5,
    );
    erp.ran.length = 0;
    expect(await ask(erp, `mutation { ${ADD} }`, { authorization })).toMatchObject({
      data: undefined,
      errors: [{ code: 'MAINTENANCE', details: { reason: 'CHECK_FAILED' } }],
    });
    expect(erp.ran).toEqual([]);
  } finally {
    await database.sql('INSERT INTO rollout (mode, enforce_percentage, version) VALUES ($1, $2, $3)', [
      row?.['mode'],
      row?.['enforce_percentage'],
      row?.['version'],
    ]);
  }
});
