import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { readConfig } from '../../src/platform/config';
import { ask, send } from '../support/http';
import { createTestDatabase, TEST_SECRET } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const WHO = '{ viewer { id role organization { id } } }';

let keys: { readonly privateKey: Parameters<SignJWT['sign']>[0]; readonly jwk: JWK };
let issuer: { readonly url: string; close(): Promise<unknown> };

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  keys = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' } };
  issuer = await startIssuer();
});

afterAll(() => issuer.close());

/** Whether the provider's keys are unavailable. */
let broken = false;

/** A provider that publishes its keys and this discovery document; it has no users. */
async function startIssuer(about: Readonly<Record<string, unknown>> = {}): Promise<typeof issuer> {
  const server: Server = createServer((request, response) => {
    const url = `http://${request.headers.host ?? ''}`;
    const document = {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      ...about,
    };
    if (broken && request.url === '/nowhere') response.statusCode = 503;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(request.url === '/keys' ? { keys: [keys.jwk] } : document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

async function withServer(
  environment: Readonly<Record<string, string>>,
  work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const database = await createTestDatabase('schema', {
    AUTH_JWT_SECRET: '',
    AUTH_OIDC_ISSUER: issuer.url,
    AUTH_OIDC_CLIENT_ID: 'console',
    ...environment,
  });
  try {
    await database.addOrganizations([['CRM'], ['HR']]);
    const server = await startTestServer(database, { worker: false });
    await work(server).finally(() => server.close());
  } finally {
    await database.close();
  }
}

const bearer = async (claims: JWTPayload, audience: string | readonly string[] = 'console', by = issuer.url) =>
  `Bearer ${await new SignJWT({ sub: 'ann', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(by)
    .setAudience([audience].flat())
    .setExpirationTime('10m')
    .sign(keys.privateKey)}`;

test('an ID token for the console is accepted; those for other applications or of other issuers are not', async () => {
  await withServer({}, async (server) => {
    const asked = async (authorization: string) => ask(server, WHO, { authorization });
    expect(await asked(await bearer({ role: 'SUPER_ADMIN' }))).toMatchObject({
      status: 200,
      data: { viewer: { id: 'ann', role: 'SUPER_ADMIN', organization: null } },
    });
    expect(await asked(await bearer({ role: 'MEMBER', org_id: '2' }))).toMatchObject({
      data: { viewer: { role: 'MEMBER', organization: { id: '2' } } },
    });
    const secret = await new SignJWT({ sub: 'ann', role: 'SUPER_ADMIN' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer.url)
      .setAudience('console')
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(TEST_SECRET));
    const refused = [
      await bearer({ role: 'SUPER_ADMIN' }, 'another application'),
      await bearer({ role: 'SUPER_ADMIN' }, 'console', 'https://id.example'),
      await bearer({}),
      await bearer({ role: 'MEMBER' }),
      await bearer({ role: ['SUPER_ADMIN', 'MEMBER'] }),
      `Bearer ${secret}`,
    ];
    for (const authorization of refused)
      expect(await asked(authorization)).toMatchObject({ status: 401, errors: [{ code: 'UNAUTHENTICATED' }] });
  });
});

test('operators need no organization; a token given to another client does not count', async () => {
  await withServer({}, async (server) => {
    const asked = async (claims: JWTPayload, audience: readonly string[] = ['console']) =>
      ask(server, WHO, { authorization: await bearer(claims, audience) });
    for (const organization of [null, 'org_Xy7']) {
      expect(await asked({ role: 'SUPER_ADMIN', org_id: organization })).toMatchObject({
        status: 200,
        data: { viewer: { role: 'SUPER_ADMIN', organization: null } },
      });
      expect(await asked({ role: 'MEMBER', org_id: organization })).toMatchObject({
        status: 401,
        errors: [{ message: 'The token has missing or invalid claims: org_id.' }],
      });
    }
    expect(await asked({ role: 'SUPER_ADMIN', azp: 'console' }, ['api', 'console'])).toMatchObject({ status: 200 });
    expect(await asked({ role: 'SUPER_ADMIN', azp: 'another' }, ['another', 'console'])).toMatchObject({
      status: 401,
      errors: [{ code: 'UNAUTHENTICATED' }],
    });
  });
});

test("while the provider's keys cannot be fetched no token is accepted, and none is called invalid", async () => {
  const other = await startIssuer({ jwks_uri: `${issuer.url}/nowhere` });
  broken = true;
  await withServer({ AUTH_OIDC_ISSUER: other.url }, async (server) => {
    const answer = await ask(server, WHO, {
      authorization: await bearer({ role: 'SUPER_ADMIN' }, 'console', other.url),
    });
    expect(answer).toMatchObject({
      status: 401,
      errors: [
        {
          code: 'UNAUTHENTICATED',
          message: expect.stringContaining('could not be verified'),
          details: { checked: false },
        },
      ],
    });
  }).finally(() => {
    broken = false;
    return other.close();
  });
});

test('claims for role, organization and the audience of programs can be configured', async () => {
  await withServer(
    {
      AUTH_OIDC_ROLE_CLAIM: 'https://x.example/roles',
      AUTH_OIDC_ORGANIZATION_CLAIM: 'tenant',
      AUTH_JWT_AUDIENCE: 'api',
    },
    async (server) => {
      const asked = async (claims: JWTPayload, audience = 'console') =>
        ask(server, WHO, { authorization: await bearer(claims, audience) });
      expect(await asked({ 'https://x.example/roles': ['other', 'ORG_ADMIN'], tenant: 1 })).toMatchObject({
        data: { viewer: { role: 'ORG_ADMIN', organization: { id: '1' } } },
      });
      expect(await asked({ 'https://x.example/roles': 'SERVICE' }, 'api')).toMatchObject({
        data: { viewer: { role: 'SERVICE' } },
      });
      expect(await asked({ role: 'SUPER_ADMIN' })).toMatchObject({
        status: 401,
        errors: [{ message: 'The token has missing or invalid claims: https://x.example/roles.' }],
      });
      expect(await asked({ 'https://x.example/roles': ['MEMBER'], org_id: 1 })).toMatchObject({
        status: 401,
        errors: [{ message: 'The token has missing or invalid claims: tenant.' }],
      });
      expect(await asked({ 'https://x.example/roles': ['SUPER_ADMIN', 'MEMBER'], tenant: 1 })).toMatchObject({
        status: 401,
      });
    },
  );
});

test("browsers learn where to sign in, and may connect only to the token endpoint's origin", async () => {
  await withServer({ AUTH_OIDC_SCOPES: 'openid profile' }, async (server) => {
    const { text, headers } = await send(`${server.url}/console/config.json`);
    expect(JSON.parse(text)).toEqual({
      oidc: {
        issuer: issuer.url,
        clientId: 'console',
        scopes: 'openid profile',
        authorizationEndpoint: `${issuer.url}/authorize`,
        tokenEndpoint: `${issuer.url}/token`,
        namesItself: false,
        idTokenAlgorithms: ['RS256'],
      },
    });
    expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${issuer.url};`);
    expect(
      (
        await send(`${server.url}/console/session`, {
          method: 'POST',
          body: '{"code":"x"}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404);
  });
});

test.each([
  [{ AUTH_OIDC_CLIENT_ID: '' }, 'AUTH_OIDC_CLIENT_ID must be set, because AUTH_OIDC_ISSUER is set'],
  [{ AUTH_OIDC_ISSUER: '' }, 'AUTH_OIDC_ISSUER must be set, because AUTH_OIDC_CLIENT_ID is set'],
  [{ AUTH_OIDC_ISSUER: 'http://id.example' }, 'AUTH_OIDC_ISSUER must be an https address'],
  [{ AUTH_OIDC_SCOPES: 'profile' }, "AUTH_OIDC_SCOPES must contain 'openid'"],
  [{ AUTH_JWT_SECRET: TEST_SECRET }, 'AUTH_JWT_SECRET must not be set together with AUTH_OIDC_ISSUER'],
  [{ AUTH_JWKS_URL: 'https://id.example/keys' }, 'AUTH_JWKS_URL must not be set together with AUTH_OIDC_ISSUER'],
  [{ AUTH_JWT_ISSUER: 'https://id.example' }, 'AUTH_JWT_ISSUER must not be set together with AUTH_OIDC_ISSUER'],
])('a configuration that is incomplete or contradictory is refused: %j', (environment, message) => {
  expect(() =>
    readConfig({ AUTH_OIDC_ISSUER: 'https://id.example', AUTH_OIDC_CLIENT_ID: 'console', ...environment }),
  ).toThrow(message);
});

test.each([
  ['names another issuer', { issuer: 'https://id.example' }, 'could not be read'],
  [
    'names keys at an address without TLS',
    { jwks_uri: 'http://id.example/keys' },
    'jwks_uri: must be an https address',
  ],
  ['names no token endpoint', { token_endpoint: undefined }, 'token_endpoint: '],
  [
    'does not support PKCE',
    { code_challenge_methods_supported: ['plain'] },
    'code_challenge_methods_supported: must contain S256',
  ],
])('the server does not start if the discovery document %s', async (_what, about, message) => {
  const other = await startIssuer(about);
  await expect(
    withServer({ AUTH_OIDC_ISSUER: other.url }, async () => undefined).finally(() => other.close()),
  ).rejects.toThrow(new RegExp(`AUTH_OIDC_ISSUER: the discovery document of .*${message}`));
});

test('the server does not start if the provider cannot be reached', async () => {
  await expect(withServer({ AUTH_OIDC_ISSUER: 'http://127.0.0.1:9' }, async () => undefined)).rejects.toThrow(
    'AUTH_OIDC_ISSUER: the discovery document of http://127.0.0.1:9 could not be read: fetch failed',
  );
});
