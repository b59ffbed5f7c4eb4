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
  // Sockets are found by path, and paths have a short limit of length: the port is enough.
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  // A file for each day of the week, which the same day of the next week overwrites.
  'logging_collector=on',
  'log_directory=log',
  'log_filename=postgres-%a.log',
  'log_truncate_on_rotation=on',
  'log_rotation_age=1d',
  'log_rotation_size=0',
  'log_checkpoints=off',
  // After a crash of one session all sessions end, the watcher's too: the server must not live on unwatched.
  'restart_after_crash=off',
];

/** A postmaster, which may still be starting or already stopping. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

/**
 * The server of a data folder by its postmaster.pid; undefined when none runs. The file alone proves nothing, as it
 * survives a crash, and another process may have the process id, and the port, by then.
 */
export async function findServer(data: ServerFolder): Promise<Server | undefined> {
  const lines = (await readIfThere(join(data.folder, 'postmaster.pid')))?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 && (await processesOf(data)).includes(pid) ? { pid, port } : undefined;
}

/** Stops what an earlier start left running on this data. The caller must hold the start lock. */
export async function stopLeftovers({ dataDir, binaries, user, log }: ClusterOptions): Promise<void> {
  const data = { folder: pgdataOf(dataDir), user };
  const server = await findServer(data);
  if (server !== undefined) {
    log(`stopping a PostgreSQL that no command uses (process ${server.pid})`);
    const stop = ['stop', '-s', '-w', '-t', '20', '-m', 'fast', '-D', dataFolderArgument(data.folder, user)];
    await run(binaries.pgCtl, stop, { cwd: data.folder, user });
  }
  await killProcessesOf(data);
  // PostgreSQL takes any process of its user for the postmaster whose id it has, and would not start.
  const stale = await recordedPid(data.folder);
  if (stale !== undefined && signal(stale, 0)) await rm(join(data.folder, 'postmaster.pid'), { force: true });
}

/**
 * Starts the server on a free port, waits until it accepts connections, however long recovery takes, and has it
 * watched: when the calling process ends before, or `watch` fails, the server stops. The caller must hold the start
 * lock. Throws with what PostgreSQL wrote when it does not start.
 */
export async function startServer<Watched extends object>(
  options: ClusterOptions,
  watch: (port: number) => Promise<Watched>,
): Promise<Watched> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await startOn(await freePort(), options, watch);
    if (typeof outcome !== 'string') return outcome;
    if (attempt === ATTEMPTS) throw new Error(`The embedded PostgreSQL did not start.\n${outcome}`);
    await delay(100); // most likely another program took the port meanwhile
    await stopLeftovers(options);
  }
}

/*
 * $0 is pg_ctl, which is given the rest. The input ends when the process that starts the server dies, even by SIGKILL:
 * unless the watcher is at work by then, which its heartbeat shows, nothing else would stop the server.
 */
const START = `
"$0" start "$@" || exit
trap '' PIPE
read -r pid rest < postmaster.pid
echo started
read -r watched || [ ${HEARTBEAT} -nt postmaster.pid ] || kill -INT "$pid"
`;

/** What `watch` gives, or what PostgreSQL wrote when it ended before it was ready. */
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
    // Its own session, so that what kills the process group of the command spares it.
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
      shell.stdin.on('error', () => undefined); // it has ended
      shell.once('error', reject);
      // From `close` on all it wrote was read; processes that outlive it hold the pipe, but not for long.
      shell.once('close', () => resolve(false));
      shell.once('exit', () => setTimeout(resolve, 500, false));
    });
    if (!started) return `${output.trim()}\n${output.includes('redirecting log output') ? await logTail(dataDir) : ''}`;
    const watched = await watch(port);
    shell.stdin.write('watched\n');
    return watched;
  } finally {
    shell.stdin.end();
    // PostgreSQL's logger holds the other end as long as it lives.
    shell.stdout.destroy();
    shell.stderr.destroy();
    shell.unref();
  }
}

async function logTail(dataDir: string): Promise<string> {
  const today = new Date().toUTCString().slice(0, 3);
  return (await readIfThere(join(logsOf(dataDir), `postgres-${today}.log`)))?.slice(-TAIL_CHARACTERS) ?? '';
}

/** A port of 127.0.0.1 that no program listens on at this moment. */
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
