import type { Database } from '../database/database';
import { DomainError } from '../domain/errors';

/** @throws DomainError INVALID_INPUT if the server is a standby, which only reads */
export async function requireWritable(database: Pick<Database, 'dataSource' | 'name' | 'host'>): Promise<void> {
  const [row]: readonly { standby: boolean }[] = await database.dataSource.query(
    'SELECT pg_is_in_recovery() AS standby',
  );
  if (row?.standby) throw readOnlyServer(database);
}

/** What to say when a server refuses to write. */
export function readOnlyServer({ name, host }: Pick<Database, 'name' | 'host'>): DomainError {
  return new DomainError(
    'INVALID_INPUT',
    `The database '${name}' at ${host} only reads: it is a standby, or was made read-only. Point DATABASE_URL to the ` +
      'primary, or list all hosts in it (host1:5432,host2:5432), and the one that can be written to is used.',
  );
}
