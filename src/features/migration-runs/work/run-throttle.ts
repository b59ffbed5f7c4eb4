import type { DataSource } from 'typeorm';
import { DatabaseWatch } from '../../../database/database-load';
import { holdReason, type ThrottleLimits } from '../../../domain/run/throttle';

/** How long one measurement is valid for all workers of a process. */
const LOOK_MS = 1_000;

/** Holds back the workers of this process while the load of the database exceeds the current limits of the run. */
export class RunThrottle {
  private readonly watch: DatabaseWatch;
  private looking: Promise<string | null> = Promise.resolve(null);
  private lookedAt = -Infinity;
  private held = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly runId: number,
  ) {
    this.watch = new DatabaseWatch(dataSource);
  }

  /** Whether the workers have to wait; the run's progress then has the reason. */
  async holdsBack(): Promise<boolean> {
    if (performance.now() - this.lookedAt >= LOOK_MS) {
      this.lookedAt = performance.now();
      this.looking = this.look();
    }
    return (await this.looking) !== null;
  }

  private async look(): Promise<string | null> {
    const limits = await this.readLimits();
    const watched = { lockWaits: limits.maxLockWaits !== null, standbys: limits.maxReplicationLag !== null };
    const reason = watched.lockWaits || watched.standbys ? holdReason(limits, await this.watch.look(watched)) : null;
    if (reason !== null || this.held) await this.note(reason);
    this.held = reason !== null;
    return reason;
  }

  private async readLimits(): Promise<ThrottleLimits> {
    const [found]: readonly ThrottleLimits[] = await this.dataSource.query(
      `SELECT max_rate AS "maxRate", max_replication_lag AS "maxReplicationLag", max_lock_waits AS "maxLockWaits"
       FROM migration_runs WHERE id = $1`,
      [this.runId],
    );
    if (!found) throw new Error(`run ${this.runId} does not exist`);
    return found;
  }

  private async note(reason: string | null): Promise<void> {
    await this.dataSource.query(
      'UPDATE migration_runs SET hold_reason = $2, hold_seen_at = clock_timestamp() WHERE id = $1',
      [this.runId, reason],
    );
  }
}
