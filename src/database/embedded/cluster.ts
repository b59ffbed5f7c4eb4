import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../domain/errors';
import type { Binaries } from './binaries';
import { killProcessesOf } from './orphans';
import { readIfThere, writePrivately } from './private-file';
import { run } from './run';
import type { OsUser } from './server-user';

/** The only role, a superuser, and the only database of the embedded PostgreSQL. */
export const ROLE = 'portcullis';
export const DATABASE = 'portcullis';
/** The database that initdb creates, which has no tables of ours. */
export const MAINTENANCE_DATABASE = 'postgres';
/** A file that the server rewrites every second, in PostgreSQL's folder, because its user may write nowhere else. */
export const HEARTBEAT = 'portcullis-heartbeat';

export interface ClusterOptions {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly user: OsUser | undefined;
  readonly log: (message: string) => void;
}

/** The folder of PostgreSQL's data, in the data folder. */
export function pgdataOf(dataDir: string): string {
  return join(dataDir, 'pgdata');
}

/** The folder of PostgreSQL's logs. */
export function logsOf(dataDir: string): string {
  return join(pgdataOf(dataDir), 'log');
}

/**
 * The data folder as an argument for PostgreSQL's programs, which must be started in it. Another user than ours cannot
 * reach it by its path, because the data folder, and maybe a folder above it, such as root's home folder, is private.
 * But the working directory is entered before the user is changed, and /proc/self/cwd leads to it directly.
 */
export function dataFolderArgument(folder: string, user: OsUser | undefined): string {
  return user === undefined ? folder : '/proc/self/cwd';
}

/**
 * Creates the cluster with its role and database if there is none yet, whole or not at all, and removes the remains of
 * earlier attempts. Throws with initdb's output if it fails.
 * @returns the password of the role
 */
export async function ensureCluster(options: ClusterOptions): Promise<string> {
  await removeAbandoned(options);
  if (await stat(join(pgdataOf(options.dataDir), 'PG_VERSION')).catch(() => undefined)) {
    await requireSameVersion(options);
    await keepOthersOut(options);
    return ensurePassword(options);
  }
  options.log('creating the database (once)');
  const workshop = join(options.dataDir, `${WORKSHOP}${randomUUID()}`);
  try {
    const data = await makeFolders(workshop, options.user);
    const password = newPassword();
    await initialise(workshop, data, password, options);
    await runSql(`CREATE DATABASE ${DATABASE}`, data, options);
    await writePassword(options.dataDir, password);
    await rename(data, pgdataOf(options.dataDir));
    return password;
  } finally {
    await rm(workshop, { recursive: true, force: true, maxRetries: 5 });
  }
}

const WORKSHOP = 'init-';
const PASSWORD_FILE = 'password';

/** @throws DomainError CONFLICT if another version of PostgreSQL made the data, which these binaries cannot read */
async function requireSameVersion({ dataDir, binaries, user }: ClusterOptions): Promise<void> {
  const made = (await readIfThere(join(pgdataOf(dataDir), 'PG_VERSION')))?.trim();
  const { output } = await run(binaries.postgres, ['--version'], { cwd: '/', user });
  const ours = /(\d+)[^ ]*$/.exec(output)?.[1];
  if (made === undefined || ours === undefined || made === ours) return;
  throw new DomainError(
    'CONFLICT',
    `The embedded database in ${dataDir} was made by PostgreSQL ${made}, and this version of Portcullis runs ` +
      `PostgreSQL ${ours}: export it with the version that made it ('portcullis snapshot export'), name an empty ` +
      'folder in PORTCULLIS_DATA_DIR, and import it there.',
  );
}

/** PostgreSQL does not start on data that others may read, as after a copy that lost the modes. */
async function keepOthersOut({ dataDir }: ClusterOptions): Promise<void> {
  const { mode, uid } = await stat(pgdataOf(dataDir));
  const isOurs = uid === process.getuid?.() || process.getuid?.() === 0;
  if ((mode & 0o777) !== 0o700 && isOurs) await chmod(pgdataOf(dataDir), 0o700);
}

async function removeAbandoned({ dataDir, user }: ClusterOptions): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (/^(password|start-).*\.tmp$/.test(name)) await rm(join(dataDir, name), { force: true });
    if (!name.startsWith(WORKSHOP)) continue;
    await killProcessesOf({ folder: join(dataDir, name, 'data'), user });
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function makeFolders(workshop: string, user: OsUser | undefined): Promise<string> {
  const data = join(workshop, 'data');
  for (const folder of [workshop, data]) {
    await mkdir(folder, { mode: 0o700 });
    await chmod(folder, 0o700);
    if (user !== undefined) await chown(folder, user.uid, user.gid);
  }
  return data;
}

async function initialise(
  workshop: string,
  data: string,
  password: string,
  { binaries, user }: ClusterOptions,
): Promise<void> {
  const passwordFile = join(workshop, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const folder = dataFolderArgument(data, user);
  const args = [
    ...['-D', folder, `--username=${ROLE}`, `--pwfile=${folder}/../password`, '--auth=scram-sha-256'],
    // The builtin provider knows Unicode, sorts by code point, and is the same on every system.
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
  ];
  const { exitCode, output } = await run(binaries.initdb, args, { cwd: data, user });
  if (exitCode !== 0) {
    const summary = `The embedded database could not be created (initdb: exit code ${exitCode ?? 'none'}).\n${output}`;
    if (!output.includes('could not look up effective user ID')) throw new Error(summary);
    const who = process.getuid?.() ?? '?';
    throw new DomainError(
      'INVALID_INPUT',
      `${summary}\ninitdb needs a user with a name, and /etc/passwd has none for the id ${who}: add one, ` +
        'or set DATABASE_URL.',
    );
  }
  await rm(passwordFile);
}

/** Sets a new password if the file was deleted. Only a user who can read the data folder gets here. */
async function ensurePassword(options: ClusterOptions): Promise<string> {
  const known = await readPassword(options.dataDir);
  if (known) return known;
  options.log('the password is lost: setting a new one');
  const password = newPassword();
  await runSql(`ALTER ROLE ${ROLE} PASSWORD '${password}'`, pgdataOf(options.dataDir), options);
  await writePassword(options.dataDir, password);
  return password;
}

/** Executes one statement without a server. */
async function runSql(sql: string, data: string, { binaries, user }: ClusterOptions): Promise<void> {
  const args = ['--single', '-D', dataFolderArgument(data, user), MAINTENANCE_DATABASE];
  const { exitCode, output } = await run(binaries.postgres, args, { cwd: data, user, input: `${sql};\n` });
  // Single-user mode exits with 0 even if the statement fails.
  if (exitCode !== 0 || /\b(ERROR|FATAL|PANIC): /.test(output))
    throw new Error(`The embedded database could not be prepared.\n${output}`);
}

/** The password of the role; undefined if there is none yet. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  return (await readIfThere(join(dataDir, PASSWORD_FILE)))?.trim();
}

async function writePassword(dataDir: string, password: string): Promise<void> {
  await writePrivately(join(dataDir, PASSWORD_FILE), `${password}\n`, rename);
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}
