import fc from 'fast-check';
import { type DatabaseTarget, nameHosts, readDatabaseUrl } from '../../src/platform/database-url';

function read(text: string): DatabaseTarget {
  const { target } = readDatabaseUrl(text);
  if (target === null) throw new Error(`refused: ${text}`);
  return target;
}

function faultOf(text: string): string {
  const answer = readDatabaseUrl(text);
  return answer.target === null ? answer.fault : 'none';
}

describe('the address of a database', () => {
  test('gives user, password, host, port and database, percent-encoded or not', () => {
    expect(read('postgres://app:p%40ss%2F%25@db.example.com:6432/shop%20one')).toMatchObject({
      user: 'app',
      password: 'p@ss/%',
      hosts: [{ host: 'db.example.com', port: 6432 }],
      database: 'shop one',
      ssl: { mode: undefined },
      kind: 'any',
      searchPath: null,
    });
    expect(read('postgresql://app:p:a@ss@db/shop')).toMatchObject({ password: 'p:a@ss', hosts: [{ host: 'db' }] });
  });

  test('round-trips any user, password and database that are percent-encoded', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' }).filter((one) => !/[\ud800-\udfff]/.test(one));
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent);
        expect(read(`postgres://${u}:${p}@h/${d}`)).toMatchObject({ user, password, database });
      }),
    );
  });

  test.each([
    ['postgres:///shop', []],
    ['postgres://app@/shop', []],
    ['postgres:///shop?host=/var/run/postgresql&port=5433', [{ host: '/var/run/postgresql', port: 5433 }]],
    ['postgres://app@%2Ftmp/shop', [{ host: '/tmp' }]],
    ['postgres://app@[::1]:5433/shop', [{ host: '::1', port: 5433 }]],
    ['postgres://app@:5433/shop', [{ host: 'localhost', port: 5433 }]],
    ['postgres://db1,db2:5433,[fe80::1]/shop', [{ host: 'db1' }, { host: 'db2', port: 5433 }, { host: 'fe80::1' }]],
    [
      'postgres:///shop?host=a,b&port=1,2',
      [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    ],
    [
      'postgres:///shop?host=a,b&port=7',
      [
        { host: 'a', port: 7 },
        { host: 'b', port: 7 },
      ],
    ],
  ])('%s names its hosts', (url, hosts) => {
    expect(read(url).hosts).toMatchObject(hosts);
  });

  test('with several hosts means the one that can be written to', () => {
    expect(read('postgres://db1,db2/shop').kind).toBe('read-write');
    expect(read('postgres://db1,db2/shop?target_session_attrs=any').kind).toBe('any');
    expect(nameHosts(read('postgres://db1,[::1]:5433/shop'))).toBe('db1,[::1]:5433');
  });

  test.each([
    ['sslmode=disable', { mode: 'disable' }],
    ['ssl=false', { mode: 'disable' }],
    ['sslmode=require', { mode: 'require' }],
    ['sslmode=no-verify', { mode: 'require' }],
    ['sslmode=require&sslrootcert=/ca.pem', { mode: 'require', rootCert: '/ca.pem' }],
    ['sslmode=verify-ca&sslrootcert=/ca.pem', { mode: 'verify-ca', rootCert: '/ca.pem' }],
    ['sslmode=verify-full&sslcert=/c.pem&sslkey=/k.pem', { mode: 'verify-full', cert: '/c.pem', key: '/k.pem' }],
    ['sslmode=verify-full&sslrootcert=system', { mode: 'verify-full', rootCert: undefined }],
    ['ssl=true&channel_binding=require', { mode: 'verify-full', channelBinding: true }],
  ])('?%s decides how the connection is encrypted', (query, ssl) => {
    expect(read(`postgres://db/shop?${query}`).ssl).toMatchObject(ssl);
  });

  test('?schema=, ?options= and ?connect_timeout= are honoured', () => {
    expect(read('postgres://db/s?schema=Shop&options=-c+work_mem%3D8MB%20&connect_timeout=7')).toMatchObject({
      searchPath: ['Shop'],
      options: '-c work_mem=8MB ',
      connectTimeoutMs: 7_000,
    });
  });

  test.each([
    ['mysql://db/shop', 'must be postgres://user:password@host:5432/database'],
    ['postgres://app:se/cret@db/shop', 'postgres://'],
    ['postgres://app:se%cret@db/shop', 'write % as %25'],
    ['postgres://db:port/shop', 'port'],
    ['postgres://db:99999/shop', 'port that is not from 1 to 65535'],
    ['postgres://db1,,db2/shop', 'empty name'],
    ['postgres:///s?host=a,b&port=1,2,3', '3 ports for 2 hosts'],
    ['postgres://db/s?connection_limit=5', "the parameter 'connection_limit', which has no effect here. Remove it"],
    ['postgres://db/s?statement_timeout=5', 'Portcullis sets the timeouts of its sessions itself'],
    ['postgres://db/s?sslmode=prefer', 'sslmode=prefer, which may go on without encryption'],
    ['postgres://db/s?sslmode=yes', "'sslmode' that is none of disable, require, verify-ca, verify-full"],
    ['postgres://db/s?sslmode=verify-ca', 'needs sslrootcert=FILE'],
    ['postgres://db/s?sslrootcert=/ca.pem', 'without encryption: add sslmode=verify-full'],
    ['postgres://db/s?sslmode=require&sslkey=/k', 'both sslcert and sslkey'],
    ['postgres://db/s?ssl=true&sslmode=require', 'keep sslmode'],
    ['postgres://db/s?sslmode=require&sslmode=disable', "'sslmode' twice"],
    ['postgres://db/s?schema=', "empty parameter 'schema'"],
    ['postgres://db/s?target_session_attrs=fast', 'target_session_attrs'],
    ['postgres://db/s?connect_timeout=soon', 'no number of seconds'],
  ])('%s is refused, and the message says why without its values', (url, message) => {
    expect(faultOf(url)).toContain(message);
    expect(faultOf(url)).not.toMatch(/cret|soon|fast/);
  });
});
