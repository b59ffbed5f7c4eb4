import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { ChangeLine } from '../../src/database/change-line';
import { createDataSource } from '../../src/database/data-source';
import { openDatabase } from '../../src/database/database';
import { readConfig } from '../../src/platform/config';
import { readSearchPath, writeSearchPath } from '../../src/platform/search-path';
import { onServer } from '../support/database-server';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
const open: DataSource[] = [];

beforeAll(async () => {
  database = await createTestDatabase('empty');
  await database.sql('CREATE SCHEMA shop');
  await database.sql('CREATE SCHEMA "Other, one"');
});
afterEach(async () => {
  for (const dataSource of open.splice(0)) await dataSource.destroy();
});
afterAll(() => database.close());

async function connect(url: string, poolSize = 2, path?: readonly string[]): Promise<DataSource> {
  const dataSource = await createDataSource(url, poolSize, undefined, path).initialize();
  open.push(dataSource);
  return dataSource;
}

const NAMES = [
  'TimeZone',
  'DateStyle',
  'IntervalStyle',
  'array_nulls',
  'jit',
  'row_security',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_isolation',
  'transaction_read_only',
];
const OURS = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  array_nulls: 'on',
  jit: 'off',
  row_security: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_isolation: 'read committed',
  transaction_read_only: 'off',
};
/** What a role, a database, an address or another client of a pooler may have set. */
const THEIRS: readonly (readonly [string, string])[] = [
  ['TimeZone', 'Pacific/Auckland'],
  ['DateStyle', 'German'],
  ['IntervalStyle', 'iso_8601'],
  ['array_nulls', 'off'],
  ['jit', 'on'],
  ['row_security', 'on'],
  ['statement_timeout', '20s'],
  ['lock_timeout', '7s'],
  ['idle_in_transaction_session_timeout', '9s'],
  ['default_transaction_isolation', 'serializable'],
  ['default_transaction_read_only', 'on'],
];

async function settingsOf(on: Pick<DataSource, 'query'>): Promise<Record<string, string>> {
  const rows: readonly { name: string; value: string }[] = await on.query(
    'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS n (name)',
    [NAMES],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function pathOf(on: Pick<DataSource, 'query'>): Promise<string | undefined> {
  const [row]: readonly { path: string }[] = await on.query(`SELECT current_setting('search_path') AS path`);
  return row?.path;
}

describe('a session keeps our settings', () => {
  test('if the address sets others by `options`', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', THEIRS.map(([name, value]) => `-c ${name}=${value}`).join(' '));
    expect(await settingsOf(await connect(url.href))).toEqual(OURS);
  });

  test('if the database sets others, and new connections have them as well', async () => {
    await onServer(async (query) => {
      for (const [name, value] of THEIRS) await query(`ALTER DATABASE "${database.name}" SET ${name} TO '${value}'`);
    });
    try {
      const dataSource = await connect(database.url, 3);
      const all = await Promise.all(Array.from({ length: 3 }, () => settingsOf(dataSource)));
      expect(all).toEqual([OURS, OURS, OURS]);
      await dataSource.transaction(async (manager) => expect(await settingsOf(manager)).toEqual(OURS));
      await dataSource.transaction('REPEATABLE READ', async (manager) =>
        expect(await settingsOf(manager)).toEqual({ ...OURS, transaction_isolation: 'repeatable read' }),
      );
    } finally {
      await onServer((query) => query(`ALTER DATABASE "${database.name}" RESET ALL`));
    }
  });

  test('and is refused by the name of the setting if a timeout ends the statement that sets them', async () => {
    await onServer((query) => query(`ALTER DATABASE "${database.name}" SET statement_timeout TO 1`));
    try {
      const opened = openDatabase(readConfig({ DATABASE_URL: database.url }));
      await expect(opened).rejects.toThrow(
        /The statement_timeout that the role.*ALTER ROLE … SET statement_timeout TO/,
      );
      await expect(opened).rejects.not.toThrow('Check DATABASE_URL');
    } finally {
      await onServer((query) => query(`ALTER DATABASE "${database.name}" RESET ALL`));
    }
  });

  test('and the search path that the database has, or the one configured', async () => {
    await onServer((query) => query(`ALTER DATABASE "${database.name}" SET search_path TO shop, public`));
    try {
      expect(await pathOf(await connect(database.url))).toBe('"portcullis", shop, public');
      const configured = await connect(database.url, 2, ['Other, one', 'shop']);
      expect(await pathOf(configured)).toBe('"portcullis", "Other, one", "shop"');
    } finally {
      await onServer((query) => query(`ALTER DATABASE "${database.name}" RESET ALL`));
    }
  });
});

describeWithPgBouncer('through PgBouncer in transaction mode', () => {
  let pooler: PgBouncer;
  beforeAll(async () => {
    pooler = await PgBouncer.start(database.url, 'transaction', 'default_pool_size = 2');
  });
  afterAll(() => pooler.close());

  /** Sets what another client of the pooler may set, on both sessions of the server. */
  async function disturb(): Promise<void> {
    const clients = [new Client({ connectionString: pooler.url }), new Client({ connectionString: pooler.url })];
    await Promise.all(clients.map((client) => client.connect()));
    await Promise.all(clients.map((client) => client.query('BEGIN')));
    for (const client of clients) {
      for (const [name, value] of [...THEIRS, ['search_path', 'nowhere']])
        await client.query('SELECT set_config($1, $2, false)', [name, value]);
      await client.query('COMMIT');
    }
    await Promise.all(clients.map((client) => client.end()));
  }

  test('statements and transactions have our settings, though another client sets others', async () => {
    const dataSource = await connect(pooler.url, 4, ['shop', 'public']);
    await disturb();
    const all = await Promise.all(Array.from({ length: 8 }, () => settingsOf(dataSource)));
    expect(all).toEqual(all.map(() => OURS));
    expect(await pathOf(dataSource)).toBe('portcullis, shop, public');
    await dataSource.transaction('REPEATABLE READ', async (manager) => {
      expect(await settingsOf(manager)).toEqual({ ...OURS, transaction_isolation: 'repeatable read' });
      expect(await pathOf(manager)).toBe('portcullis, shop, public');
    });
  });

  test('without a search path configured, the one of the role is used, not that of another client', async () => {
    const dataSource = await connect(pooler.url);
    await disturb();
    expect(await pathOf(dataSource)).toBe('portcullis, "$user", public');
    const [{ at } = { at: null }]: readonly { at: Date | null }[] = await dataSource.query(
      `SELECT '2026-11-29 12:00+00'::timestamptz AS at`,
    );
    expect(at).toEqual(new Date('2026-11-29T12:00:00Z'));
  });

  test('another client does not get our settings', async () => {
    await disturb();
    const dataSource = await connect(pooler.url, 2);
    await Promise.all([settingsOf(dataSource), dataSource.transaction((manager) => settingsOf(manager))]);
    const other = new Client({ connectionString: pooler.url });
    await other.connect();
    const seen = [];
    for (let asked = 0; asked < 4; asked++)
      seen.push((await other.query<{ jit: string }>(`SELECT current_setting('jit') AS jit`)).rows[0]?.jit);
    await other.end();
    expect(seen).toEqual(seen.map(() => 'on'));
  });

  test('a line for notifications is down unless it has an address without the pooler', async () => {
    const heard: string[] = [];
    const lineAt = (listen: string) =>
      new ChangeLine({ listen, changes: pooler.url }, 'changes', {
        onChange: (payload) => heard.push(payload),
        onRestored: () => undefined,
      });
    const pooled = lineAt(pooler.url);
    const direct = lineAt(database.url);
    try {
      await direct.untilUp(5_000);
      expect(direct.isUp).toBe(true);
      await database.sql(`SELECT pg_notify('changes', 'direct')`);
      await until('the notification is heard', () => heard.includes('direct'));
      for (let looked = 0; looked < 15; looked++) {
        expect(pooled.isUp).toBe(false);
        await delay(200);
      }
      expect(pooled.trouble).toBe('POOLED');
      expect(direct.isUp).toBe(true);
    } finally {
      await Promise.all([pooled.close(), direct.close()]);
    }
  });

  test('a failed statement is reported as itself and leaves the connection usable', async () => {
    const dataSource = await connect(pooler.url, 2);
    await dataSource.query('CREATE TABLE shop.kept (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)');
    await expect(dataSource.query('SELECT 1/0')).rejects.toThrow('division by zero');
    await dataSource.query('INSERT INTO shop.kept VALUES (1)');
    await expect(dataSource.query('INSERT INTO shop.kept VALUES (1)')).rejects.toThrow('duplicate key');
    await expect(
      dataSource.transaction(async (manager) => {
        await manager.query('INSERT INTO shop.kept VALUES (2)');
        await manager.query('SELECT 1/0');
      }),
    ).rejects.toThrow('division by zero');
    await dataSource.transaction(async (manager) => {
      await manager.query('INSERT INTO shop.kept VALUES (3)');
      await expect(manager.transaction((inner) => inner.query('SELECT 1/0'))).rejects.toThrow('division by zero');
      await manager.query('INSERT INTO shop.kept VALUES (4)');
    });
    expect(await dataSource.query('SELECT id FROM shop.kept ORDER BY id')).toEqual([{ id: 1 }, { id: 3 }, { id: 4 }]);
  });
});

test('a list of schemas is read as PostgreSQL reads it', () => {
  expect(readSearchPath('Shop, "Shop" ,"a ""b"", c",$user')).toEqual(['shop', 'Shop', 'a "b", c', '$user']);
  expect(readSearchPath('')).toEqual([]);
  expect(readSearchPath('""')).toEqual(['']);
  for (const faulty of ['a b', 'a,', ',a', '"a', 'a,,b', '"a"b']) expect(readSearchPath(faulty)).toBeNull();
  expect(writeSearchPath(['shop', 'a "b", c'])).toBe('"shop", "a ""b"", c"');
});

describeWithPgBouncer('through PgBouncer in session mode', () => {
  test('a line for notifications is up', async () => {
    const pooler = await PgBouncer.start(database.url, 'session', 'default_pool_size = 5');
    try {
      const dataSource = await connect(pooler.url, 2);
      expect(await settingsOf(dataSource)).toEqual(OURS);
      const line = new ChangeLine({ listen: pooler.url, changes: pooler.url }, 'changes', {
        onChange: () => undefined,
        onRestored: () => undefined,
      });
      await line.untilUp(5_000);
      expect(line.isUp).toBe(true);
      await line.close();
    } finally {
      for (const dataSource of open.splice(0)) await dataSource.destroy();
      await pooler.close();
    }
  });
});
