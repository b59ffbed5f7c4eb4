/*
 * A process of its own, `keeper.js <data folder> <grace in ms>`: owns PostgreSQL, and stops it when the last process
 * that holds it has let go or died. So the database outlives the command that happened to start it, but not its users.
 */
import { randomBytes } from 'node:crypto';
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../domain/errors';
import { prepareBinaries } from './binaries';
import { ensureCluster, pgdataOf } from './cluster';
import type { KeeperMessage } from './keeper-protocol';
import { listenForHolders, type HolderServer } from './keeper-server';
import { HEARTBEAT_MS, tryLock, type Lock } from './lock';
import { stopOrphans } from './orphans';
import { startPostgres, type RunningPostgres } from './postgres-process';
import { RotatingLog } from './rotating-log';
import { chooseServerUser } from './server-user';
import { removeState, writeState } from './state-file';

/** Whoever started the keeper gets this long to connect once the database is ready. */
const FIRST_GRACE_MS = 5000;
const KEEPER_LOG_BYTES = 256_000;

const log = (message: string): void => console.error(`${new Date().toISOString()} keeper ${process.pid}: ${message}`);

async function main(dataDir: string, graceMs: number): Promise<void> {
  const lock = await tryLock(dataDir);
  if (lock === undefined) {
    await tell({ outcome: 'held' });
    process.exit(0);
  }
  const keeperLog = join(dataDir, 'keeper.log');
  if ((statSync(keeperLog, { throwIfNoEntry: false })?.size ?? 0) > KEEPER_LOG_BYTES) truncateSync(keeperLog);

  const postgres = await start(dataDir);
  await keep(dataDir, lock, postgres, graceMs);
  await tell({ outcome: 'ready' });
  if (process.connected) process.disconnect();
}

async function start(dataDir: string): Promise<RunningPostgres> {
  const pgdata = pgdataOf(dataDir);
  const user = await chooseServerUser(pgdata);
  const binaries = await prepareBinaries({ dataDir, user, log });
  await stopOrphans({ folder: pgdata, user }, log);
  await ensureCluster({ dataDir, binaries, user, log });
  return startPostgres({ dataDir, binaries, user }, new RotatingLog(join(dataDir, 'postgres.log')));
}

async function keep(dataDir: string, lock: Lock, postgres: RunningPostgres, graceMs: number): Promise<void> {
  let holders: HolderServer | undefined = undefined;
  let stopping = false;
  const shutDown = async (reason: string, exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log(`stopping: ${reason}`);
    // First of all, so that nobody connects to what is about to end; who comes now waits for the lock and starts anew.
    await removeState(dataDir, process.pid).catch((error: unknown) => log(String(error)));
    holders?.close();
    await postgres.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void shutDown(signal, 0));
  process.on('uncaughtException', (error) => void shutDown(error.stack ?? error.message, 1));
  void postgres.ended.then(() => shutDown('PostgreSQL has ended', 1));
  setInterval(() => {
    void lock.beat().then((there) => (there ? undefined : shutDown('the data folder was removed', 0)));
  }, HEARTBEAT_MS);

  const [cookie, countersign] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  holders = await listenForHolders({
    cookie,
    countersign,
    graceMs,
    firstGraceMs: Math.max(graceMs, FIRST_GRACE_MS),
    onIdle: () => void shutDown('nobody uses it any more', 0),
  });
  await writeState(dataDir, {
    keeperPid: process.pid,
    keeperPort: holders.port,
    postgresPort: postgres.port,
    cookie,
    countersign,
  });
}

/** Tells the starter, who may be gone by now. */
async function tell(message: KeeperMessage): Promise<void> {
  if (process.send === undefined || !process.connected) return;
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

const [, , folder, grace] = process.argv;
if (folder === undefined || grace === undefined) throw new Error('Usage: keeper.js <data folder> <grace in ms>');
main(folder, Number(grace)).catch(async (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  log(error instanceof DomainError || !(error instanceof Error) ? message : (error.stack ?? message));
  await tell({ outcome: 'failed', message, ...(error instanceof DomainError ? { code: error.code } : {}) });
  process.exit(1);
});
