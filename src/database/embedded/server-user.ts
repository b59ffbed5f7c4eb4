import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DomainError } from '../../domain/errors';
import { outputOf } from './process-identity';

/** A user of the operating system that a child process shall run as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: OsUser = { uid: 65534, gid: 65534 };

/**
 * The user that PostgreSQL runs as; undefined for our own. PostgreSQL refuses to run as root: then it is the owner of
 * the data, or for new data the owner of the folder around it, or `nobody` if that is root. Throws `INVALID_INPUT` as
 * root on systems without /proc.
 */
export async function chooseServerUser(pgdata: string): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') {
    throw new DomainError(
      'INVALID_INPUT',
      'PostgreSQL does not run as root: run this as an ordinary user, or set DATABASE_URL to a PostgreSQL database.',
    );
  }
  const owner = await ordinaryOwnerOf(pgdata);
  if (owner !== undefined) return owner;
  const user = (await ordinaryOwnerOf(dirname(pgdata))) ?? (await nobody());
  // A copy that root restored: PostgreSQL starts only on data that it owns.
  if (await stat(pgdata).catch(() => undefined)) await outputOf('chown', ['-R', `${user.uid}:${user.gid}`, pgdata]);
  return user;
}

/** The user that a server on existing data runs as; undefined if that is our own, or if the data does not exist. */
export async function findServerUser(pgdata: string): Promise<OsUser | undefined> {
  return process.getuid?.() === 0 ? ordinaryOwnerOf(pgdata) : undefined;
}

/** The name of a user, or `uid <n>` for a user without a name. */
export async function nameOf(uid: number): Promise<string> {
  return (await accounts()).find((account) => account.uid === uid)?.name ?? `uid ${uid}`;
}

async function nobody(): Promise<OsUser> {
  return (await accounts()).find(({ name }) => name === 'nobody') ?? NOBODY;
}

async function accounts(): Promise<(OsUser & { readonly name: string })[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name === undefined || uid === undefined || gid === undefined
      ? []
      : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

async function ordinaryOwnerOf(path: string): Promise<OsUser | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}
