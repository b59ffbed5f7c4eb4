import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { type Binaries, prepareBinaries } from '../../src/database/embedded/binaries';
import { dataFolderArgument } from '../../src/database/embedded/cluster';
import { killProcessesOf } from '../../src/database/embedded/orphans';
import { isRunning, outputOf } from '../../src/database/embedded/process-identity';
import { run, SERVER_ENVIRONMENT } from '../../src/database/embedded/run';
import { chooseServerUser, type OsUser } from '../../src/database/embedded/server-user';
import { databaseParent } from './database-folder';

const ROLE = 'tester';
const DATABASE = 'fresh';
const PATIENCE_MS = 60_000;

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'max_connections=100',
  // Processes are killed here, never the machine: what was written is there again without having been forced to the disk.
  'fsync=off',
  // The log is kept in memory, for errors' messages: lines, not whole statements.
  'log_min_error_statement=panic',
  'log_checkpoints=off',
  // A standby looks for its server again soon, not after 5 seconds.
  'wal_retrieve_retry_interval=100ms',
];

export interface PrivatePostgresOptions {
  /** As in `postgresql.conf`, `name=value`, before those that every private server has. */
  readonly settings?: readonly string[];
  /** Its folder is made in this one; in memory, if there is room, unless said. */
  readonly parent?: string;
}

/** What a server and its standbys have in common. */
interface Family {
  /** Holds their data folders. */
  readonly place: string;
  readonly user: OsUser | undefined;
  readonly binaries: Binaries;
  readonly password: string;
  readonly settings: readonly string[];
}

interface Running {
  readonly postmaster: ChildProcess;
  readonly ended: Promise<void>;
}

/** A PostgreSQL of a test's own, which the test may stop, kill and starve: the others' server is not touched. */
export class PrivatePostgres {
  private running: Running | null = null;
  private written = '';
  private readonly standbys: PrivatePostgres[] = [];

  private constructor(
    private readonly family: Family,
    private readonly folder: string,
    /** Stays the same over restarts. */
    readonly port: number,
  ) {}

  /** A running server in a folder of its own, with a fresh database. `remove` it, also where the test fails. */
  static async create({ settings = [], parent }: PrivatePostgresOptions = {}): Promise<PrivatePostgres> {
    const place = await mkdtemp(join(parent ?? (await databaseParent()), 'portcullis-private-postgres-'));
    try {
      const user = await chooseServerUser(join(place, 'data'));
      if (user) await chown(place, user.uid, user.gid);
      const binaries = await prepareBinaries({ dataDir: place, user, log: () => undefined });
      const family = { place, user, binaries, password: randomBytes(16).toString('hex'), settings };
      await initialise(family);
      const server = await startSomewhere((port) => new PrivatePostgres(family, 'data', port));
      await server.query(`CREATE DATABASE ${DATABASE}`, [], 'postgres');
      return server;
    } catch (error) {
      await killProcessesOf({ folder: join(place, 'data'), user: await chooseServerUser(place) });
      await rm(place, { recursive: true, force: true });
      throw error;
    }
  }

  /** Of the fresh database. */
  get url(): string {
    return this.urlOf(DATABASE);
  }

  urlOf(database: string): string {
    return `postgres://${ROLE}:${this.family.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Whom its processes run as: undefined for whoever runs the tests. */
  get user(): OsUser | undefined {
    return this.family.user;
  }

  /** All that PostgreSQL has written to its log. */
  get log(): string {
    return this.written;
  }

  /** False also where it has ended by itself. */
  get isUp(): boolean {
    return this.running !== null;
  }

  /** Starts, and waits until it answers, recovery included. Throws with what it wrote where it ends before. */
  async start(): Promise<void> {
    if (this.running) throw new Error('this PostgreSQL runs already');
    const { place, user, binaries, settings } = this.family;
    const data = join(place, this.folder);
    const writtenBefore = this.written.length;
    const args = [
      '-D',
      dataFolderArgument(data, user),
      '-p',
      String(this.port),
      ...[...settings, ...SETTINGS].flatMap((setting) => ['-c', setting]),
    ];
    const postmaster = spawn(binaries.postgres, args, {
      cwd: data,
      ...user,
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    postmaster.stderr.on('data', (chunk: Buffer) => (this.written += chunk.toString('utf8')));
    const guard = guardAgainstOrphans(postmaster, place);
    const ended = new Promise<void>((resolve) => {
      postmaster.once('exit', () => resolve());
      postmaster.once('error', (error) => {
        this.written += `${error.message}\n`;
        resolve();
      });
    }).finally(() => {
      guard.dismiss();
      this.running = null;
    });
    this.running = { postmaster, ended };
    try {
      await this.untilItAnswers();
    } catch (error) {
      await this.kill();
      await delay(100); // for the last lines of its log
      throw new Error(`the private PostgreSQL did not start:\n${this.written.slice(writtenBefore)}`, { cause: error });
    }
  }

  /** Waits until it takes connections (again). Throws where it has ended. */
  async untilItAnswers(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      if (!this.running) throw new Error('PostgreSQL has ended');
      try {
        await this.query('SELECT 1', [], 'postgres');
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await delay(20);
    }
  }

  /** `fast` ends its sessions and writes everything out; `immediate` leaves that to the next start. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    if (!this.running) return;
    const { postmaster, ended } = this.running;
    postmaster.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    const impatience = setTimeout(() => postmaster.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(impatience);
    await this.killLeftOvers();
  }

  /** Kills the postmaster and whatever of its children remains. */
  async kill(): Promise<void> {
    if (this.running) {
      this.running.postmaster.kill('SIGKILL');
      await this.running.ended;
    }
    await this.killLeftOvers();
  }

  /**
   * Kills one session's process. PostgreSQL then ends all its sessions, recovers, and is waited for.
   * @returns false where the session ended by itself just then, and nothing happened
   */
  async killBackend(pid: number): Promise<boolean> {
    const postmaster = this.running?.postmaster.pid;
    if (postmaster === undefined) throw new Error('this PostgreSQL does not run');
    // Process ids are given anew: never a stranger's.
    if (Number(await outputOf('ps', ['-o', 'ppid=', '-p', String(pid)])) !== postmaster) return false;
    const writtenBefore = this.written.length;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return false;
    }
    const since = (line: RegExp) => line.test(this.written.slice(writtenBefore));
    const died = new RegExp(`\\(PID ${pid}\\) was terminated by signal 9`);
    const deadline = Date.now() + PATIENCE_MS;
    while (!since(died)) {
      if (!(await isRunning(pid)) && Date.now() > deadline - PATIENCE_MS + 2_000) return false;
      if (Date.now() > deadline)
        throw new Error(
          `the session's process ${pid} was killed, and PostgreSQL has not noticed:\n${this.written.slice(writtenBefore)}`,
        );
      await delay(5);
    }
    while (!since(/database system is ready to accept connections/) && this.running && Date.now() < deadline)
      await delay(5);
    await this.untilItAnswers();
    return true;
  }

  /** Ends it, its standbys too, and removes its folder. */
  async remove(): Promise<void> {
    for (const standby of this.standbys) await standby.kill();
    await this.kill();
    if (this.folder === 'data') await rm(this.family.place, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A standby that follows this server by streaming; the server is stopped for a moment to be copied. Removed with the server. */
  async createStandby(): Promise<PrivatePostgres> {
    const { place, user, password } = this.family;
    const folder = `standby-${this.standbys.length + 1}`;
    await this.stop('fast');
    const copied = await run('cp', ['-a', this.folder, folder], { cwd: place, user });
    if (copied.exitCode !== 0) throw new Error(`the standby could not be made: ${copied.output}`);
    const source = `host=127.0.0.1 port=${this.port} user=${ROLE} password=${password} application_name=${folder}`;
    await appendFile(join(place, folder, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
    const signal = join(place, folder, 'standby.signal');
    await writeFile(signal, '', { mode: 0o600 });
    if (user) await chown(signal, user.uid, user.gid);
    await this.start();
    const standby = await startSomewhere((port) => new PrivatePostgres(this.family, folder, port));
    this.standbys.push(standby);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const following = await this.query(
        `SELECT 1 FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'`,
        [folder],
      );
      if (following.length > 0) return standby;
      if (Date.now() > deadline) throw new Error(`the standby does not follow:\n${standby.log}`);
      await delay(20);
    }
  }

  /** Runs one statement on a connection of its own, so that no restart is in its way. */
  async query<Row extends QueryResultRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    database = DATABASE,
  ): Promise<readonly Row[]> {
    const client = new Client({ connectionString: this.urlOf(database), application_name: 'test' });
    client.on('error', () => undefined); // the statement itself fails, which tells
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...parameters])).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async killLeftOvers(): Promise<void> {
    await killProcessesOf({ folder: join(this.family.place, this.folder), user: this.family.user });
  }
}

async function initialise({ place, user, binaries, password }: Family): Promise<void> {
  const data = join(place, 'data');
  const passwordFile = join(place, 'password');
  await mkdir(data, { mode: 0o700 });
  await chmod(data, 0o700);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const path of [data, passwordFile]) await chown(path, user.uid, user.gid);
  const folder = dataFolderArgument(data, user);
  const args = [
    '-D',
    folder,
    `--username=${ROLE}`,
    `--pwfile=${folder}/../password`,
    '--auth=scram-sha-256',
    '--no-sync',
    '--no-instructions',
  ];
  const { exitCode, output } = await run(
    binaries.initdb,
    [...args, '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    { cwd: data, user },
  );
  if (exitCode !== 0) throw new Error(`initdb failed: ${output}`);
  await rm(passwordFile);
}

/** Starts a server on a free port, or on another one where somebody was quicker. */
async function startSomewhere(on: (port: number) => PrivatePostgres): Promise<PrivatePostgres> {
  for (let attempt = 1; ; attempt++) {
    const server = on(await pickPort());
    try {
      await server.start();
      return server;
    } catch (error) {
      if (attempt === 5 || !/Address already in use/.test(server.log)) throw error;
    }
  }
}

/** Below the ports that the system gives to connections: nobody gets it by chance while the server is down. */
async function pickPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** A shell whose input ends when this process is gone, even by SIGKILL; then it ends the server and removes its folder. */
function guardAgainstOrphans(postmaster: ChildProcess, place: string): { dismiss(): void } {
  if (postmaster.pid === undefined) return { dismiss: () => undefined };
  const script =
    'read -r dismissed || { kill -QUIT "$0"; while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; rm -rf -- "$1"; }';
  const shell = spawn('/bin/sh', ['-c', script, String(postmaster.pid), place], {
    cwd: '/',
    detached: true,
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  return { dismiss: () => void shell.stdin.end('dismissed\n') };
}
