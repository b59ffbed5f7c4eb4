import { parse } from 'graphql';
import { ApolloDocuments } from '../../src/server/kept-documents';
import { type Answer, ask } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded', { MAX_QUERY_COST: '2000' });
  server = await startTestServer(database, { worker: false });
  admin = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const query = `query Page($first: Int = 100, $deep: Boolean! = true) {
  organizations(first: $first) { edges { node { id entitlements @include(if: $deep) { status } } } } }`;
const page = (variables: Readonly<Record<string, unknown>>): Promise<Answer> =>
  ask(server, query, { authorization: admin, variables });
const isRefused = async (variables: Readonly<Record<string, unknown>>) =>
  /could return up to/.test((await page(variables)).text);

test('what a query may cost is told by the variables of each request, also once its document is known', async () => {
  for (let round = 0; round < 2; round++) {
    expect(await isRefused({ first: 2 })).toBe(false);
    // A variable that is left out has its default, and one that is null has none.
    expect(await isRefused({})).toBe(true);
    expect((await page({ first: null })).errors[0]).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('must not be null'),
    });
    expect(await isRefused({ first: 100 })).toBe(true);
    expect(await isRefused({ first: 100, deep: false })).toBe(false);
    expect((await page({ first: 'many' })).text).toContain('Int cannot represent');
  }
});

test('a token that was verified before is refused once it has expired', async () => {
  const short = await bearer(GOOD_CLAIMS, { expiresIn: '2s' });
  const asked = () => ask(server, '{ viewer { id } }', { authorization: short });
  expect((await asked()).errors).toEqual([]);
  const begun = Date.now();
  let last = await asked();
  while (last.errors.length === 0 && Date.now() - begun < 15_000) last = await asked();
  expect(last.errors[0]?.code).toBe('UNAUTHENTICATED');
  expect(last.errors[0]?.message).toBe('The token has expired.');
});

test('no answer of the API may be kept by a cache on the way', async () => {
  for (const text of ['{ viewer { id } }', '{ nothing }', 'mutation { nothing }']) {
    const { headers } = await ask(server, text, { authorization: admin });
    expect(headers.get('cache-control')).toBe('private, no-store');
  }
});

test('documents that never come again do not fill a server, and those that come often are kept', async () => {
  const { store } = new ApolloDocuments();
  const kept = async (keys: readonly string[]) =>
    (await Promise.all(keys.map((key) => store.get(key)))).filter((document) => document !== undefined).length;
  await store.set('often', parse('{ viewer { id } }'));
  const small = Array.from({ length: 5_000 }, (_, index) => `small ${index}`);
  for (const key of small) {
    await store.set(key, parse('{ viewer { id } }'));
    await store.get('often');
  }
  expect(await kept(small)).toBe(1_999);
  expect(await kept(['often'])).toBe(1);
  const large = Array.from({ length: 200 }, (_, index) => `large ${index}`);
  for (const key of large) await store.set(key, parse(`{ viewer { ${'id '.repeat(3_000)} } }`));
  expect(await kept(large)).toBeLessThan(60);
});
