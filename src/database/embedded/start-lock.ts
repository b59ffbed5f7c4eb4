import { link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../platform/error-shape';
import { HEARTBEAT, pgdataOf } from './cluster';
import { writePrivately } from './private-file';
import { identifySelf, livenessOf, processIdentitySchema } from './process-identity';

const HEARTBEAT_MS = 1000;
/** A holder in another container or on another machine without a heartbeat for this long is taken for dead. */
const SILENCE_MS = 5000;

const holderSchema = processIdentitySchema.extend({
  host: z.string(),
  user: z.string(),
  /** False once the start is over. Within a machine or container PostgreSQL's own lock file decides from then on. */
  starting: z.boolean(),
});

/** The process that starts the database now, or that has started it in another container or on another machine. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  /** It runs in another container or on another machine. */
  readonly elsewhere: boolean;
  /** The time of its last heartbeat; only to be compared. */
  readonly lastSeenMs: number;
}

export interface StartLock {
  /** Ends the start. The data folder belongs to this machine or container as long as the server has a heartbeat. */
  release(): Promise<void>;
}

/*
 * postmaster.pid does not guard a folder that two machines or containers share: PostgreSQL does not find the process id
 * among its own processes, and starts a second server on the same data. And before the cluster is created the file does
 * not exist. Hence this lock: the file `start-<n>.lock` with the highest n. A process replaces a dead holder by
 * creating n+1, which only one process can do. Only the holder of a higher file deletes the highest file, so a process
 * that created a number without knowing of a higher one sees that one afterwards, and gives way.
 */

/** Takes the lock for the calling process; undefined if another process has it. */
export async function tryStartLock(dataDir: string): Promise<StartLock | undefined> {
  const self = { ...(await identifySelf()), host: hostname(), user: nameOfUser() };
  for (;;) {
    const numbers = await lockNumbers(dataDir);
    const newest = numbers.at(-1) ?? 0;
    if ((await holderOf(dataDir, newest)) !== undefined) return undefined;
    const mine = newest + 1;
    const path = lockPath(dataDir, mine);
    if (!(await createExclusively(path, JSON.stringify({ ...self, starting: true })))) continue;
    if ((await lockNumbers(dataDir)).at(-1) !== mine) {
      await rm(path, { force: true });
      continue;
    }
    for (const older of numbers) await rm(lockPath(dataDir, older), { force: true });
    const heart = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS);
    return {
      release: async () => {
        clearInterval(heart);
        if (await stat(path).catch(() => undefined)) {
          await writePrivately(path, JSON.stringify({ ...self, starting: false }), rename);
        }
      },
    };
  }
}

/** The holder of the lock, if any. Throws if the folder may not be read. */
export async function findLockHolder(dataDir: string): Promise<LockHolder | undefined> {
  return holderOf(dataDir, (await lockNumbers(dataDir)).at(-1) ?? 0);
}

async function holderOf(dataDir: string, number: number): Promise<LockHolder | undefined> {
  if (number === 0) return undefined;
  const path = lockPath(dataDir, number);
  try {
    const { host, user, starting, ...identity } = holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const liveness = await livenessOf(identity);
    const lastSeenMs = Math.max((await stat(path)).mtimeMs, await modifiedAt(join(pgdataOf(dataDir), HEARTBEAT)));
    const holds = liveness === 'elsewhere' ? Date.now() - lastSeenMs <= SILENCE_MS : starting && liveness === 'alive';
    return holds ? { pid: identity.pid, host, user, elsewhere: liveness === 'elsewhere', lastSeenMs } : undefined;
  } catch (error) {
    // A missing file was just replaced by a higher one. An unreadable one was cut short by a crash of the machine, so
    // its holder is dead.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

async function createExclusively(path: string, content: string): Promise<boolean> {
  try {
    await writePrivately(path, content, link);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function lockNumbers(dataDir: string): Promise<number[]> {
  const found = (await readdir(dataDir)).map((name) => /^start-(\d+)\.lock$/.exec(name)?.[1]);
  return found.flatMap((digits) => (digits === undefined ? [] : [Number(digits)])).sort((a, b) => a - b);
}

function lockPath(dataDir: string, number: number): string {
  return join(dataDir, `start-${number}.lock`);
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // a container may run under an id that has no name
  }
}
