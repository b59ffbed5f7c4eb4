import type { EntityManager } from 'typeorm';
import { invalidInput } from '../domain/errors';

/**
 * Holds whoever does what cannot be undone to the database that they believe to be at.
 * @returns its name
 * @throws DomainError INVALID_INPUT where it has another one
 */
export async function confirmDatabase(manager: EntityManager, confirm: string): Promise<string> {
  const [row]: readonly { name: string }[] = await manager.query('SELECT current_database()::text AS name');
  if (row?.name === confirm) return confirm;
  throw invalidInput(
    [{ field: '--confirm', message: `must be '${row?.name ?? ''}', the name of this database, not '${confirm}'` }],
    'Nothing was changed',
  );
}
