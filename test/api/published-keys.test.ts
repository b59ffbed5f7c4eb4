import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ask } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { GOOD_CLAIMS } from '../support/tokens';

const WHO = '{ viewer { id } }';

let database: TestDatabase;
let server: TestServer;
let issuer: Server;
let published: object[] = [];
let readings = 0;
let isDown = false;

beforeEach(async () => {
  [published, readings, isDown] = [[], 0, false];
  issuer = createServer((_request, response) => {
    readings++;
    response.statusCode = isDown ? 503 : 200;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const address = issuer.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  database = await createTestDatabase('schema', {
    AUTH_JWT_SECRET: '',
    AUTH_JWKS_URL: `http://127.0.0.1:${address.port}/keys`,
  });
  server = await startTestServer(database, { worker: false });
});

afterEach(async () => {
  await server.close();
  await database.close();
  await new Promise((resolve) => issuer.close(resolve));
});

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    status: async (named = kid) => {
      const token = new SignJWT(GOOD_CLAIMS).setProtectedHeader({ alg: 'ES256', kid: named }).setExpirationTime('10m');
      return (await ask(server, WHO, { authorization: `Bearer ${await token.sign(privateKey)}` })).status;
    },
  };
}

test('a new key is taken with its first token, however often keys were rotated just before', async () => {
  for (let rotation = 0; rotation < 4; rotation++) {
    const key = await newKey(`key ${rotation}`);
    published = [key.jwk];
    expect({ rotation, status: await key.status() }).toEqual({ rotation, status: 200 });
  }
  expect(readings).toBe(4);
});

test('tokens that name keys at random neither make the server read without end, nor shut out a new key', async () => {
  const old = await newKey('old');
  published = [old.jwk];
  expect(await old.status()).toBe(200);
  for (let index = 0; index < 3; index++) expect(await old.status(randomUUID())).toBe(401);
  const next = await newKey('next');
  published = [old.jwk, next.jwk];
  expect(await next.status()).toBe(200);
  await Promise.all(Array.from({ length: 100 }, () => old.status(randomUUID())));
  for (let index = 0; index < 20; index++) await old.status(randomUUID());
  // 12 at once, and one more every five seconds.
  expect(readings).toBeGreaterThan(3);
  expect(readings).toBeLessThan(20);
  expect(await old.status()).toBe(200);
});

test('a key that was not found is not looked for again at once', async () => {
  const old = await newKey('old');
  published = [old.jwk];
  expect(await old.status()).toBe(200);
  for (let index = 0; index < 5; index++) expect(await old.status('missing')).toBe(401);
  expect(readings).toBe(2);
});

test('tokens do not make the server ask an issuer that does not answer without end', async () => {
  isDown = true;
  const key = await newKey('key');
  published = [key.jwk];
  for (let index = 0; index < 40; index++) expect(await key.status()).toBe(401);
  expect(readings).toBeLessThan(20);
});
