import { constants } from 'node:fs';
import { cp, lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { outputOf } from './process-identity';

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** A symbolic link of the package, relative to its folder `native`. */
export interface PackageLink {
  readonly path: string;
  readonly pointsTo: string;
}

/**
 * The links that the package needs. npm packages cannot hold links, so that it lists them for an install
 * script, which npm may not have run.
 */
export async function linksOf(native: string): Promise<PackageLink[]> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return linksSchema.parse(JSON.parse(listed)).map(({ source, target }) => ({
    path: relative('native', target),
    pointsTo: relative(dirname(target), source),
  }));
}

/** Copies the folder `native` with its links, readable by every user despite the umask and the source's modes. */
export async function copyReadable(native: string, target: string): Promise<void> {
  await cp(native, target, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  for (const { path, pointsTo } of await linksOf(native)) {
    const link = join(target, path);
    if (!(await lstat(link).catch(() => undefined))) await symlink(pointsTo, link);
  }
  if ((await outputOf('chmod', ['-R', 'u+rwX,go=rX', target])) === undefined)
    throw new Error(`chmod -R ${target} failed`);
}
