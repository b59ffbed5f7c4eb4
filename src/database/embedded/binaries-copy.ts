import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readFile, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';

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

/** Copies the folder `native` with its links, readable by everybody whatever the umask and the source's modes. */
export async function copyReadable(native: string, target: string): Promise<void> {
  await copyFolder(native, target);
  for (const { path, pointsTo } of await linksOf(native)) {
    const link = join(target, path);
    if (!(await lstat(link).catch(() => undefined))) await symlink(pointsTo, link);
  }
}

async function copyFolder(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyFolder(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else {
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      await chmod(to, basename(source) === 'bin' ? 0o755 : 0o644);
    }
  }
  await chmod(target, 0o755);
}
