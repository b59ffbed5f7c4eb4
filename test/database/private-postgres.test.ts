import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';

const servers: PrivatePostgres[] = [];

async function createServer(settings: readonly string[] = []): Promise<PrivatePostgres> {
  const server = await PrivatePostgres.create({ settings });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});

const words = async (server: PrivatePostgres) =>
  (await server.query<{ word: string }>('SELECT word FROM kept ORDER BY word')).map(({ word }) => word);

test('a stopped or killed server starts again at the same address with all committed rows', async () => {
  const server = await createServer(['work_mem=7MB']);
  const { url } = server;
  expect(
    await server.query(`SELECT current_setting('work_mem') AS memory, current_setting('listen_addresses') AS listens`),
  ).toEqual([{ memory: '7MB', listens: '127.0.0.1' }]);
  await server.query('CREATE TABLE kept (word text)');
  const ends = [() => server.stop('fast'), () => server.stop('immediate'), () => server.kill()];
  for (const [index, end] of ends.entries()) {
    await server.query('INSERT INTO kept VALUES ($1)', [`word ${index}`]);
    expect(server.isUp).toBe(true);
    await end();
    expect(server.isUp).toBe(false);
    await expect(server.query('SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.start();
  }
  expect(server.url).toBe(url);
  expect(await words(server)).toEqual(['word 0', 'word 1', 'word 2']);
});

test('killing a session breaks all sessions and undoes open transactions, and the server recovers', async () => {
  const server = await createServer();
  await server.query('CREATE TABLE kept (word text)');
  const victim = new Client({ connectionString: server.url });
  const bystander = new Client({ connectionString: server.url });
  const broken: string[] = [];
  for (const [name, client] of Object.entries({ victim, bystander })) {
    client.on('error', () => broken.push(name));
    await client.connect();
  }
  await victim.query("INSERT INTO kept VALUES ('committed')");
  await victim.query('BEGIN');
  await victim.query("INSERT INTO kept VALUES ('not committed')");
  const [backend] = (await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  expect(await server.killBackend(backend?.pid ?? 0)).toBe(true);
  await until('both connections are broken', () => new Set(broken).size === 2);
  expect(await words(server)).toEqual(['committed']);
  await Promise.all([victim, bystander].map((client) => client.end().catch(() => undefined)));
  // The id of a process that is no session of this server is left alone.
  expect(await server.killBackend(process.pid)).toBe(false);
});

test('a standby follows its server, can be paused, and follows it after a restart', async () => {
  const server = await createServer();
  await server.query('CREATE TABLE kept (word text)');
  const standby = await server.createStandby();
  await server.query("INSERT INTO kept VALUES ('first')");
  await until('the standby has the row', async () => (await words(standby)).includes('first'));
  await expect(standby.query("INSERT INTO kept VALUES ('refused')")).rejects.toThrow('read-only transaction');

  await standby.query('SELECT pg_wal_replay_pause()');
  await until(
    'the standby is paused',
    async () => (await standby.query(`SELECT 1 WHERE pg_get_wal_replay_pause_state() = 'paused'`)).length > 0,
  );
  await server.query("INSERT INTO kept VALUES ('second')");
  await until(
    'the standby has received the row',
    async () => (await standby.query('SELECT 1 WHERE pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()')).length > 0,
  );
  expect(await words(standby)).toEqual(['first']);
  await standby.query('SELECT pg_wal_replay_resume()');
  await until('the standby has the row', async () => (await words(standby)).includes('second'));

  await server.stop('fast');
  await server.start();
  await server.query("INSERT INTO kept VALUES ('third')");
  await until('the standby has the row', async () => (await words(standby)).includes('third'));
});

test('removing a server removes its processes and folder, and those of its standby', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'portcullis-test-')); // the server's user may not enter it
  try {
    const server = await PrivatePostgres.create({ parent });
    servers.push(server);
    const standby = await server.createStandby();
    const [place = ''] = await readdir(parent);
    const pids = await Promise.all(
      ['data', 'standby-1'].map(async (folder) =>
        parseInt(await readFile(join(parent, place, folder, 'postmaster.pid'), 'utf8'), 10),
      ),
    );
    for (const pid of pids) expect(process.kill(pid, 0)).toBe(true);
    await server.remove();
    expect([server.isUp, standby.isUp]).toEqual([false, false]);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await readdir(parent)).toEqual([]);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});
