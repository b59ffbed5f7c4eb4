import { chmod, mkdir, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors';
import { DATABASE, ROLE } from './cluster';
import { hasCode } from '../../platform/error-shape';
import { holdKeeper, startKeeper } from './keeper-client';
import { findLockHolder, SILENCE_MS } from './lock';
import { nameOf } from './server-user';
import { readPassword, readState } from './state-file';

/** A hold on the embedded database: it runs at least until the hold is released or this process ends. */
export interface EmbeddedConnection {
  /** `postgres://portcullis:…@127.0.0.1:<port>/portcullis`; holds a password, so not for logs. */
  readonly url: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Lets go; the database stops soon after nobody holds it any more. Close your connections first. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the data lives, made when missing; for instance `.portcullis` beside the project. */
  readonly dataDir: string;
  /** Told what takes time, and when the database stops under us. */
  readonly log?: (message: string) => void;
  /** How long the database waits for another user before it stops; counts for the process that starts it. */
  readonly graceMs?: number;
}

const DEFAULT_GRACE_MS = 1000;
const PATIENCE_MS = 120_000;
const POLL_MS = 20;
/** A container that was killed looks alive for some seconds to the one that takes its place. */
const ELSEWHERE_MS = SILENCE_MS + 1000;
/** A keeper that is ready and then cannot be reached, or that is killed, is no accident the third time. */
const ATTEMPTS = 3;

/**
 * The embedded PostgreSQL of a data folder, started when it does not run, shared when another process runs it.
 * Cold about 1.5 s, running about 20 ms.
 * Throws `INVALID_INPUT` where there is none for this platform, `CONFLICT` when another user, container or machine
 * has the folder, and otherwise an `Error` with the tail of PostgreSQL's log when it does not start.
 */
export async function acquireEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedConnection> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  try {
    await makePrivate(dataDir);
    return await acquire(dataDir, log, options.graceMs ?? DEFAULT_GRACE_MS);
  } catch (error) {
    throw hasCode(error, 'EACCES', 'EPERM', 'EROFS') ? await notAllowed(dataDir, error) : error;
  }
}

async function acquire(dataDir: string, log: (message: string) => void, graceMs: number): Promise<EmbeddedConnection> {
  const begun = Date.now();
  let started = 0;
  for (;;) {
    const connection = await joinRunning(dataDir, log);
    if (connection !== undefined) return connection;

    const holder = await findLockHolder(dataDir);
    if (holder?.elsewhere === true && Date.now() > begun + ELSEWHERE_MS) {
      throw new DomainError(
        'CONFLICT',
        `The embedded database in ${dataDir} is in use by ${holder.user} on ${holder.host} (process ${holder.pid}), in another container or on another machine. Stop that, or set DATABASE_URL.`,
      );
    }
    if (Date.now() > begun + PATIENCE_MS || (holder === undefined && started === ATTEMPTS)) {
      throw new Error(
        `The embedded database in ${dataDir} did not become ready${holder === undefined ? '' : ` (process ${holder.pid} of ${holder.user} is at it)`}: see keeper.log and postgres.log there.`,
      );
    }
    if (holder === undefined) {
      log(`starting the embedded database in ${dataDir}`);
      if ((await startKeeper(dataDir, graceMs)) !== 'held') started += 1;
    } else {
      await delay(POLL_MS); // it is starting, or stopping
    }
  }
}

async function joinRunning(dataDir: string, log: (message: string) => void): Promise<EmbeddedConnection | undefined> {
  const state = await readState(dataDir);
  if (state === undefined) return undefined;
  const password = await readPassword(dataDir);
  const socket = password === undefined ? undefined : await holdKeeper(state);
  if (socket === undefined) return undefined;
  let released = false;
  socket.on('close', () => {
    if (!released) log(`the embedded database in ${dataDir} has stopped: see keeper.log and postgres.log there`);
  });
  return {
    url: `postgres://${ROLE}:${password}@127.0.0.1:${state.postgresPort}/${DATABASE}`,
    dataDir,
    release: () => {
      released = true;
      return letGo(socket);
    },
  };
}

async function letGo(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise<void>((done) => {
    socket.once('close', () => done());
    socket.ref().destroy();
  });
}

/** The folder holds a password and the data: nobody else's business. */
async function makePrivate(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(dataDir);
  if ((mode & 0o077) !== 0 && (uid === process.getuid?.() || process.getuid?.() === 0)) await chmod(dataDir, 0o700);
}

async function notAllowed(dataDir: string, cause: unknown): Promise<DomainError> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const owner = await stat(dataDir).catch(() => undefined);
  const whose =
    owner === undefined || owner.uid === process.getuid?.()
      ? 'cannot be used'
      : `belongs to the user ${await nameOf(owner.uid)}`;
  return new DomainError(
    'CONFLICT',
    `The embedded database in ${dataDir} ${whose} (${reason}). Run this as that folder's owner, or set DATABASE_URL.`,
  );
}
