import { createServer, type Server } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { readConfig } from '../../src/platform/config';
import { type Answer, ask, codesOf } from '../support/http';
import { httpFields, ROOT_FIELDS, schemaRootFields } from '../support/root-fields';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS, unsecuredBearer } from '../support/tokens';

const WHO = '{ viewer { id role organization { id } } }';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  server = await startTestServer(database, { worker: false });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** A server on the same database with a configuration of its own. */
async function withServer(
  environment: Readonly<Record<string, string>>,
  work: (other: TestServer) => Promise<void>,
): Promise<void> {
  const config = readConfig({
    DATABASE_URL: database.url,
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const other = await startTestServer({ ...database, config }, { worker: false });
  try {
    await work(other);
  } finally {
    await other.close();
  }
}

/** What shows whether an answer refuses everything. */
function outcomeOf(answer: Answer) {
  const values = Object.values(answer.data ?? {}).filter((value) => value !== null);
  return { status: answer.status, codes: codesOf(answer), values };
}

const refused = (status: number) => ({ status, codes: ['UNAUTHENTICATED'], values: [] });

describe('without a trusted token', () => {
  test('these tests ask every query and mutation of the schema', () => {
    expect(Object.keys(ROOT_FIELDS).sort()).toEqual([...schemaRootFields()].sort());
  });

  test.each(httpFields())('$coordinate without a token is UNAUTHENTICATED', async ({ operation }) => {
    expect(outcomeOf(await ask(server, operation))).toEqual(refused(200));
  });

  test.each(httpFields())(
    '$coordinate with an untrusted token is UNAUTHENTICATED with HTTP 401',
    async ({ operation }) => {
      const untrusted = [
        await bearer(GOOD_CLAIMS, { expiresIn: '-1m' }),
        await bearer(GOOD_CLAIMS, { secret: 'another secret, also of 32 bytes or more' }),
        unsecuredBearer(GOOD_CLAIMS),
        await bearer(GOOD_CLAIMS, { expiresIn: null }),
      ];
      for (const authorization of untrusted)
        expect(outcomeOf(await ask(server, operation, { authorization }))).toEqual(refused(401));
    },
  );

  const asked = [
    ...[
      '{ dryRunId: "1" }',
      '{ dryRunId: "none" }',
      '{ fresh: { organizationIds: ["none"] } }',
      '{ fresh: { trialDays: -1 } }',
    ].map(
      (source) =>
        `mutation { startMigrationRun(input: { mode: EXECUTE, source: ${source}, reason: "" })` +
        ' { migrationRun { id } } }',
    ),
    ...['none', '1', '999'].flatMap((id) => [
      `mutation { pauseMigrationRun(input: { id: "${id}", reason: "" }) { migrationRun { id } } }`,
      `{ organization(id: "${id}") { id } }`,
      `{ entitlementEvents(organizationId: "${id}") { nodes { id } } }`,
    ]),
    '{ organizations(first: 0) { nodes { id } } }',
  ];
  test.each(asked)('a client without a token learns nothing about its input: %s', async (operation) => {
    expect(outcomeOf(await ask(server, operation))).toEqual(refused(200));
    expect(await database.sql('SELECT 1 FROM migration_runs')).toHaveLength(0);
  });
});

describe('a token', () => {
  test('with good claims identifies the user, the role and the organization', async () => {
    const member = await ask(server, WHO, { authorization: await bearer({ sub: 'mia', role: 'MEMBER', org_id: 1 }) });
    expect(member).toMatchObject({
      status: 200,
      data: { viewer: { id: 'mia', role: 'MEMBER', organization: { id: '1' } } },
    });
    const service = await ask(server, WHO, {
      authorization: (await bearer({ sub: 'billing', role: 'SERVICE' })).replace('Bearer', 'bearer'),
    });
    expect(service).toMatchObject({
      status: 200,
      data: { viewer: { id: 'billing', role: 'SERVICE', organization: null } },
    });
    const text = await ask(server, WHO, { authorization: await bearer({ sub: 'mia', role: 'MEMBER', org_id: '1' }) });
    expect(text).toMatchObject({ data: { viewer: { organization: { id: '1' } } } });
  });

  test('for an organization that does not exist still identifies the member', async () => {
    const answer = await ask(server, WHO, {
      authorization: await bearer({ sub: 'mia', role: 'MEMBER', org_id: 4_711 }),
    });
    expect(answer).toMatchObject({ status: 200, errors: [], data: { viewer: { id: 'mia', organization: null } } });
  });

  const spoilt: readonly (readonly [string, JWTPayload])[] = [
    ['without a subject', { role: 'SUPER_ADMIN' }],
    ['with an empty subject', { sub: '', role: 'SUPER_ADMIN' }],
    ['without a role', { sub: 'x' }],
    ['with a role that is unknown', { sub: 'x', role: 'ROOT' }],
    ['with a role in lower case', { sub: 'x', role: 'super_admin' }],
    ['with a list of roles', { sub: 'x', role: ['SUPER_ADMIN'] }],
    ['of a MEMBER without org_id', { sub: 'x', role: 'MEMBER' }],
    ['of an ORG_ADMIN without org_id', { sub: 'x', role: 'ORG_ADMIN' }],
    ['with org_id 1.5', { sub: 'x', role: 'MEMBER', org_id: 1.5 }],
    ['with an org_id beyond integers', { sub: 'x', role: 'MEMBER', org_id: 2 ** 31 }],
    ['with an org_id that is text', { sub: 'x', role: 'MEMBER', org_id: 'acme' }],
    ['with an org_id that is null', { sub: 'x', role: 'MEMBER', org_id: null }],
    ['with an org_id that is empty', { sub: 'x', role: 'MEMBER', org_id: '' }],
    ['with an org_id that is true', { sub: 'x', role: 'MEMBER', org_id: true }],
    ['with an org_id that is a list', { sub: 'x', role: 'MEMBER', org_id: [1] }],
    ['that is not good yet', { ...GOOD_CLAIMS, nbf: 4_000_000_000 }],
  ];
  test.each(spoilt)('%s is refused', async (_name, claims) => {
    expect(outcomeOf(await ask(server, WHO, { authorization: await bearer(claims) }))).toEqual(refused(401));
  });

  const malformed = [
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Basic dXNlcjpwYXNz',
    'Bearer x',
    'Bearer a.b.c',
    'Bearer ..',
    'Bearer eyJhbGciOiJIUzI1NiJ9..',
    'token',
    '',
  ];
  test.each(malformed)("the header '%s' is refused", async (authorization) => {
    expect(outcomeOf(await ask(server, WHO, { authorization }))).toEqual(refused(401));
  });

  test('with tampered claims or without its signature is refused', async () => {
    const [header, payload, signature] = (await bearer({ sub: 'x', role: 'MEMBER', org_id: 1 }))
      .replace('Bearer ', '')
      .split('.');
    const promoted = Buffer.from(
      Buffer.from(payload ?? '', 'base64url')
        .toString()
        .replace('MEMBER', 'SUPER_ADMIN'),
    ).toString('base64url');
    expect(outcomeOf(await ask(server, WHO, { authorization: `Bearer ${header}.${promoted}.${signature}` }))).toEqual(
      refused(401),
    );
    expect(outcomeOf(await ask(server, WHO, { authorization: `Bearer ${header}.${payload}.` }))).toEqual(refused(401));
  });

  test('signed with HS512 is refused even with the right secret', async () => {
    const authorization = await bearer(GOOD_CLAIMS, { alg: 'HS512', secret: TEST_SECRET.padEnd(64, '.') });
    expect(outcomeOf(await ask(server, WHO, { authorization }))).toEqual(refused(401));
  });

  test('that is refused is not repeated in the answer', async () => {
    const authorization = await bearer({ sub: 'x', role: 'ROOT-9f2c' });
    const { text } = await ask(server, WHO, { authorization });
    expect(text).not.toContain(authorization.slice(10));
    expect(text).not.toContain('ROOT-9f2c');
  });

  test('must have the configured issuer and audience', async () => {
    await withServer(
      { AUTH_JWT_SECRET: TEST_SECRET, AUTH_JWT_ISSUER: 'https://id.example', AUTH_JWT_AUDIENCE: 'portcullis' },
      async (strict) => {
        const right = { ...GOOD_CLAIMS, iss: 'https://id.example', aud: 'portcullis' };
        expect((await ask(strict, WHO, { authorization: await bearer(right) })).status).toBe(200);
        expect(
          (await ask(strict, WHO, { authorization: await bearer({ ...right, aud: ['other', 'portcullis'] }) })).status,
        ).toBe(200);
        for (const claims of [
          GOOD_CLAIMS,
          { ...right, iss: 'https://evil.example' },
          { ...right, aud: 'other' },
          { ...GOOD_CLAIMS, iss: right.iss },
          { ...GOOD_CLAIMS, aud: right.aud },
        ]) {
          expect(outcomeOf(await ask(strict, WHO, { authorization: await bearer(claims) }))).toEqual(refused(401));
        }
      },
    );
  });
});

describe('keys published by an identity provider (AUTH_JWKS_URL)', () => {
  test('RS256 and ES256 tokens are accepted, tokens signed by another key or with HS256 are refused', async () => {
    const rsa = await generateKeyPair('RS256', { extractable: true });
    const ec = await generateKeyPair('ES256', { extractable: true });
    const stranger = await generateKeyPair('RS256');
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
    ];
    const sign = async (
      alg: string,
      kid: string,
      key: Parameters<SignJWT['sign']>[0],
      claims: JWTPayload = GOOD_CLAIMS,
    ) => `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg, kid }).setExpirationTime('10m').sign(key)}`;

    await withJwks(keys, async (jwksUrl) => {
      await withServer({ AUTH_JWKS_URL: jwksUrl }, async (other) => {
        for (const authorization of [
          await sign('RS256', 'rsa', rsa.privateKey),
          await sign('ES256', 'ec', ec.privateKey),
        ]) {
          expect(await ask(other, WHO, { authorization })).toMatchObject({
            status: 200,
            data: { viewer: { id: 'tester', role: 'SUPER_ADMIN' } },
          });
        }
        const publicPem = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
        const publicJwk = new TextEncoder().encode(JSON.stringify(keys[0]));
        const untrusted = [
          await sign('HS256', 'rsa', publicPem),
          await sign('HS256', 'rsa', publicJwk),
          await sign('RS256', 'rsa', stranger.privateKey),
          await sign('RS256', 'unknown', rsa.privateKey),
          await sign('ES256', 'rsa', ec.privateKey),
          await sign('RS256', 'rsa', rsa.privateKey, { sub: 'x', role: 'MEMBER' }),
          await bearer(GOOD_CLAIMS),
          unsecuredBearer(GOOD_CLAIMS),
        ];
        for (const authorization of untrusted)
          expect(outcomeOf(await ask(other, WHO, { authorization }))).toEqual(refused(401));
      });
    });
  });

  test('a token that was verified before is refused once the keys are read again without its own', async () => {
    const [old, next] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const published = async (kid: string, { publicKey }: typeof old) => ({
      ...(await exportJWK(publicKey)),
      ...{ kid, alg: 'RS256', use: 'sig' },
    });
    const tokenOf = async (kid: string, { privateKey }: typeof old) => {
      const token = new SignJWT(GOOD_CLAIMS).setProtectedHeader({ alg: 'RS256', kid }).setExpirationTime('10m');
      return `Bearer ${await token.sign(privateKey)}`;
    };
    const keys = [await published('old', old)];
    await withJwks(keys, async (jwksUrl) => {
      await withServer({ AUTH_JWKS_URL: jwksUrl }, async (other) => {
        const asked = async (authorization: string) => (await ask(other, WHO, { authorization })).errors.length === 0;
        const [first, second] = [await tokenOf('old', old), await tokenOf('next', next)];
        for (let round = 0; round < 3; round++) expect(await asked(first)).toBe(true);
        keys.splice(0, 1, await published('next', next));
        // A key that is not known is looked for at once.
        expect(await asked(second)).toBe(true);
        expect(await asked(first)).toBe(false);
      });
    });
  });

  test('no token is accepted while the keys cannot be fetched, and the server keeps answering', async () => {
    const rsa = await generateKeyPair('RS256');
    const token = new SignJWT(GOOD_CLAIMS).setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).setExpirationTime('10m');
    const authorization = `Bearer ${await token.sign(rsa.privateKey)}`;
    await withServer({ AUTH_JWKS_URL: 'http://127.0.0.1:9/jwks.json' }, async (other) => {
      expect(outcomeOf(await ask(other, WHO, { authorization }))).toEqual(refused(401));
      expect(outcomeOf(await ask(other, WHO))).toEqual(refused(200));
    });
  });
});

async function withJwks(keys: readonly object[], work: (url: string) => Promise<void>): Promise<void> {
  const issuer: Server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })),
  );
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const address = issuer.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    await work(`http://127.0.0.1:${address.port}/jwks.json`);
  } finally {
    await new Promise((resolve) => issuer.close(resolve));
  }
}
