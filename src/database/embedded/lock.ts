import { randomUUID } from 'node:crypto';
import { link, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../platform/error-shape';
import { identifySelf, livenessOf, processIdentitySchema } from './process-identity';

/** How often a holder shows that it lives; only those in other containers or on other machines need to be shown. */
export const HEARTBEAT_MS = 1000;
/** After this a holder elsewhere, of which nothing else can be known, is taken for dead. */
export const SILENCE_MS = 5000;

const holderSchema = processIdentitySchema.extend({ host: z.string(), user: z.string() });

/** Who holds the data folder. `elsewhere`: in another container or on another machine. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly elsewhere: boolean;
}

export interface Lock {
  /** Shows that the holder lives. False when the lock's file is gone, thus the data folder was removed. */
  beat(): Promise<boolean>;
}

/*
 * The lock is the file `keeper-<n>.lock` of the highest n, and is held while the process that it names lives. So
 * it cannot go stale, and nothing is ever released. To take over from a dead holder is to create n+1, which only
 * one process can do. The highest file is never deleted but by the holder of a higher one; hence whoever
 * created a number in ignorance of a higher one sees that one afterwards, and stands back.
 */

/** Takes the data folder for the calling process until it ends; undefined when another process that lives holds it. */
export async function tryLock(dataDir: string): Promise<Lock | undefined> {
  const self = JSON.stringify({ ...(await identifySelf()), host: hostname(), user: nameOfUser() });
  for (;;) {
    const numbers = await lockNumbers(dataDir);
    const newest = numbers.at(-1) ?? 0;
    if ((await holderOf(dataDir, newest)) !== undefined) return undefined;
    const mine = newest + 1;
    if (!(await createExclusively(dataDir, mine, self))) continue;
    if ((await lockNumbers(dataDir)).at(-1) !== mine) {
      await rm(lockPath(dataDir, mine), { force: true });
      continue;
    }
    for (const older of numbers) await rm(lockPath(dataDir, older), { force: true });
    return { beat: () => beat(lockPath(dataDir, mine)) };
  }
}

/** The live process that holds the data folder, if any. Throws where the folder may not be read. */
export async function findLockHolder(dataDir: string): Promise<LockHolder | undefined> {
  return holderOf(dataDir, (await lockNumbers(dataDir)).at(-1) ?? 0);
}

async function holderOf(dataDir: string, number: number): Promise<LockHolder | undefined> {
  if (number === 0) return undefined;
  const path = lockPath(dataDir, number);
  try {
    const { host, user, ...identity } = holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const liveness = await livenessOf(identity);
    if (liveness === 'dead') return undefined;
    if (liveness === 'elsewhere' && Date.now() - (await stat(path)).mtimeMs > SILENCE_MS) return undefined;
    return { pid: identity.pid, host, user, elsewhere: liveness === 'elsewhere' };
  } catch (error) {
    // Gone: superseded at this moment. Unreadable: cut short when the machine went down, so its holder is dead.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** Creates the file with its content at once: nobody ever sees it empty. */
async function createExclusively(dataDir: string, number: number, content: string): Promise<boolean> {
  const draft = join(dataDir, `keeper-${randomUUID()}.tmp`);
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, lockPath(dataDir, number));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function lockNumbers(dataDir: string): Promise<number[]> {
  const found = (await readdir(dataDir)).map((name) => /^keeper-(\d+)\.lock$/.exec(name)?.[1]);
  return found.flatMap((digits) => (digits === undefined ? [] : [Number(digits)])).sort((a, b) => a - b);
}

function lockPath(dataDir: string, number: number): string {
  return join(dataDir, `keeper-${number}.lock`);
}

async function beat(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    (error: unknown) => !hasCode(error, 'ENOENT'),
  );
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // a container may run under an id that has no name
  }
}
