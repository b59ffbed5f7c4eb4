import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { acquireEmbeddedDatabase, type EmbeddedConnection } from '../../src/database/embedded/embedded-database';
import { isRunning } from '../../src/database/embedded/process-identity';
import { until } from '../support/run-engine';

jest.setTimeout(120_000);

const GRACE_MS = 300;
const PATIENCE_S = 30;
const onLinux = process.platform === 'linux' ? test : test.skip;

let place: string;
let dataDir: string;
let told: string[];
const held: EmbeddedConnection[] = [];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'portcullis-revived-'));
  chmodSync(place, 0o755);
  dataDir = join(place, '.portcullis');
  told = [];
});
afterEach(async () => {
  for (const one of held.splice(0)) await one.release();
  await until('PostgreSQL has stopped', () => !existsSync(pidFile()), PATIENCE_S);
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
});

const pidFile = () => join(dataDir, 'pgdata', 'postmaster.pid');
const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

async function hold(): Promise<EmbeddedConnection> {
  const one = await acquireEmbeddedDatabase({ dataDir, graceMs: GRACE_MS, log: (message) => told.push(message) });
  held.push(one);
  return one;
}

async function release(): Promise<void> {
  for (const one of held.splice(0)) await one.release();
  await until('PostgreSQL has stopped', () => !existsSync(pidFile()), PATIENCE_S);
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // some tests kill the server under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function sessionOf(url: string, application: string): Promise<number | null> {
  const [found] = await query(
    url,
    `SELECT pid FROM pg_stat_activity WHERE application_name = '${application}' LIMIT 1`,
  );
  return found ? Number(found['pid']) : null;
}

test.each(
  ['postmaster', 'portcullis watcher', 'portcullis hold', 'a client'].flatMap((what) =>
    (['SIGKILL', 'SIGTERM'] as const).map((signal) => ({ what, signal })),
  ),
)('$signal of $what leaves the database at the same address with all its rows, watched', async ({ what, signal }) => {
  const { url } = await hold();
  await hold();
  await query(url, "CREATE TABLE kept AS SELECT 'still here' AS word");
  const client = new Client({ connectionString: url, application_name: 'a client' });
  client.on('error', () => undefined);
  await client.connect();
  const before = postmaster();
  const pid = what === 'postmaster' ? before : await sessionOf(url, what);
  expect(pid).not.toBeNull();
  process.kill(pid ?? 0, signal);
  await until(`${what} has ended`, async () => !(await isRunning(pid ?? 0)), PATIENCE_S);
  const isBack = async () => (await sessionOf(url, 'portcullis watcher').catch(() => null)) !== null;
  await until('it is back, and watched', isBack, PATIENCE_S);
  expect(await query(url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  expect((await hold()).url).toBe(url);
  if (postmaster() !== before) {
    expect(told).toContainEqual(expect.stringContaining('has stopped, and is started again'));
    await until('that is told', () => told.some((message) => message.endsWith('runs again')), PATIENCE_S);
  }
  await client.end().catch(() => undefined);
});

test('a folder that is removed under a running command does not become an empty database', async () => {
  await hold();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
  await until('it is told', () => told.some((message) => message.includes('was removed: put it back')), PATIENCE_S);
  expect(existsSync(dataDir)).toBe(false);
});

test('a database that cannot be started again is told once, and tried until it can', async () => {
  await hold();
  const version = readFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), 'utf8');
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '12\n');
  process.kill(postmaster(), 'SIGKILL');
  const failures = () => told.filter((message) => message.includes('cannot be started, and is tried again'));
  await until('it is told', () => failures().length > 0, PATIENCE_S);
  await delay(4_000);
  expect(failures()).toEqual([expect.stringContaining('was made by PostgreSQL 12')]);
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), version);
  await until('it runs again', () => told.some((message) => message.endsWith('runs again')), PATIENCE_S);
});

test('data of another PostgreSQL is refused in one sentence that says what to do', async () => {
  await hold();
  await release();
  const file = join(dataDir, 'pgdata', 'PG_VERSION');
  const version = readFileSync(file, 'utf8').trim();
  writeFileSync(file, '17\n');
  await expect(hold()).rejects.toMatchObject({
    code: 'CONFLICT',
    message:
      `The embedded database in ${dataDir} was made by PostgreSQL 17, and this version of Portcullis runs PostgreSQL ` +
      `${version}: export it with the version that made it ('portcullis snapshot export'), name an empty folder in ` +
      'PORTCULLIS_DATA_DIR, and import it there.',
  });
});

test('data that lost its modes in a copy, and a stale postmaster.pid, do not keep it from starting', async () => {
  const { url } = await hold();
  await query(url, "CREATE TABLE kept AS SELECT 'still here' AS word");
  await release();
  chmodSync(dataDir, 0o755);
  chmodSync(join(dataDir, 'pgdata'), 0o755);
  writeFileSync(pidFile(), `${process.pid}\n${join(dataDir, 'pgdata')}\n1796000000\n1\n\n127.0.0.1\n`, { mode: 0o600 });
  const next = await hold();
  expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  for (const folder of [dataDir, join(dataDir, 'pgdata')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
});

onLinux('a folder that cannot be written, and one that is a file, are told in one sentence', async () => {
  writeFileSync(join(place, 'file'), '');
  await expect(acquireEmbeddedDatabase({ dataDir: join(place, 'file') })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(
      /cannot be used \(EEXIST.*\)\. Name a folder that can be written in PORTCULLIS_DATA_DIR/,
    ),
  });
  mkdirSync(dataDir);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', dataDir]).status === 0;
  if (!mounted) return; // takes root
  try {
    await expect(hold()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(
        /cannot be used \(EROFS.*\)\. Name a folder that can be written in PORTCULLIS_DATA_DIR, or set DATABASE_URL\.$/,
      ),
    });
  } finally {
    spawnSync('umount', [dataDir]);
  }
});
