import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { needsOrganization, ROLES } from '../../src/domain/actor';
import { portcullis } from '../support/command';
import { ask } from '../support/http';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR']]);
});

afterAll(() => database.close());

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  DATABASE_URL: database.url,
  AUTH_JWT_SECRET: TEST_SECRET,
  PORT: '0',
  ...more,
});

describe('portcullis token', () => {
  test('makes a token that the server accepts, with its role, organization and lifetime', async () => {
    const { url, child, ended } = await serve(
      environment({ AUTH_JWT_ISSUER: 'https://id.example', AUTH_JWT_AUDIENCE: 'portcullis' }),
    );
    const env = environment({ AUTH_JWT_ISSUER: 'https://id.example', AUTH_JWT_AUDIENCE: 'portcullis' });
    const member = await portcullis(['token', '--role', 'MEMBER', '--org', '2', '--subject', 'mia', '--ttl', '15m'], {
      env,
    });
    expect(member).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
    const { iat = 0, exp = 0, ...claims } = decodeJwt(member.stdout.trim());
    expect({ ...claims, seconds: exp - iat }).toEqual({
      sub: 'mia',
      role: 'MEMBER',
      org_id: '2',
      iss: 'https://id.example',
      aud: 'portcullis',
      seconds: 900,
    });
    expect(
      await ask({ url }, '{ viewer { id role organization { name } } }', {
        authorization: `Bearer ${member.stdout.trim()}`,
      }),
    ).toMatchObject({
      status: 200,
      data: { viewer: { id: 'mia', role: 'MEMBER', organization: { name: 'Organization 2' } } },
    });
    for (const role of ROLES.filter((one) => !needsOrganization(one))) {
      const { stdout } = await portcullis(['token', '--role', role], { env });
      const answer = await ask({ url }, '{ viewer { role } }', { authorization: `Bearer ${stdout.trim()}` });
      expect(answer).toMatchObject({ status: 200, data: { viewer: { role } } });
    }
    child.kill('SIGTERM');
    await ended;
  });

  test.each([
    [['--role', 'ROOT'], {}],
    [[], {}],
    [['--role', 'MEMBER'], {}],
    [['--role', 'ORG_ADMIN'], {}],
    [['--role', 'SERVICE', '--ttl', 'soon'], {}],
    [['--role', 'SERVICE', '--ttl', '-1h'], {}],
    [['--role', 'SERVICE', '--ttl', '0s'], {}],
    [['--role', 'SERVICE', '--ttl', '15'], {}],
    [['--role', 'SERVICE', '--ttl', '1h30m'], {}],
    [['--role', 'SERVICE', '--ttl', '1 fortnight'], {}],
    [['--role', 'SERVICE'], { AUTH_JWT_SECRET: '', AUTH_JWKS_URL: 'https://id.example/jwks.json' }],
    [['--role', 'SERVICE'], { AUTH_JWT_SECRET: '' }],
  ])('refuses with exit code 2: %j %j', async (args, more) => {
    const result = await portcullis(['token', ...args], { env: environment(more) });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).not.toMatch(/\n\s+at |node_modules/);
  });

  test('keeps, with the embedded database, a secret that only its owner can read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-token-'));
    try {
      const dataDir = join(folder, 'data');
      // Who got a token is recorded, for which there has to be a place.
      expect(await portcullis(['db', 'migrate'], { env: { PORTCULLIS_DATA_DIR: dataDir } })).toMatchObject({ code: 0 });
      const [first, second] = await Promise.all(
        [1, 2].map(() =>
          portcullis(['token', '--role', 'SERVICE', '--subject', 's'], { env: { PORTCULLIS_DATA_DIR: dataDir } }),
        ),
      );
      expect([first?.code, second?.code]).toEqual([0, 0]);
      expect((await stat(join(dataDir, 'jwt-secret'))).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o077).toBe(0);
      const secret = await readFile(join(dataDir, 'jwt-secret'), 'utf8');
      expect(secret.trim()).toMatch(/^[0-9a-f]{64}$/);
      // A server with that secret accepts both.
      const { url, child, ended } = await serve(environment({ AUTH_JWT_SECRET: secret.trim() }));
      for (const token of [first, second])
        expect(
          (await ask({ url }, '{ viewer { id } }', { authorization: `Bearer ${token?.stdout.trim() ?? ''}` })).status,
        ).toBe(200);
      child.kill('SIGTERM');
      await ended;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a wrong environment', () => {
  test('is reported with all faulty variables at once, by name, without their values', async () => {
    const values = {
      DATABASE_URL: 'mysql://root:s3cr3t-a@db/x',
      DATABASE_POOL_SIZE: 'many-b',
      PORT: '99999',
      AUTH_JWT_SECRET: 's3cr3t-short',
      NODE_ENV: 'prod-c',
      LOG_LEVEL: 'loud-d',
      MAX_QUERY_DEPTH: '1',
      PORTCULLIS_BATCH_SIZE: '0',
    };
    const results = await Promise.all(
      [['serve'], ['db', 'status', '--json'], ['token', '--role', 'SERVICE']].map((args) =>
        portcullis(args, { env: values }),
      ),
    );
    for (const result of results) {
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toMatch(/^Invalid environment variables:\n/);
      for (const name of Object.keys(values)) expect(result.stderr).toContain(`  ${name} `);
      for (const value of Object.values(values).filter((one) => one.length > 5))
        expect(result.stderr).not.toContain(value);
      expect(result.stderr).not.toContain('s3cr3t');
    }
    const both = await portcullis(['serve'], { env: environment({ AUTH_JWKS_URL: 'https://id.example/jwks.json' }) });
    expect(both.stderr).toMatch(
      /^Invalid environment variables: AUTH_JWKS_URL must not be set where AUTH_JWT_SECRET is/,
    );
  });

  test.each([
    ['no server listens', 'postgres://someone:s3cr3t-x@127.0.0.1:1/product', "'product' at 127.0.0.1:1"],
    [
      'the host is unknown',
      'postgres://someone:s3cr3t-x@nowhere.invalid:5432/product',
      "'product' at nowhere.invalid:5432",
    ],
  ])(
    'that names an unreachable database is reported with the database, without its password: %s',
    async (_name, url, place) => {
      for (const args of [
        ['db', 'status'],
        ['migrate', '--json'],
      ]) {
        const result = await portcullis(args, { env: environment({ DATABASE_URL: url }) });
        expect(result).toMatchObject({ code: 2, stdout: '' });
        expect(result.stderr).toContain(`Cannot connect to the database ${place}`);
        expect(result.stderr).toContain('Check DATABASE_URL');
        expect(result.stderr).not.toContain('s3cr3t');
        expect(result.stderr).not.toMatch(/\n\s+at /);
      }
    },
  );

  test('that names a database that does not exist is reported, without its password', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const result = await portcullis(['db', 'migrate'], { env: environment({ DATABASE_URL: url.href }) });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('database "no_such_database" does not exist');
    if (url.password !== '') expect(result.stderr).not.toContain(url.password);
  });

  test.each([
    [
      'a `schema` that differs from the search path',
      { DATABASE_URL: '?schema=a', DATABASE_SEARCH_PATH: 'b' },
      'DATABASE_URL has another',
    ],
    ['a parameter that is not known', { DATABASE_URL: '?connection_limit=5' }, "has the parameter 'connection_limit'"],
    [
      'a search path that is none',
      { DATABASE_URL: '', DATABASE_SEARCH_PATH: 'a b' },
      'DATABASE_SEARCH_PATH must be names of schemas',
    ],
    [
      'a direct address that is none',
      { DATABASE_URL: '', DATABASE_DIRECT_URL: 'db' },
      'DATABASE_DIRECT_URL must be postgres://',
    ],
  ])('is reported for %s', async (_name, { DATABASE_URL, ...env }, message) => {
    const url = `${database.url}${DATABASE_URL}`;
    const result = await portcullis(['db', 'status'], { env: environment({ ...env, DATABASE_URL: url }) });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  test('a direct address is where `db migrate` goes, and its variable is named if it cannot be reached', async () => {
    const env = environment({ DATABASE_DIRECT_URL: 'postgres://app:s3cr3t@127.0.0.1:1/product' });
    const result = await portcullis(['db', 'migrate'], { env });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain("Cannot connect to the database 'product' at 127.0.0.1:1");
    expect(result.stderr).toContain('Check DATABASE_DIRECT_URL');
    expect(result.stderr).not.toContain('s3cr3t');
    expect((await portcullis(['db', 'status'], { env })).code).toBe(0);
  });
});
