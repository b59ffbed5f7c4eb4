import { chmod, mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors';
import { hasCode, messageOf } from '../../platform/error-shape';
import { prepareBinaries } from './binaries';
import { DATABASE, ensureCluster, logsOf, pgdataOf, readPassword, ROLE } from './cluster';
import { hold, type ServerAddress, startWatcher } from './hold';
import { type HeldServer, keepRunning } from './keep-running';
import { findServer, leftPort, startServer, stopLeftovers } from './server';
import { chooseServerUser, findServerUser, nameOf } from './server-user';
import { findLockHolder, type LockHolder, tryStartLock } from './start-lock';

/** A hold on the embedded database: it runs at least until the hold is released or this process ends. */
export interface EmbeddedConnection {
  /** `postgres://portcullis:…@127.0.0.1:<port>/portcullis`. It contains a password: do not log it. */
  readonly url: string;
  /** An absolute path. */
  readonly dataDir: string;
  /** Ends the hold. The database stops soon after the last hold has ended. Close your connections first. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder of the data, created if missing. @example '.portcullis' */
  readonly dataDir: string;
  /** Called before steps that take time, and if the database stops while it is held. */
  readonly log?: (message: string) => void;
  /** How long the database runs without a hold; the process that starts it decides. @default 1000 */
  readonly graceMs?: number;
}

type Log = (message: string) => void;

const DEFAULT_GRACE_MS = 1000;
const PATIENCE_MS = 120_000;
const POLL_MS = 20;

/**
 * Holds the embedded PostgreSQL of a data folder, and starts it unless it runs. If it is killed while it is held, it is
 * started again at the same address. Takes about 1.5 s for an empty folder, and about 50 ms for a running database.
 * Throws `INVALID_INPUT` if there is none for this platform, `CONFLICT` if another user, container or machine has the
 * folder, and otherwise, if PostgreSQL does not start, an `Error` with the end of its log.
 */
export async function acquireEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedConnection> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  try {
    await makePrivate(dataDir);
    const start: StartOptions = { dataDir, log, graceMs: options.graceMs ?? DEFAULT_GRACE_MS, port: null };
    const held = await acquire(start);
    const { port, password } = held.address;
    const { release } = keepRunning(held, {
      dataDir,
      log,
      again: (wanted) => acquire({ ...start, log: () => undefined, port: wanted }),
      watch: (address) => watchAgain(dataDir, address, start.graceMs),
    });
    return { url: `postgres://${ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`, dataDir, release };
  } catch (error) {
    throw hasCode(error, ...UNUSABLE) ? await notUsable(dataDir, error) : error;
  }
}

interface StartOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly graceMs: number;
  /** The port to start at if it is free; null for that of a server that was killed, or any. */
  readonly port: number | null;
}

async function acquire(options: StartOptions): Promise<HeldServer> {
  const { dataDir } = options;
  const deadline = Date.now() + PATIENCE_MS;
  let elsewhere: LockHolder | undefined;
  for (;;) {
    const joined = await join(dataDir, null);
    if (typeof joined !== 'string') return joined;
    const started = joined === 'stopped' ? await start(options) : undefined;
    if (started !== undefined) return started;

    const holder = await findLockHolder(dataDir);
    if (holder?.elsewhere === true) {
      elsewhere ??= holder;
      // A container that was killed looks alive for some seconds to its successor. Only a new heartbeat proves that it
      // is.
      if (holder.lastSeenMs > elsewhere.lastSeenMs) {
        throw new DomainError(
          'CONFLICT',
          `The embedded database in ${dataDir} is in use by ${holder.user} on ${holder.host} (process ${holder.pid}),` +
            ' in another container or on another machine. Stop that process, or set DATABASE_URL.',
        );
      }
    }
    if (Date.now() > deadline) {
      const who = holder === undefined ? '' : ` (process ${holder.pid} of ${holder.user} is starting it)`;
      throw new Error(`The embedded database in ${dataDir} did not become ready${who}: see ${logsOf(dataDir)}.`);
    }
    await delay(POLL_MS);
  }
}

/**
 * Holds a running server.
 * @param whileLocked given if the caller has the start lock
 * @returns `stopped`: there is no server, or one to be stopped. `busy`: it is starting or stopping.
 */
async function join(
  dataDir: string,
  whileLocked: Pick<StartOptions, 'graceMs'> | null,
): Promise<HeldServer | 'stopped' | 'busy'> {
  const pgdata = pgdataOf(dataDir);
  const server = await findServer({ folder: pgdata, user: await findServerUser(pgdata) });
  if (server === undefined) return 'stopped';
  const password = await readPassword(dataDir);
  if (password === undefined) return 'busy';
  const address = { port: server.port, password };
  const held = await hold(address);
  if (held === undefined) return 'busy';
  if (held.watched) return { address, hold: held };
  // One that lost its watcher is no leftover while others hold it. While one is starting, only its starter knows.
  if (held.shared && whileLocked !== null) {
    await startWatcher(address, whileLocked.graceMs);
    return { address, hold: held };
  }
  await held.release();
  return 'stopped';
}

/** Starts the server, or holds one that was started just now; undefined if the caller must look again. */
async function start({ dataDir, log, graceMs, port: wanted }: StartOptions): Promise<HeldServer | undefined> {
  const lock = await tryStartLock(dataDir);
  if (lock === undefined) return undefined;
  try {
    const joined = await join(dataDir, { graceMs });
    if (joined !== 'stopped') return joined === 'busy' ? undefined : joined;
    log(`starting the embedded database in ${dataDir}`);
    const user = await chooseServerUser(pgdataOf(dataDir));
    const cluster = { dataDir, user, log, binaries: await prepareBinaries({ dataDir, user, log }) };
    // Processes that hold a server that was killed look for it there.
    const before = wanted ?? (await leftPort(pgdataOf(dataDir)));
    await stopLeftovers(cluster);
    const password = await ensureCluster(cluster);
    return await startServer(cluster, before, async (port) => {
      const address = { port, password };
      const held = await hold(address);
      if (held === undefined) throw new Error(`The embedded PostgreSQL ended at once: see ${logsOf(dataDir)}.`);
      await startWatcher(address, graceMs);
      return { address, hold: held };
    });
  } finally {
    await lock.release();
  }
}

/** Starts a watcher for a server that lost its own, unless another process does so now. */
async function watchAgain(dataDir: string, address: ServerAddress, graceMs: number): Promise<void> {
  const lock = await tryStartLock(dataDir);
  if (lock === undefined) return;
  try {
    const held = await hold(address);
    if (held === undefined) return;
    if (!held.watched) await startWatcher(address, graceMs);
    await held.release();
  } finally {
    await lock.release();
  }
}

/** Keeps other users out of the folder, which holds a password and the data. */
async function makePrivate(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(dataDir);
  if ((mode & 0o077) !== 0 && (uid === process.getuid?.() || process.getuid?.() === 0)) await chmod(dataDir, 0o700);
}

const UNUSABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'];

async function notUsable(dataDir: string, cause: unknown): Promise<DomainError> {
  const isDenied = hasCode(cause, 'EACCES', 'EPERM');
  const owner = await stat(dataDir).catch(() => undefined);
  const isOthers = isDenied && owner !== undefined && owner.uid !== process.getuid?.();
  const whose = isOthers ? `belongs to the user ${await nameOf(owner.uid)}` : 'cannot be used';
  const todo = isDenied
    ? "Run this as that folder's owner"
    : hasCode(cause, 'ENOSPC')
      ? 'Free some space on its disk'
      : 'Name a folder that can be written in PORTCULLIS_DATA_DIR';
  return new DomainError(
    'CONFLICT',
    `The embedded database in ${dataDir} ${whose} (${messageOf(cause)}). ${todo}, or set DATABASE_URL.`,
  );
}
