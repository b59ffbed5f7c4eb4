/** How much a run may ask of the database; null where nothing limits it. */
export interface ThrottleLimits {
  /** Organizations a second, by all workers together. */
  readonly maxRate: number | null;
  /** Seconds that a standby may be behind before the workers wait. */
  readonly maxReplicationLag: number | null;
  /** Sessions of others that may wait for locks before the workers wait. */
  readonly maxLockWaits: number | null;
}

/** What the database says of itself. */
export interface DatabaseLoad {
  readonly lockWaits: number;
  readonly standbys: readonly StandbyLoad[];
}

export interface StandbyLoad {
  readonly name: string;
  /** Null where the database does not tell. */
  readonly lagSeconds: number | null;
}

/**
 * Why the workers should wait, for people; null where nothing stands against going on. It fails closed: what a limit asks for and the
 * database does not tell counts as too much.
 */
export function holdReason(limits: ThrottleLimits, { lockWaits, standbys }: DatabaseLoad): string | null {
  const { maxLockWaits, maxReplicationLag } = limits;
  if (maxLockWaits !== null && lockWaits > maxLockWaits) {
    return `${lockWaits} ${lockWaits === 1 ? 'session waits' : 'sessions wait'} for locks (limit ${maxLockWaits})`;
  }
  if (maxReplicationLag === null) return null;
  if (standbys.length === 0)
    return `no standby is connected, so that its lag cannot be told (limit ${maxReplicationLag} s)`;
  const hidden = standbys.find(({ lagSeconds }) => lagSeconds === null);
  if (hidden)
    return `the lag of the standby '${hidden.name}' cannot be seen: GRANT pg_monitor to the database user (limit ${maxReplicationLag} s)`;
  const [worst] = [...standbys].sort((a, b) => (b.lagSeconds ?? 0) - (a.lagSeconds ?? 0));
  if (!worst || (worst.lagSeconds ?? 0) <= maxReplicationLag) return null;
  return `the standby '${worst.name}' is ${(worst.lagSeconds ?? 0).toFixed(1)} s behind (limit ${maxReplicationLag} s)`;
}
