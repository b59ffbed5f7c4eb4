import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClusterOptions, dataFolderArgument, HEARTBEAT, logsOf, pgdataOf } from './cluster';
import { killProcessesOf, processesOf, recordedPid, type ServerFolder, signal } from './orphans';
import { readIfThere } from './private-file';
import { run, SERVER_ENVIRONMENT } from './run';

const ATTEMPTS = 3;
const TAIL_CHARACTERS = 4000;

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  // The path of a socket may be too long. The port is enough.
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  // One file for each day of the week, which the same day of the next week overwrites.
  'logging_collector=on',
  'log_directory=log',
  'log_filename=postgres-%a.log',
  'log_truncate_on_rotation=on',
  'log_rotation_age=1d',
  'log_rotation_size=0',
  'log_checkpoints=off',
  // A crash of one session ends all sessions, the watcher's too, and the server must not run without a watcher.
  'restart_after_crash=off',
];

/** A postmaster, which may still be starting or already stopping. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

/**
 * The server of a data folder by its postmaster.pid; undefined if none runs. The file alone proves nothing: it survives
 * a crash, after which another process may get the process id and the port.
 */
export async function findServer(data: ServerFolder): Promise<Server | undefined> {
  const lines = (await readIfThere(join(data.folder, 'postmaster.pid')))?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 && (await processesOf(data)).includes(pid) ? { pid, port } : undefined;
}

/** The port of a server that was killed on this data; null if it stopped in good order. */
export async function leftPort(folder: string): Promise<number | null> {
  const port = Number((await readIfThere(join(folder, 'postmaster.pid')))?.split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Stops the processes that an earlier start left running on this data. The caller must hold the start lock. */
export async function stopLeftovers({ dataDir, binaries, user, log }: ClusterOptions): Promise<void> {
  const data = { folder: pgdataOf(dataDir), user };
  const server = await findServer(data);
  if (server !== undefined) {
    log(`stopping a PostgreSQL that no command uses (process ${server.pid})`);
    const stop = ['stop', '-s', '-w', '-t', '20', '-m', 'fast', '-D', dataFolderArgument(data.folder, user)];
    await run(binaries.pgCtl, stop, { cwd: data.folder, user });
  }
  await killProcessesOf(data);
  // PostgreSQL takes any process of its user with the recorded id for the postmaster, and would not start.
  const stale = await recordedPid(data.folder);
  if (stale !== undefined && signal(stale, 0)) await rm(join(data.folder, 'postmaster.pid'), { force: true });
}

/**
 * Starts the server at the port that is wanted if it is free, or another one, waits until it has recovered and accepts
 * connections, and calls `watch`. If that fails, or if the calling process ends before, the server stops. The caller
 * must hold the start lock. Throws with PostgreSQL's output if it does not start.
 */
export async function startServer<Watched extends object>(
  options: ClusterOptions,
  wanted: number | null,
  watch: (port: number) => Promise<Watched>,
): Promise<Watched> {
  for (let attempt = 1; ; attempt += 1) {
    const isWanted = wanted !== null && attempt === 1;
    const port = await freePort(isWanted ? wanted : 0).catch(() => freePort(0));
    const outcome = await startOn(port, options, watch);
    if (typeof outcome !== 'string') return outcome;
    if (attempt === ATTEMPTS) throw new Error(`The embedded PostgreSQL did not start.\n${outcome}`);
    await delay(100); // most likely another program took the port meanwhile
    await stopLeftovers(options);
  }
}

/*
 * $0 is pg_ctl, which gets the other arguments. The input ends if the process that starts the server dies, even by
 * SIGKILL. Unless the watcher is at work by then, which its heartbeat shows, the shell must stop the server.
 */
const START = `
"$0" start "$@" || exit
trap '' PIPE
read -r pid rest < postmaster.pid
echo started
read -r watched || [ ${HEARTBEAT} -nt postmaster.pid ] || kill -INT "$pid"
`;

/** @returns the result of `watch`, or PostgreSQL's output if it ended before it was ready */
async function startOn<Watched extends object>(
  port: number,
  { dataDir, user, binaries }: ClusterOptions,
  watch: (port: number) => Promise<Watched>,
): Promise<Watched | string> {
  const pgdata = pgdataOf(dataDir);
  const settings = [`-p ${port}`, ...SETTINGS.map((setting) => `-c ${setting}`)].join(' ');
  const args = ['-s', '-w', '-t', '86400', '-D', dataFolderArgument(pgdata, user), '-o', settings];
  const shell = spawn('/bin/sh', ['-c', START, binaries.pgCtl, ...args], {
    cwd: pgdata,
    ...user,
    // In its own session, so that a signal to the command's process group does not reach it.
    detached: true,
    env: SERVER_ENVIRONMENT,
    stdio: 'pipe',
  });
  let output = '';
  try {
    const started = await new Promise<boolean>((resolve, reject) => {
      const collect = (chunk: Buffer): void => {
        output += chunk.toString('utf8');
        if (/^started$/m.test(output)) resolve(true);
      };
      shell.stdout.on('data', collect);
      shell.stderr.on('data', collect);
      shell.stdin.on('error', () => undefined); // the shell has ended
      shell.once('error', reject);
      // At `close` all output was read. Processes that outlive the shell keep the pipe open, but not for long.
      shell.once('close', () => resolve(false));
      shell.once('exit', () => setTimeout(resolve, 500, false));
    });
    if (!started) return `${output.trim()}\n${output.includes('redirecting log output') ? await logTail(dataDir) : ''}`;
    const watched = await watch(port);
    shell.stdin.write('watched\n');
    return watched;
  } finally {
    shell.stdin.end();
    // PostgreSQL's logger keeps the other end open as long as it runs.
    shell.stdout.destroy();
    shell.stderr.destroy();
    shell.unref();
  }
}

async function logTail(dataDir: string): Promise<string> {
  const today = new Date().toUTCString().slice(0, 3);
  return (await readIfThere(join(logsOf(dataDir), `postgres-${today}.log`)))?.slice(-TAIL_CHARACTERS) ?? '';
}

/** A port of 127.0.0.1 that no program listens on. @param wanted 0 for any. @throws if a program listens there */
async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address !== 'string') resolve(address.port);
        else reject(new Error('The system gave no free port.'));
      });
    });
  });
}
