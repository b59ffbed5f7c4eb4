import type { EntityManager } from 'typeorm';
import { invalidInput } from '../domain/errors';

/**
 * Checks the operator's confirmation of an irreversible operation.
 * @param confirm the name of the database, as the operator typed it
 * @returns the name
 * @throws DomainError INVALID_INPUT if the connected database has another name
 */
export async function confirmDatabase(manager: EntityManager, confirm: string): Promise<string> {
  const [row]: readonly { name: string }[] = await manager.query('SELECT current_database()::text AS name');
  if (row?.name === confirm) return confirm;
  throw invalidInput(
    [{ field: '--confirm', message: `must be '${row?.name ?? ''}', the name of this database, not '${confirm}'` }],
    'Nothing was changed',
  );
}
