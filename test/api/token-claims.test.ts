import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { type Answer, ask, codesOf } from '../support/http';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const WHO = '{ viewer { id role organization { id } } }';

let keys: { readonly privateKey: Parameters<SignJWT['sign']>[0]; readonly jwk: JWK };
/** Publishes the key at `/keys`, and is an OpenID Connect provider. */
let issuer: { readonly url: string; close(): Promise<unknown> };

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  keys = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' } };
  const server: Server = createServer((request, response) => {
    const url = `http://${request.headers.host ?? ''}`;
    const document = {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [keys.jwk] } : document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  issuer = { url: `http://127.0.0.1:${address.port}`, close: () => new Promise((resolve) => server.close(resolve)) };
});

afterAll(() => issuer.close());

async function withServer(
  environment: Readonly<Record<string, string>>,
  work: (server: TestServer, database: TestDatabase) => Promise<void>,
): Promise<void> {
  const database = await createTestDatabase('schema', { AUTH_JWT_SECRET: '', ...environment });
  try {
    await database.addOrganizations([['CRM'], ['HR']]);
    const server = await startTestServer(database, { worker: false });
    await work(server, database).finally(() => server.close());
  } finally {
    await database.close();
  }
}

/** A token of the issuer. */
async function issued(
  claims: JWTPayload,
  { typ, aud = 'portcullis' }: { readonly typ?: string; readonly aud?: string | string[] } = {},
): Promise<string> {
  const token = await new SignJWT({ sub: 'ann', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k', ...(typ !== undefined && { typ }) })
    .setIssuer(issuer.url)
    .setAudience(aud)
    .setExpirationTime('10m')
    .sign(keys.privateKey);
  return `Bearer ${token}`;
}

const outcomeOf = (answer: Answer) => ({ status: answer.status, codes: codesOf(answer) });
const TAKEN = { status: 200, codes: [] };
const REFUSED = { status: 401, codes: ['UNAUTHENTICATED'] };
const ROLE = { role: 'SUPER_ADMIN' };
const OTHER_TYPES = ['logout+jwt', 'application/logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JWE', '', 'at+jwt+x'];

describe('the type of a token', () => {
  test('by a secret is JWT, or none', async () => {
    await withServer({ AUTH_JWT_SECRET: TEST_SECRET }, async (server) => {
      const typed = async (typ: string | undefined, claims: JWTPayload = {}) => {
        const token = await new SignJWT({ ...GOOD_CLAIMS, ...claims })
          .setProtectedHeader({ alg: 'HS256', ...(typ !== undefined && { typ }) })
          .setExpirationTime('10m')
          .sign(new TextEncoder().encode(TEST_SECRET));
        return outcomeOf(await ask(server, WHO, { authorization: `Bearer ${token}` }));
      };
      for (const typ of [undefined, 'JWT', 'jwt', 'application/jwt']) expect(await typed(typ)).toEqual(TAKEN);
      for (const typ of [...OTHER_TYPES, 'at+jwt']) expect({ typ, ...(await typed(typ)) }).toEqual({ typ, ...REFUSED });
      expect(await typed('JWT', { events: {} })).toEqual(REFUSED);
    });
  });

  test('by published keys may be that of an access token too, and no other', async () => {
    await withServer({ AUTH_JWKS_URL: `${issuer.url}/keys`, AUTH_JWT_AUDIENCE: 'portcullis' }, async (server) => {
      const typed = async (typ: string | undefined, claims: JWTPayload = {}) =>
        outcomeOf(
          await ask(server, WHO, {
            authorization: await issued({ ...ROLE, ...claims }, typ === undefined ? {} : { typ }),
          }),
        );
      for (const typ of [undefined, 'JWT', 'at+jwt', 'application/at+JWT']) expect(await typed(typ)).toEqual(TAKEN);
      for (const typ of OTHER_TYPES) expect({ typ, ...(await typed(typ)) }).toEqual({ typ, ...REFUSED });
      const logout = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
      expect(await typed('JWT', logout)).toEqual(REFUSED);
    });
  });

  test("of a provider is an ID token's; programs may bring access tokens for their own audience", async () => {
    const environment = {
      AUTH_OIDC_ISSUER: issuer.url,
      AUTH_OIDC_CLIENT_ID: 'console',
      AUTH_JWT_AUDIENCE: 'portcullis-api',
    };
    await withServer(environment, async (server) => {
      const typed = async (typ: string | undefined, aud: string | string[]) =>
        outcomeOf(
          await ask(server, WHO, { authorization: await issued(ROLE, { aud, ...(typ !== undefined && { typ }) }) }),
        );
      expect(await typed(undefined, 'console')).toEqual(TAKEN);
      expect(await typed('JWT', 'console')).toEqual(TAKEN);
      expect(await typed('at+jwt', 'console')).toEqual(REFUSED);
      expect(await typed('logout+jwt', 'console')).toEqual(REFUSED);
      expect(await typed('at+jwt', 'portcullis-api')).toEqual(TAKEN);
      expect(await typed('JWT', 'portcullis-api')).toEqual(TAKEN);
      expect(await typed('logout+jwt', 'portcullis-api')).toEqual(REFUSED);
    });
  });
});

describe('in production, keys without an audience', () => {
  const production = () => ({ NODE_ENV: 'production', AUTH_JWKS_URL: `${issuer.url}/keys` });
  const cases = (...all: readonly Readonly<Record<string, string>>[]) => all.map((more) => ({ more }));

  test.each(cases({}, { AUTH_JWT_ISSUER: 'https://id.example' }, { AUTH_JWT_ANY_AUDIENCE: 'false' }))(
    'would take the tokens of any application, and the server does not start with $more',
    async ({ more }) => {
      await expect(withServer({ ...production(), ...more }, async () => undefined)).rejects.toThrow(
        'With AUTH_JWKS_URL, set AUTH_JWT_AUDIENCE, and AUTH_JWT_ISSUER: without an audience, a token that the ' +
          'issuer made for any other application signs in here. If that is meant, set AUTH_JWT_ANY_AUDIENCE=true.',
      );
    },
  );

  test.each(cases({ AUTH_JWT_AUDIENCE: 'portcullis' }, { AUTH_JWT_ANY_AUDIENCE: 'true' }))(
    'are no matter with $more',
    async ({ more }) => {
      await withServer({ ...production(), ...more }, async (server) => {
        expect(outcomeOf(await ask(server, WHO, { authorization: await issued(ROLE) }))).toEqual(TAKEN);
      });
    },
  );
});

test('the claims of an issuer may have other names, and list roles of other applications', async () => {
  const environment = {
    AUTH_JWKS_URL: `${issuer.url}/keys`,
    AUTH_JWT_ROLE_CLAIM: 'https://x.example/roles',
    AUTH_JWT_ORGANIZATION_CLAIM: 'tenant',
  };
  await withServer(environment, async (server) => {
    const asked = async (claims: JWTPayload) => ask(server, WHO, { authorization: await issued(claims) });
    expect(
      await asked({ 'https://x.example/roles': ['billing', 'MEMBER'], tenant: 2, org_id: 1, role: 'SUPER_ADMIN' }),
    ).toMatchObject({ status: 200, data: { viewer: { role: 'MEMBER', organization: { id: '2' } } } });
    expect(await asked({ role: 'MEMBER', org_id: 1 })).toMatchObject({
      status: 401,
      errors: [{ message: 'The token has missing or invalid claims: https://x.example/roles.' }],
    });
    expect(await asked({ 'https://x.example/roles': 'MEMBER' })).toMatchObject({
      errors: [{ message: 'The token has missing or invalid claims: tenant.' }],
    });
    expect(await asked({ 'https://x.example/roles': ['SUPER_ADMIN', 'MEMBER'], tenant: 2 })).toMatchObject({
      status: 401,
    });
  });
});

describe.each([
  ['published keys', () => ({ AUTH_JWKS_URL: `${issuer.url}/keys`, AUTH_JWT_AUDIENCE: 'portcullis' })],
  ['a provider', () => ({ AUTH_OIDC_ISSUER: issuer.url, AUTH_OIDC_CLIENT_ID: 'portcullis' })],
] as const)('the claims of tokens by %s', (_by, key) => {
  test('may be within others, name the user otherwise, and give roles the names of the issuer', async () => {
    const environment = {
      ...key(),
      AUTH_JWT_USER_CLAIM: 'preferred_username',
      AUTH_JWT_ROLE_CLAIM: 'realm_access.roles',
      AUTH_JWT_ORGANIZATION_CLAIM: 'https://x.example/tenant.id',
      AUTH_JWT_ROLE_MAPPING: JSON.stringify({
        'cn=help,ou=groups': 'SUPPORT',
        'cn=night-shift,ou=groups': 'SUPPORT',
        customers: 'MEMBER',
        auditors: 'AUDITOR',
      }),
    };
    await withServer(environment, async (server) => {
      const asked = async (roles: unknown, more: JWTPayload = { preferred_username: 'sue' }) =>
        ask(server, WHO, { authorization: await issued({ realm_access: { roles }, ...more }) });
      const signedIn = (viewer: object) => ({ status: 200, errors: [], data: { viewer } });
      expect(await asked(['offline_access', 'cn=help,ou=groups', 'cn=night-shift,ou=groups'])).toMatchObject(
        signedIn({ id: 'sue', role: 'SUPPORT' }),
      );
      expect(await asked('auditors', { preferred_username: 42 })).toMatchObject(
        signedIn({ id: '42', role: 'AUDITOR' }),
      );
      expect(await asked('customers', { preferred_username: 'mia', 'https://x.example/tenant.id': 2 })).toMatchObject(
        signedIn({ id: 'mia', role: 'MEMBER', organization: { id: '2' } }),
      );

      const refused = (message: string) => ({ status: 401, data: undefined, errors: [{ message }] });
      expect(await asked(['cn=help,ou=groups', 'auditors'])).toMatchObject(
        refused(
          'The claim realm_access.roles of the token names several roles: SUPPORT and AUDITOR. ' +
            'It must name exactly one.',
        ),
      );
      for (const roles of ['SUPER_ADMIN', ['SUPER_ADMIN'], [], {}, null, ['constructor', '__proto__'], [['auditors']]])
        expect(await asked(roles)).toMatchObject(
          refused('The token has missing or invalid claims: realm_access.roles.'),
        );
      expect(await asked('auditors', {})).toMatchObject(
        refused('The token has missing or invalid claims: preferred_username.'),
      );
      expect(await asked('customers')).toMatchObject(
        refused('The token has missing or invalid claims: https://x.example/tenant.id.'),
      );
    });
  });

  test('name a role of ours in a list only once', async () => {
    await withServer(key(), async (server) => {
      const asked = async (role: unknown) =>
        outcomeOf(await ask(server, WHO, { authorization: await issued({ role }) }));
      expect(await asked(['other', 'OPERATOR', 'OPERATOR'])).toEqual(TAKEN);
      expect(await asked(['AUDITOR', 'SUPER_ADMIN'])).toEqual(REFUSED);
    });
  });
});

describe('a setting of claims', () => {
  const settings: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [
      { AUTH_JWT_SECRET: TEST_SECRET, AUTH_JWT_USER_CLAIM: 'email' },
      'AUTH_JWT_USER_CLAIM needs AUTH_JWKS_URL or AUTH_OIDC_ISSUER as well',
    ],
    [
      { AUTH_JWT_SECRET: TEST_SECRET, AUTH_OIDC_ROLE_CLAIM: 'r' },
      'AUTH_OIDC_ROLE_CLAIM needs AUTH_OIDC_ISSUER as well',
    ],
    [
      {
        AUTH_OIDC_ISSUER: 'https://id.example',
        AUTH_OIDC_CLIENT_ID: 'c',
        AUTH_OIDC_ROLE_CLAIM: 'r',
        AUTH_JWT_ROLE_CLAIM: 's',
      },
      'AUTH_OIDC_ROLE_CLAIM must not be set where AUTH_JWT_ROLE_CLAIM is',
    ],
    ...['SUPPORT', '{}', '[]', '{"a":"ROOT"}', '{"a":["SUPPORT"]}', '{"":"SUPPORT"}', 'null'].map(
      (mapping): readonly [Readonly<Record<string, string>>, string] => [
        { AUTH_JWKS_URL: 'https://id.example/keys', AUTH_JWT_ROLE_MAPPING: mapping },
        'AUTH_JWT_ROLE_MAPPING must be JSON of the issuer',
      ],
    ),
  ];
  test.each(settings)('that no token would heed, or that is unclear, is refused: %j', async (environment, message) => {
    await expect(withServer(environment, async () => undefined)).rejects.toThrow(message);
  });
});

describe('a claim that could not be stored, or would spoil a log', () => {
  const broken = ['a\0b', 'a\nb', '\u001b[31m', '\ud800', 'a\udfff', '\u202eevil', 'x'.repeat(256)];

  test('names its claim, and signs nobody in', async () => {
    await withServer({ AUTH_JWT_SECRET: TEST_SECRET }, async (server) => {
      for (const sub of broken) {
        const answer = await ask(server, WHO, { authorization: await bearer({ ...GOOD_CLAIMS, sub }) });
        expect({ sub, ...outcomeOf(answer), message: answer.errors[0]?.message }).toEqual({
          sub,
          ...REFUSED,
          message: 'The token has missing or invalid claims: sub.',
        });
      }
      const longest = await bearer({ ...GOOD_CLAIMS, sub: 'ü'.repeat(255) });
      expect(outcomeOf(await ask(server, WHO, { authorization: longest }))).toEqual(TAKEN);
      for (const org_id of [...broken.slice(0, -1), 'x'.repeat(1_001)]) {
        const authorization = await bearer({ sub: 'ann', role: 'MEMBER', org_id });
        expect(await ask(server, WHO, { authorization })).toMatchObject({
          status: 401,
          errors: [{ message: 'The token has missing or invalid claims: org_id.' }],
        });
      }
    });
  });
});
