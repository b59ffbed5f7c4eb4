/** The limits of a run's load on the database; null for no limit. */
export interface ThrottleLimits {
  /** Organizations a second, by all workers together. */
  readonly maxRate: number | null;
  /** The lag of a standby, in seconds, above which the workers wait. */
  readonly maxReplicationLag: number | null;
  /** The number of other sessions waiting for locks above which the workers wait. */
  readonly maxLockWaits: number | null;
}

/** The database's current load. */
export interface DatabaseLoad {
  readonly lockWaits: number;
  readonly standbys: readonly StandbyLoad[];
}

export interface StandbyLoad {
  readonly name: string;
  /** Null if the database does not report it. */
  readonly lagSeconds: number | null;
}

/**
 * Why the workers must wait, as text for the operator. It fails closed: a limited figure that the database does not
 * report counts as too high.
 * @returns null if the workers may continue
 */
export function holdReason(limits: ThrottleLimits, { lockWaits, standbys }: DatabaseLoad): string | null {
  const { maxLockWaits, maxReplicationLag } = limits;
  if (maxLockWaits !== null && lockWaits > maxLockWaits) {
    return `${lockWaits} ${lockWaits === 1 ? 'session waits' : 'sessions wait'} for locks (limit ${maxLockWaits})`;
  }
  if (maxReplicationLag === null) return null;
  if (standbys.length === 0) return `no standby is connected, so the lag is unknown (limit ${maxReplicationLag} s)`;
  const hidden = standbys.find(({ lagSeconds }) => lagSeconds === null);
  if (hidden)
    return (
      `the lag of the standby '${hidden.name}' cannot be seen: ` +
      `GRANT pg_monitor to the database user (limit ${maxReplicationLag} s)`
    );
  const [worst] = [...standbys].sort((a, b) => (b.lagSeconds ?? 0) - (a.lagSeconds ?? 0));
  if (!worst || (worst.lagSeconds ?? 0) <= maxReplicationLag) return null;
  return `the standby '${worst.name}' is ${(worst.lagSeconds ?? 0).toFixed(1)} s behind (limit ${maxReplicationLag} s)`;
}
