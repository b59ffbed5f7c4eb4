import { readFile, stat } from 'node:fs/promises';
import { DomainError } from '../../domain/errors';
import { outputOf } from './process-identity';

/** A user of the operating system that a child process shall run as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: OsUser = { uid: 65534, gid: 65534 };

/**
 * Who PostgreSQL runs as: undefined is whoever we are, which it refuses for root. Then it is the owner of the data,
 * or `nobody` for new data. Throws `INVALID_INPUT` as root on systems without /proc.
 */
export async function chooseServerUser(pgdata: string): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') {
    throw new DomainError(
      'INVALID_INPUT',
      'PostgreSQL does not run as root: run this as an ordinary user, or set DATABASE_URL to a PostgreSQL database.',
    );
  }
  const owner = await ownerOf(pgdata);
  if (owner !== undefined && owner.uid !== 0) return owner;
  const user = await nobody();
  // A copy that root restored: PostgreSQL starts only on data that it owns.
  if (owner !== undefined) await outputOf('chown', ['-R', `${user.uid}:${user.gid}`, pgdata]);
  return user;
}

/** Who the keeper runs as: undefined is whoever we are; for root the owner of the folder, who so can go on using it. */
export async function chooseKeeperUser(dataDir: string): Promise<OsUser | undefined> {
  const owner = process.getuid?.() === 0 ? await ownerOf(dataDir) : undefined;
  return owner === undefined || owner.uid === 0 ? undefined : owner;
}

/** The name of a user, or `uid <n>` where it has none. */
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

async function ownerOf(path: string): Promise<OsUser | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : { uid: found.uid, gid: found.gid };
}
