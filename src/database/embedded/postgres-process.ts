import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dataFolderArgument, pgdataOf, type ClusterOptions } from './cluster';
import type { RotatingLog } from './rotating-log';
import { SERVER_ENVIRONMENT } from './run';
import type { OsUser } from './server-user';

const ATTEMPTS = 20;
const FAST_MS = 20_000;
const IMMEDIATE_MS = 5_000;

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  // Sockets are found by path, and paths have a short limit of length: the port is enough.
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
];

/** A PostgreSQL that accepts connections. */
export interface RunningPostgres {
  readonly port: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Fast shutdown: ends connections and writes everything out. Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a free port and waits until it accepts connections, however long recovery takes. It is
 * stopped when this process dies. Throws with the tail of its log when it ends before.
 */
export async function startPostgres(
  options: Omit<ClusterOptions, 'log'>,
  serverLog: RotatingLog,
): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const started = await startOn(port, options, serverLog);
    if (typeof started !== 'string') return started;
    // The port was taken meanwhile, or processes of one that was killed have not all noticed yet.
    const passing = /Address already in use|could not create any TCP\/IP sockets|pre-existing shared memory block/.test(
      started,
    );
    if (!passing || attempt === ATTEMPTS) throw new Error(`The embedded PostgreSQL did not start.\n${started}`);
    await delay(100);
  }
}

/** The running server, or what it wrote when it ended before it was ready. */
async function startOn(
  port: number,
  { dataDir, binaries, user }: Omit<ClusterOptions, 'log'>,
  serverLog: RotatingLog,
): Promise<RunningPostgres | string> {
  const pgdata = pgdataOf(dataDir);
  const args = [
    '-D',
    dataFolderArgument(pgdata, user),
    '-p',
    String(port),
    ...SETTINGS.flatMap((setting) => ['-c', setting]),
  ];
  const child = spawn(binaries.postgres, args, {
    cwd: pgdata,
    ...user,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const watchdog = startWatchdog(child, user);
  // From `close` on, unlike from `exit`, all it wrote was read; backends that outlive it hold the pipe, so not for long.
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('exit', () => setTimeout(resolve, 500));
    child.once('error', (error) => {
      serverLog.append(`${error.message}\n`);
      resolve();
    });
  }).finally(() => watchdog.dismiss());
  const ready = await new Promise<boolean>((resolve) => {
    void ended.then(() => resolve(false));
    child.stderr.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      serverLog.append(text);
      if (serverLog.tail().includes(`[${child.pid ?? ''}] LOG:  database system is ready to accept connections`))
        resolve(true);
    });
  });
  return ready ? { port, ended, stop: () => stop(child, ended) } : serverLog.tail();
}

/**
 * A shell that waits for the end of its input, which comes when the keeper dies even by SIGKILL, and then stops
 * PostgreSQL: nobody would otherwise.
 */
function startWatchdog(postgres: ChildProcess, user: OsUser | undefined): { dismiss(): void } {
  if (postgres.pid === undefined) return { dismiss: () => undefined };
  const shell = spawn('/bin/sh', ['-c', 'read -r dismissed || kill -INT "$0"', String(postgres.pid)], {
    ...user,
    cwd: '/',
    // Its own session, so that what kills the keeper's process group spares it.
    detached: true,
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined); // without one, the next start finds what was left running
  shell.stdin.on('error', () => undefined);
  return { dismiss: () => void shell.stdin.end('dismissed\n') };
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const steps: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', IMMEDIATE_MS],
    ['SIGKILL', IMMEDIATE_MS],
  ];
  for (const [signal, patienceMs] of steps) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    child.kill(signal);
    const impatience = new AbortController();
    await Promise.race([ended, delay(patienceMs, undefined, { signal: impatience.signal }).catch(() => undefined)]);
    impatience.abort();
  }
  await ended;
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address !== 'string') resolve(address.port);
        else reject(new Error('The system gave no free port.'));
      });
    });
  });
}
