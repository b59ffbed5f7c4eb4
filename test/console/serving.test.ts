import Fastify from 'fastify';
import { readConfig } from '../../src/platform/config';
import { serveConsole } from '../../src/server/serve-console';
import { SIGN_IN_CODE_MS, SignInCodes } from '../../src/server/sign-in-codes';
import { send } from '../support/http';
import { createTestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

/** For pages at which nobody signs in. */
const UNRECORDED = { signedIn: async () => undefined, refused: () => undefined };

test('a sign-in code works once, and expires after five minutes', () => {
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

test('production issues no sign-in link, and has no endpoint that redeems codes', async () => {
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
  ['no link: another issuer signs the tokens', { AUTH_JWKS_URL: 'https://issuer.example/keys' }, null],
  [
    'no link: the database is external, and others may read the log',
    { DATABASE_URL: 'postgres://database.example/product' },
    null,
  ],
  ['a link: the database is embedded', {}, expect.stringContaining('#code=')],
])('the server prints %s', async (_where, environment, expected) => {
  const console = await serveConsole(Fastify(), readConfig(environment), null, UNRECORDED);
  expect(console.signInPath()).toEqual(expected);
});

test('a console that was not built answers 503 with the command that builds it', async () => {
  const app = Fastify();
  await serveConsole(app, readConfig({}), null, UNRECORDED, '/nowhere');
  const { statusCode, body } = await app.inject('/console/organizations');
  expect(statusCode).toBe(503);
  expect(body).toContain('npm run build');
  await app.close();
});
