import { setTimeout as delay } from 'node:timers/promises';
import { type Replica, ReplicaError, type ReplicaTrouble } from '../database/replica';
import { parseLsn, type WalPosition } from '../database/wal-position';
import type { AccessSource } from './load-access';

/** How long the primary alone is asked after a replica was behind, or could not answer at all. */
const BEHIND_MS = 50;
const AWAY_MS = 1_000;

export interface ReplicaReadsOptions {
  readonly replica: Pick<Replica, 'readAfter'>;
  /** Asks the primary how far it has written. */
  readonly position: () => Promise<WalPosition>;
  /** Whether this process receives every change; otherwise only the primary is asked. */
  readonly isLineUp: () => boolean;
  /** Told why replicas are not used, once for each reason; null when they are used again. */
  readonly onTrouble: (trouble: ReplicaError | null) => void;
}

/** What was read where since the start. */
export interface ReplicaStatistics {
  /** Answered by a replica. */
  replica: number;
  /** Answered by the primary, because no replica was known to have replayed enough, or none answered. */
  primary: number;
}

/**
 * Reads from replicas, as far as they have replayed all that this process knows of: every change it was notified of or
 * has made, and everything that it has read. Otherwise it reads from the primary. By positions in the log, not by time.
 */
export class ReplicaReads implements AccessSource {
  readonly statistics: ReplicaStatistics = { replica: 0, primary: 0 };
  /** What a replica must have replayed; null while that is not known, and only the primary is asked. */
  private required: WalPosition | null = null;
  private asking = false;
  private changes = 0;
  /** The latest that was read while what is required was not known. */
  private seenMeanwhile: bigint | null = null;
  private notBefore = 0;
  private told: ReplicaTrouble | null = null;

  constructor(
    private readonly primary: AccessSource,
    private readonly options: ReplicaReadsOptions,
  ) {}

  async query(statement: string, parameters: unknown[]): Promise<unknown> {
    const { required } = this;
    if (required && this.options.isLineUp() && performance.now() >= this.notBefore) {
      // One request finds out whether they answer again; the others do not wait for it.
      if (this.told !== null) this.notBefore = performance.now() + AWAY_MS;
      try {
        const rows = await this.options.replica.readAfter(required, statement, parameters);
        this.statistics.replica++;
        this.notBefore = 0;
        this.tell(null);
        return rows;
      } catch (error) {
        if (!(error instanceof ReplicaError)) throw error;
        this.notBefore = performance.now() + (error.trouble === 'BEHIND' ? BEHIND_MS : AWAY_MS);
        this.tell(error);
      }
    }
    this.statistics.primary++;
    return this.primary.query(statement, parameters);
  }

  /** Something was changed, here or elsewhere: a replica must have replayed it from now on. */
  readonly changed = (): void => {
    this.required = null;
    this.changes++;
    void this.ask();
  };

  /**
   * Asks the primary how far it has written: call it now and then, for changes of which nobody is notified. Replicas
   * have a moment to replay it before it is required of them, or the primary would be asked after each look.
   */
  async look(): Promise<void> {
    if (!this.required) return this.ask();
    const { changes } = this;
    try {
      const position = await this.options.position();
      await delay(BEHIND_MS, undefined, { ref: false });
      if (changes === this.changes) this.raise(position);
    } catch {
      // With the next heartbeat.
    }
  }

  /** Something was read that includes everything up to here: nothing older may be read after it. */
  readonly seen = (lsn: string): void => {
    const reached = parseLsn(lsn);
    if (this.required) this.raise({ ...this.required, lsn: reached });
    else if (this.seenMeanwhile === null || reached > this.seenMeanwhile) this.seenMeanwhile = reached;
  };

  private raise(position: WalPosition): void {
    const { required } = this;
    if (required?.system === position.system && required.timeline >= position.timeline) {
      if (required.timeline > position.timeline || required.lsn >= position.lsn) return;
    }
    this.required = position;
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      while (!this.required) {
        const { changes } = this;
        const position = await this.options.position();
        // What was changed meanwhile may be later.
        if (changes !== this.changes) continue;
        this.required = position;
        if (this.seenMeanwhile !== null) this.raise({ ...position, lsn: this.seenMeanwhile });
        this.seenMeanwhile = null;
      }
    } catch {
      // Asked again with the next heartbeat; until then the primary answers.
    } finally {
      this.asking = false;
    }
  }

  private tell(error: ReplicaError | null): void {
    // Behind is what replicas are now and then.
    const trouble = error === null || error.trouble === 'BEHIND' ? null : error.trouble;
    if (error?.trouble === 'BEHIND' || trouble === this.told) return;
    this.told = trouble;
    this.options.onTrouble(error);
  }
}
