import type { EntityManager } from 'typeorm';
import { databaseError } from '../../../platform/database-error';
import { messageOf } from '../../../platform/error-shape';
import { isFaultyStatement } from '../../../store/sqlstates';
import { troubleOf } from '../../../store/lease';

/**
 * Writes a slice of a batch. Where the database refuses it, the slice is halved, down to the one organization that is at fault: that
 * one fails, the others are done.
 * @param write does it, in a savepoint; gives the entries as they were written
 * @param refused what becomes of the one at fault
 */
export async function writeOrHalve<Entry>(
  manager: EntityManager,
  entries: readonly Entry[],
  write: (savepoint: EntityManager, entries: readonly Entry[]) => Promise<readonly Entry[]>,
  refused: (entry: Entry, refusal: string) => Promise<Entry>,
): Promise<readonly Entry[]> {
  try {
    // A transaction within a transaction is a savepoint.
    return await manager.transaction(async (savepoint) => {
      const written = await write(savepoint, entries);
      // What would be checked at the commit only, too late to tell whose rows are at fault.
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
 * What the database has against a slice, where it may be about one organization's rows: a constraint, a type, whatever a foreign trigger
 * raises under whatever code. Undefined for trouble that is not: the connection, resources, another session, a statement that is wrong.
 */
function refusalOf(error: unknown): string | undefined {
  const code = databaseError(error)?.code;
  if (code === undefined || troubleOf(error) !== 'FAULT') return undefined;
  return isFaultyStatement(error) ? undefined : `${messageOf(error)} (SQLSTATE ${code})`;
}
