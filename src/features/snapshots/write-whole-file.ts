import { createHash, randomBytes } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DomainError } from '../../domain/errors';
import { codeOf, hasCode, messageOf } from '../../platform/error-shape';

export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

export interface WriteFileOptions {
  /** Whether to replace an existing file. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** @throws DomainError INVALID_INPUT if the file exists */
export async function refuseExistingFile(path: string): Promise<void> {
  if (await exists(path)) throw alreadyThere(path);
}

/**
 * Compresses chunks into a file that exists completely, and is flushed to the disk, or not at all: they are written to
 * a file beside it, which is renamed at the end. If the process is killed, `PATH.….partial` is left behind.
 * @returns size and hash of the compressed file
 * @throws DomainError INVALID_INPUT if the file exists (without `force`) or cannot be created
 */
export async function writeWholeFile(
  path: string,
  chunks: AsyncIterable<string>,
  { force, signal }: WriteFileOptions,
): Promise<WrittenFile> {
  if (!force) await refuseExistingFile(path);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  // Readable by its owner only: it contains all entitlements, and who decided on them.
  const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${reasonOf(error)}.`);
  });
  const hash = createHash('sha256');
  let bytes = 0;
  // The original error, because the pipeline itself only reports that its streams were aborted.
  let failure: unknown = null;
  async function write(compressed: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of compressed) {
      hash.update(chunk);
      bytes += chunk.length;
      await file.appendFile(chunk).catch((error: unknown) => {
        failure = error;
        throw error;
      });
    }
  }
  try {
    await pipeline(Readable.from(chunks), createGzip(), write, { signal });
    await file.sync();
    await file.close();
    await putInPlace(partial, path, force);
    return { sha256: hash.digest('hex'), bytes };
  } catch (outcome) {
    const error = failure ?? outcome;
    await file.close().catch(() => undefined); // it may be closed already
    await rm(partial, { force: true });
    if (!hasCode(error, ...OF_FILES)) throw error;
    throw new Error(`${path} could not be written: ${reasonOf(error)}. The incomplete file was removed.`, {
      cause: error,
    });
  }
}

/** Gives the file its name. A rename would silently replace a file created meanwhile; a hard link does not. */
async function putInPlace(partial: string, path: string, force: boolean): Promise<void> {
  if (force) await rename(partial, path);
  else {
    try {
      await link(partial, path);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) throw alreadyThere(path);
      // Not every file system supports hard links.
      await refuseExistingFile(path);
      await rename(partial, path);
    }
    await rm(partial, { force: true });
  }
  await syncFolder(dirname(path));
}

/** Flushes the folder to the disk, so that the new name is permanent. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  // Windows and some file systems do not support this.
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => !hasCode(error, 'ENOENT', 'ENOTDIR'),
  );
}

function alreadyThere(path: string): DomainError {
  return new DomainError(
    'INVALID_INPUT',
    `${path} already exists: choose another name, or pass --force to overwrite it.`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file is too large for the file system',
  EIO: 'the disk reported an error',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
};
const OF_FILES = Object.keys(REASONS);

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error);
}
