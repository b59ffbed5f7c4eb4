import type { EntityManager } from 'typeorm';
import { databaseError } from '../../../platform/database-error';
import { messageOf } from '../../../platform/error-shape';
import { troubleOf } from '../../../store/lease';
import { isFaultyStatement, isRowSecurity } from '../../../store/sqlstates';

/**
 * Writes entries. If the database refuses them, they are halved repeatedly, down to each single entry at fault: that
 * one fails, the others are written.
 * @param write writes entries in a savepoint, and returns them as they were written
 * @param refused returns the entry to record instead of one at fault
 */
export async function writeOrHalve<Entry>(
  manager: EntityManager,
  entries: readonly Entry[],
  write: (savepoint: EntityManager, entries: readonly Entry[]) => Promise<readonly Entry[]>,
  refused: (entry: Entry, refusal: string) => Promise<Entry>,
): Promise<readonly Entry[]> {
  try {
    // A transaction within a transaction becomes a savepoint.
    return await manager.transaction(async (savepoint) => {
      const written = await write(savepoint, entries);
      // Deferred constraints are checked now: at the commit it would be too late to find the rows at fault.
      await savepoint.query('SET CONSTRAINTS ALL IMMEDIATE');
      return written;
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    const [first] = entries;
    if (entries.length === 1 && first) return [await refused(first, refusal)];
    const middle = Math.ceil(entries.length / 2);
    const left = await writeOrHalve(manager, entries.slice(0, middle), write, refused);
    return [...left, ...(await writeOrHalve(manager, entries.slice(middle), write, refused))];
  }
}

/**
 * Why the database refused entries, if the rows of an organization may be the cause: a constraint, a type, or an error
 * with any code raised by another application's trigger. Undefined for errors of the connection, of resources, caused
 * by another session, or in the statement itself, and of row security: they say nothing about a single organization.
 */
function refusalOf(error: unknown): string | undefined {
  const code = databaseError(error)?.code;
  if (code === undefined || troubleOf(error) !== 'FAULT') return undefined;
  return isFaultyStatement(error) || isRowSecurity(error) ? undefined : `${messageOf(error)} (SQLSTATE ${code})`;
}
