import Fastify from 'fastify';
import { serveConsole } from '../../src/server/serve-console';
import { SIGN_IN_CODE_MS, SignInCodes } from '../../src/server/sign-in-codes';
import { readConfig } from '../../src/platform/config';
import { send } from '../support/http';
import { createTestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

test('a link that was left lying about for five minutes lets nobody in, and each lets in once', () => {
  let now = 1_000;
  const codes = new SignInCodes(() => now);
  const [early, late] = [codes.issue(), codes.issue()];
  now += SIGN_IN_CODE_MS - 1;
  expect(codes.redeem(early)).toBe(true);
  expect(codes.redeem(early)).toBe(false);
  now += 1;
  expect(codes.redeem(late)).toBe(false);
  expect(codes.redeem('')).toBe(false);
});

test('in production nobody gets in by a link, and no token is made', async () => {
  const database = await createTestDatabase('schema', { NODE_ENV: 'production', PORTCULLIS_CONSOLE_LINK: 'true' });
  const server = await startTestServer(database, { worker: false });
  try {
    expect(server.consoleLink()).toBeNull();
    expect(
      (
        await send(`${server.url}/console/session`, {
          method: 'POST',
          body: '{"code":"x"}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404);
    expect((await send(`${server.url}/console/`)).status).toBe(200);
  } finally {
    await server.close();
    await database.close();
  }
});

test.each([
  ['another issuer signs the tokens', { AUTH_JWKS_URL: 'https://issuer.example/keys' }, null],
  [
    'the database is a real one, whose log others may read',
    { DATABASE_URL: 'postgres://database.example/product' },
    null,
  ],
  ['the database is the embedded one', {}, expect.stringContaining('#code=')],
])('whether there is a link where %s', async (_where, environment, expected) => {
  const console = await serveConsole(Fastify(), readConfig(environment));
  expect(console.signInPath()).toEqual(expected);
});

test('where the console was not built, the page says what to do', async () => {
  const app = Fastify();
  await serveConsole(app, readConfig({}), null, '/nowhere');
  const { statusCode, body } = await app.inject('/console/organizations');
  expect(statusCode).toBe(503);
  expect(body).toContain('npm run build');
  await app.close();
});
