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
  // Tests kill processes, never the machine, so data survives without being forced to the disk.
  'fsync=off',
  // The log is kept in memory for error messages, without whole statements.
  'log_min_error_statement=panic',
  'log_checkpoints=off',
  // A standby reconnects to its server soon, not after 5 seconds.
  'wal_retrieve_retry_interval=100ms',
];

export interface PrivatePostgresOptions {
  /** Settings as in `postgresql.conf`, `name=value`, before the settings of every private server. */
  readonly settings?: readonly string[];
  /** The parent of its folder. @default in memory if there is room */
  readonly parent?: string;
}

/** The properties that a server shares with its standbys. */
interface Family {
  /** The folder of their data folders. */
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

/** A PostgreSQL server for one test, which may stop, kill and starve it without disturbing other tests. */
export class PrivatePostgres {
  private running: Running | null = null;
  private written = '';
  private readonly standbys: PrivatePostgres[] = [];

  private constructor(
    private readonly family: Family,
    private readonly folder: string,
    /** The same after a restart. */
    readonly port: number,
  ) {}

  /** Starts a server in a folder of its own, with a fresh database. `remove` it even if the test fails. */
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

  /** The address of the fresh database. */
  get url(): string {
    return this.urlOf(DATABASE);
  }

  urlOf(database: string): string {
    return `postgres://${ROLE}:${this.family.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** The user of its processes; undefined for the user who runs the tests. */
  get user(): OsUser | undefined {
    return this.family.user;
  }

  /** PostgreSQL's whole log. */
  get log(): string {
    return this.written;
  }

  /** False also if it has ended by itself. */
  get isUp(): boolean {
    return this.running !== null;
  }

  /** Starts the server and waits until it has recovered and answers. Throws with its log if it ends before that. */
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
      await delay(100); // time for the last lines of its log
      throw new Error(`the private PostgreSQL did not start:\n${this.written.slice(writtenBefore)}`, { cause: error });
    }
  }

  /** Waits until it accepts connections (again). Throws if it has ended. */
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

  /** `fast` ends all sessions and writes all data; `immediate` leaves a recovery to the next start. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    if (!this.running) return;
    const { postmaster, ended } = this.running;
    postmaster.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    const impatience = setTimeout(() => postmaster.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(impatience);
    await this.killLeftOvers();
  }

  /** Kills the postmaster and all of its children. */
  async kill(): Promise<void> {
    if (this.running) {
      this.running.postmaster.kill('SIGKILL');
      await this.running.ended;
    }
    await this.killLeftOvers();
  }

  /**
   * Kills the process of one session, upon which PostgreSQL ends all sessions and recovers, and waits for that.
   * @returns false if the session had ended by itself, and nothing happened
   */
  async killBackend(pid: number): Promise<boolean> {
    const postmaster = this.running?.postmaster.pid;
    if (postmaster === undefined) throw new Error('this PostgreSQL does not run');
    // The system reuses process ids: never kill another program's process.
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
          `the session's process ${pid} was killed, and PostgreSQL has not noticed:\n` +
            this.written.slice(writtenBefore),
        );
      await delay(5);
    }
    while (!since(/database system is ready to accept connections/) && this.running && Date.now() < deadline)
      await delay(5);
    await this.untilItAnswers();
    return true;
  }

  /** Ends the server and its standbys, and removes their folder. */
  async remove(): Promise<void> {
    for (const standby of this.standbys) await standby.kill();
    await this.kill();
    if (this.folder === 'data') await rm(this.family.place, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Stops this server to copy it, and starts the copy as a streaming standby, which is removed with the server. */
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

  /** Executes one statement on a new connection, which no earlier restart can have broken. */
  async query<Row extends QueryResultRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    database = DATABASE,
  ): Promise<readonly Row[]> {
    const client = new Client({ connectionString: this.urlOf(database), application_name: 'test' });
    client.on('error', () => undefined); // the statement fails, too
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

/** Starts a server on a free port, and tries another one if the port was taken meanwhile. */
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

/** Picks a port below those that the system gives to connections, so none can take it while the server is down. */
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

/** Starts a shell that ends the server and removes its folder if this process ends, even by SIGKILL. */
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
