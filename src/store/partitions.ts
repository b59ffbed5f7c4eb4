import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import {
  JOURNAL,
  MONTHLY_TABLES,
  PARTITION_FUNCTION,
  PARTITION_FUNCTION_ARGUMENTS,
} from '../../migrations/baseline/partitions';
import { DomainError } from '../domain/errors';
import { monthsToMake } from '../domain/retention/months';
import { abortableDelay } from '../platform/abortable-delay';
import { isLackOfRights, isLockedOut } from './sqlstates';

const MAKE = `SELECT ${SCHEMA}.${PARTITION_FUNCTION}($1, $2) AS made`;

/** Runs of at least so many organizations have a partition of the journal to themselves. */
export const OWN_PARTITION_FROM = 10_000;

/** How often partitions are made: months ahead, so that most of the tries may fail. */
const EVERY_MS = 3_600_000;

/**
 * Makes the partitions of this month and the next ones, and moves rows that found none from the default partitions to
 * their months. Each partition is made in a transaction of its own; any number of processes may do this at once.
 * @returns the names of the partitions that were made
 */
export async function makePartitions(dataSource: DataSource, at = new Date()): Promise<readonly string[]> {
  const names: string[] = [];
  const make = async (table: string, part: string | null): Promise<boolean> => {
    const [made]: readonly { made: string | null }[] = await dataSource.query(MAKE, [table, part]);
    if (!made?.made) return false;
    names.push(made.made);
    return true;
  };
  await make(JOURNAL, null); // its default partition, if somebody dropped it
  for (const table of MONTHLY_TABLES) {
    for (const month of monthsToMake(at)) await make(table, month);
    while (await make(table, null));
  }
  return names;
}

/**
 * Gives a run whose organizations are known a partition of the journal, if it is large. Call it in the transaction
 * before the first row of the journal is written. Without the locks, or the right, the run shares the default one.
 */
export async function makeRunPartition(
  manager: EntityManager,
  { id, total }: { readonly id: number; readonly total: number | null },
): Promise<void> {
  if (total === null || total < OWN_PARTITION_FROM) return;
  try {
    await manager.transaction((savepoint) => savepoint.query(MAKE, [JOURNAL, String(id)]));
  } catch (error) {
    if (!isLockedOut(error) && !isLackOfRights(error)) throw error;
  }
}

export interface ServePartitionsOptions {
  readonly signal: AbortSignal;
  /** Called with each error of another kind than a lock that was not given: that is tried again. */
  readonly onError: (error: unknown) => void;
}

/** Makes partitions at once and every hour, until the signal aborts. */
export async function servePartitions(
  dataSource: DataSource,
  { signal, onError }: ServePartitionsOptions,
): Promise<void> {
  let mayNot = false;
  while (!signal.aborted) {
    try {
      await makePartitions(dataSource);
    } catch (error) {
      const lacksRight = isLackOfRights(error);
      if (!isLockedOut(error) && !(lacksRight && mayNot)) onError(lacksRight ? lackOfRights() : error);
      mayNot = lacksRight;
    }
    await abortableDelay(EVERY_MS, signal);
  }
}

/** Makes partitions now. @returns those that were made, or why not all of them could be; that fails nothing else */
export async function tryMakePartitions(
  dataSource: DataSource,
): Promise<{ readonly made: readonly string[]; readonly fault: string | null }> {
  try {
    return { made: await makePartitions(dataSource), fault: null };
  } catch (error) {
    if (isLackOfRights(error)) return { made: [], fault: lackOfRights().message };
    if (!isLockedOut(error)) throw error;
    const fault = 'Not all partitions of the next months were made, because others hold the tables; servers try again.';
    return { made: [], fault };
  }
}

/** Nothing is lost without it: rows go to the default partitions, until `db migrate` sorts them. */
function lackOfRights(): DomainError {
  const name = `${SCHEMA}.${PARTITION_FUNCTION}(${PARTITION_FUNCTION_ARGUMENTS})`;
  return new DomainError(
    'FORBIDDEN',
    `The role of DATABASE_URL may not make partitions: GRANT EXECUTE ON FUNCTION ${name} TO it. ` +
      "Until then rows of new months go to the default partitions, from which 'portcullis db migrate' moves them.",
  );
}
