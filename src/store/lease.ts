import type { EntityManager } from 'typeorm';
import { isConnectionTrouble, isOutOfResources, isTransientState } from './sqlstates';

/** A worker whose transaction runs no statement for this time (stopped, swapped out, cut off) loses its lease. */
export const DEFAULT_LEASE_SECONDS = 30;
/** How long to wait for another session's lock before the work is returned, to be tried again. */
const LOCK_TIMEOUT_MS = 10_000;

/** Settings for a transaction that works under a lease. */
const SETTINGS: Readonly<Record<string, string>> = {
  lock_timeout: String(LOCK_TIMEOUT_MS),
  // For thousands of lookups that find no or few rows, an index scan starts at half the cost.
  enable_bitmapscan: 'off',
  // The workers already run in parallel.
  max_parallel_workers_per_gather: '0',
};

/** SQL for whether no worker holds the row, or its holder has lost the lease. */
export const IS_FREE = '(leased_until IS NULL OR leased_until < clock_timestamp())';

/** This worker was idle for too long, and another one holds the work now: the transaction is rolled back. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';
}

/**
 * Prepares a transaction for leased work: PostgreSQL ends the session of a worker that stays idle in it, which releases
 * its locks.
 * @param leaseSeconds how long the worker may be idle
 */
export async function beginLeasedWork(manager: EntityManager, leaseSeconds = DEFAULT_LEASE_SECONDS): Promise<void> {
  const lease = String(leaseSeconds * 1000);
  const settings = {
    ...SETTINGS,
    idle_in_transaction_session_timeout: lease,
    // A session also ends if the worker stops reading while results are sent to it: it is not idle then.
    tcp_user_timeout: lease,
  };
  await manager.query('SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)', [
    Object.keys(settings),
    Object.values(settings),
  ]);
}

/**
 * Why leased work failed:
 * - `LOST`: another worker holds it now;
 * - `DATABASE`: the connection or the server's resources; nothing is lost, and the work waits until an operator has
 *   fixed it;
 * - `AGAIN`: another session was in the way (deadlock, lock or statement timeout); a retry may succeed;
 * - `FAULT`: anything else; a retry would fail the same way.
 */
export type LeasedTrouble = 'LOST' | 'DATABASE' | 'AGAIN' | 'FAULT';

/** Classifies the error that ended leased work. */
export function troubleOf(error: unknown): LeasedTrouble {
  if (error instanceof LostLeaseError) return 'LOST';
  if (isConnectionTrouble(error) || isOutOfResources(error)) return 'DATABASE';
  return isTransientState(error) ? 'AGAIN' : 'FAULT';
}
