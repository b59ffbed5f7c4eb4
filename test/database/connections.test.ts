import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/database';
import { readConfig } from '../../src/platform/config';
import { requireWritable } from '../../src/store/writable';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';

let folder: string;
let server: PrivatePostgres;
let standby: PrivatePostgres;
const open: Database[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-certificates-'));
  server = await PrivatePostgres.create();
  standby = await server.createStandby();
});
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

async function connect(url: string, environment: Readonly<Record<string, string>> = {}): Promise<Database> {
  const config = readConfig({ DATABASE_URL: url, DATABASE_POOL_SIZE: '2', ...environment });
  const database = await openDatabase(config);
  open.push(database);
  return database;
}

/** The address with other hosts and parameters. */
function addressOf({ hosts, query = '' }: { hosts?: string; query?: string }): string {
  const { username, password, pathname } = new URL(server.url);
  return `postgres://${username}:${password}@${hosts ?? `127.0.0.1:${server.port}`}${pathname}?${query}`;
}

async function portOf({ dataSource }: Database): Promise<number | undefined> {
  const [row]: readonly { port: number }[] = await dataSource.query('SELECT inet_server_port() AS port');
  return row?.port;
}

describe('of several hosts', () => {
  const hosts = () => [standby, server].map(({ port }) => `127.0.0.1:${port}`).join(',');

  test('the one that can be written to is used, or the one asked for', async () => {
    const database = await connect(addressOf({ hosts: hosts() }));
    expect(await portOf(database)).toBe(server.port);
    expect(database.host).toBe(hosts());
    await requireWritable(database);
    const any = await connect(addressOf({ hosts: hosts(), query: 'target_session_attrs=any' }));
    expect(await portOf(any)).toBe(standby.port);
    const follower = await connect(addressOf({ hosts: hosts(), query: 'target_session_attrs=standby' }));
    expect(await portOf(follower)).toBe(standby.port);
  });

  test('one that does not answer is passed over', async () => {
    expect(await portOf(await connect(addressOf({ hosts: `127.0.0.1:1,${hosts()}` })))).toBe(server.port);
  });

  test('if none can be written to, the message names each host and why, without the password', async () => {
    const { password } = new URL(server.url);
    const refused = connect(addressOf({ hosts: `127.0.0.1:1,127.0.0.1:${standby.port}` }));
    await expect(refused).rejects.toThrow(
      new RegExp(
        `^Cannot connect to the database 'fresh' at 127.0.0.1:1,127.0.0.1:${standby.port}: ` +
          `127.0.0.1:1: .*ECONNREFUSED.*; 127.0.0.1:${standby.port}: is a read-only standby. Check DATABASE_URL.$`,
      ),
    );
    await expect(refused).rejects.not.toThrow(password);
  });

  test('a single standby is told in one sentence to commands that write', async () => {
    const database = await connect(addressOf({ hosts: `127.0.0.1:${standby.port}` }));
    await expect(requireWritable(database)).rejects.toThrow(
      `The database 'fresh' at 127.0.0.1:${standby.port} only reads: it is a standby`,
    );
  });
});

describe('with sslmode and a private authority', () => {
  beforeAll(async () => {
    const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', name];
    openssl('req', '-x509', ...key('ca.key'), '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Private authority');
    openssl('req', '-x509', ...key('other.key'), '-out', 'other.pem', '-days', '2', '-subj', '/CN=Another authority');
    openssl('req', ...key('server.key'), '-out', 'server.csr', '-subj', '/CN=localhost');
    await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...sign);
    // Written by the server itself, to which the key must belong.
    for (const name of ['server.key', 'server.crt']) {
      const lines = await readFile(join(folder, name), 'utf8');
      await server.query(
        `COPY (SELECT unnest(string_to_array('${lines.trim()}', E'\\n'))) TO PROGRAM 'umask 077; cat > ${name}'`,
      );
    }
    await server.query('ALTER SYSTEM SET ssl = on');
    await server.query('SELECT pg_reload_conf()');
    await until('the server encrypts', async () => (await server.query('SHOW ssl'))[0]?.['ssl'] === 'on');
  });

  const named = (query: string) => connect(addressOf({ hosts: `localhost:${server.port}`, query }));
  const numbered = (query: string) => connect(addressOf({ query }));
  const ca = (name: string) => `sslrootcert=${encodeURIComponent(join(folder, name))}`;

  async function isEncrypted({ dataSource }: Database): Promise<boolean | undefined> {
    const [row]: readonly { ssl: boolean }[] = await dataSource.query(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return row?.ssl;
  }

  test('disable does not encrypt; require, verify-ca and verify-full do', async () => {
    expect(await isEncrypted(await named('sslmode=disable'))).toBe(false);
    expect(await isEncrypted(await named(''))).toBe(false);
    expect(await isEncrypted(await numbered('sslmode=require'))).toBe(true);
    expect(await isEncrypted(await numbered(`sslmode=require&${ca('ca.pem')}`))).toBe(true);
    expect(await isEncrypted(await numbered(`sslmode=verify-ca&${ca('ca.pem')}`))).toBe(true);
    expect(await isEncrypted(await named(`sslmode=verify-full&${ca('ca.pem')}`))).toBe(true);
  });

  test('a certificate of another authority is refused, and the message names sslrootcert', async () => {
    const remedy = 'Add sslrootcert=FILE';
    await expect(named('sslmode=verify-full')).rejects.toThrow(remedy);
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      await expect(named(`sslmode=${mode}&${ca('other.pem')}`)).rejects.toThrow(remedy);
  });

  test('verify-full refuses a certificate for another name, and says what does not check it', async () => {
    await expect(numbered(`sslmode=verify-full&${ca('ca.pem')}`)).rejects.toThrow(
      'The certificate is for another host. Address the server by a name in it, or, with sslrootcert=FILE, use ' +
        'sslmode=verify-ca',
    );
  });

  test('a server without encryption, and a file that is missing, are told with what to do', async () => {
    await expect(connect(addressOf({ hosts: `127.0.0.1:${standby.port}`, query: 'sslmode=require' }))).rejects.toThrow(
      'Turn `ssl` on in the server, or use sslmode=disable',
    );
    await expect(named(`sslmode=verify-full&${ca('missing.pem')}`)).rejects.toThrow(
      /The file of sslrootcert cannot be read: ENOENT/,
    );
  });
});

test('after a failover, new connections go to the host that can be written to', async () => {
  const database = await connect(
    addressOf({ hosts: [server, standby].map(({ port }) => `127.0.0.1:${port}`).join(',') }),
  );
  expect(await portOf(database)).toBe(server.port);
  await server.kill();
  await standby.query('SELECT pg_promote()');
  await until('the other host is used', async () => (await portOf(database).catch(() => 0)) === standby.port);
  await requireWritable(database);
});
