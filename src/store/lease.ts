import type { EntityManager } from 'typeorm';
import { isConnectionTrouble, isOutOfResources, isTransientState } from './sqlstates';

/** A worker that is in its transaction for so long without a statement (stopped, swapped out, cut off) loses its lease. */
export const DEFAULT_LEASE_SECONDS = 30;
/** Another session's lock on a row or a table: the work is put back and tried again rather than wait for ever. */
const LOCK_TIMEOUT_MS = 10_000;

/** Settings of a transaction that works under a lease. */
const SETTINGS: Readonly<Record<string, string>> = {
  lock_timeout: String(LOCK_TIMEOUT_MS),
  // Thousands of look-ups that find nothing or a few rows: an index scan begins at half the cost.
  enable_bitmapscan: 'off',
  // The workers themselves are what goes on side by side.
  max_parallel_workers_per_gather: '0',
};

/** SQL: nobody holds the row, or its holder has lost it. */
export const IS_FREE = '(leased_until IS NULL OR leased_until < clock_timestamp())';

/** Another worker holds the work by now: this one was away for too long, and nothing of what it did is kept. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';
}

/** Prepares a transaction for leased work: a worker that falls silent in it loses its session, and with it all locks. */
export async function beginLeasedWork(manager: EntityManager, leaseSeconds = DEFAULT_LEASE_SECONDS): Promise<void> {
  const lease = String(leaseSeconds * 1000);
  const settings = {
    ...SETTINGS,
    idle_in_transaction_session_timeout: lease,
    // A worker that stops while more is being sent to it than fits between the two: its session does not count as idle then.
    tcp_user_timeout: lease,
  };
  await manager.query('SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)', [
    Object.keys(settings),
    Object.values(settings),
  ]);
}

/**
 * What became of leased work that failed:
 * - `LOST`: another worker holds it by now;
 * - `DATABASE`: the connection or the server's resources; the work waits, unharmed, until an operator has mended that;
 * - `AGAIN`: another session was in the way (deadlock, lock or statement timeout): worth another try;
 * - `FAULT`: anything else; another try would fail alike.
 */
export type LeasedTrouble = 'LOST' | 'DATABASE' | 'AGAIN' | 'FAULT';

/** Tells what kind of trouble ended leased work. */
export function troubleOf(error: unknown): LeasedTrouble {
  if (error instanceof LostLeaseError) return 'LOST';
  if (isConnectionTrouble(error) || isOutOfResources(error)) return 'DATABASE';
  return isTransientState(error) ? 'AGAIN' : 'FAULT';
}
