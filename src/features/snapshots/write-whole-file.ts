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
  /** Takes the place of a file that is there. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** @throws DomainError INVALID_INPUT where there is a file */
export async function refuseExistingFile(path: string): Promise<void> {
  if (await exists(path)) throw alreadyThere(path);
}

/**
 * Compresses chunks into a file that is there whole and on the disk, or not at all: they go to another one beside it, which gets the name at last.
 * One whose process was killed stays behind as `PATH.….partial`.
 * @throws DomainError INVALID_INPUT where the file is there, or no file can be made there
 */
export async function writeWholeFile(
  path: string,
  chunks: AsyncIterable<string>,
  { force, signal }: WriteFileOptions,
): Promise<WrittenFile> {
  if (!force) await refuseExistingFile(path);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  // Its content is who may use what, and who decided so: for its owner only.
  const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${reasonOf(error)}.`);
  });
  const hash = createHash('sha256');
  let bytes = 0;
  // What the pipeline itself fails with then is that the streams before were given up.
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
    await file.close().catch(() => undefined); // closed already, or as broken as the writing
    await rm(partial, { force: true });
    if (!hasCode(error, ...OF_FILES)) throw error;
    throw new Error(`${path} could not be written: ${reasonOf(error)}. Nothing is left of it.`, { cause: error });
  }
}

/** A rename would silently take the place of a file that came meanwhile; a link does not. */
async function putInPlace(partial: string, path: string, force: boolean): Promise<void> {
  if (force) await rename(partial, path);
  else {
    try {
      await link(partial, path);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) throw alreadyThere(path);
      // Not every file system knows links.
      await refuseExistingFile(path);
      await rename(partial, path);
    }
    await rm(partial, { force: true });
  }
  await syncFolder(dirname(path));
}

/** The name is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  // Windows, and some file systems, know no such thing.
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
  return new DomainError('INVALID_INPUT', `${path} is there already: take another name, or --force to write over it.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'the quota on the disk is used up',
  EFBIG: 'it is larger than a file may be here',
  EIO: 'the disk failed',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its folder is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
};
const OF_FILES = Object.keys(REASONS);

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error);
}
