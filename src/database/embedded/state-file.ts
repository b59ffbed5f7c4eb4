import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../platform/error-shape';

const port = z.number().int().min(1).max(65535);

const stateSchema = z.object({
  keeperPid: z.number().int().positive(),
  keeperPort: port,
  postgresPort: port,
  /** What a client says first, so that no other local process can hold the database. */
  cookie: z.string(),
  /** What the keeper answers: a stranger that came by its port cannot pretend to be it. */
  countersign: z.string(),
});

/** The running database, as `embedded.json` tells of it: there from when PostgreSQL accepts connections. */
export type EmbeddedState = z.infer<typeof stateSchema>;

/** The state, or undefined when nothing runs or the file is not ours to understand. Throws where it may not be read. */
export async function readState(dataDir: string): Promise<EmbeddedState | undefined> {
  const text = await readIfThere(join(dataDir, STATE_FILE));
  if (text === undefined) return undefined;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // left by a machine that went down, or by another version: the lock tells who lives
  }
}

export async function writeState(dataDir: string, state: EmbeddedState): Promise<void> {
  await writePrivately(join(dataDir, STATE_FILE), `${JSON.stringify(state)}\n`);
}

/** Removes the state, unless it tells of another keeper by now. */
export async function removeState(dataDir: string, keeperPid: number): Promise<void> {
  const state = await readState(dataDir).catch(() => undefined);
  if (state === undefined || state.keeperPid === keeperPid) await rm(join(dataDir, STATE_FILE), { force: true });
}

/** The password of the role `portcullis`, or undefined when there is none yet. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  return (await readIfThere(join(dataDir, PASSWORD_FILE)))?.trim();
}

export async function writePassword(dataDir: string, password: string): Promise<void> {
  await writePrivately(join(dataDir, PASSWORD_FILE), `${password}\n`);
}

const STATE_FILE = 'embedded.json';
const PASSWORD_FILE = 'password';

/** Replaces the file at once, so that a reader meets the old or the new one, whole. */
async function writePrivately(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true });
  await rename(draft, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
