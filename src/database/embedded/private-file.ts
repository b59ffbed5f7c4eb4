import { randomUUID } from 'node:crypto';
import { chown, type link, readFile, type rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../../platform/error-shape';

/**
 * Writes a file that only its owner can read, whole or not at all. `rename` replaces an existing file, `link` throws
 * EEXIST. Root gives the file to the owner of the folder, who can then go on using the folder.
 */
export async function writePrivately(
  path: string,
  content: string,
  publish: typeof rename | typeof link,
): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    const owner = await stat(dirname(path));
    if (process.getuid?.() === 0 && owner.uid !== 0) await chown(draft, owner.uid, owner.gid);
    await publish(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The text of a file; undefined if it does not exist. Throws if it may not be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
