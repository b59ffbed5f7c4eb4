import type { EntityManager } from 'typeorm';
import { accessCountKey, type AccessCountKey } from '../../domain/access-count';
import type { Decision } from '../../domain/decision';

const FLUSH_MS = 2_000;
/** Keys that are held while the database is away; more are not counted by key, but told of. */
const MOST_KEYS = 50_000;
/** How long counts are kept. */
export const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

interface Counted extends AccessCountKey {
  /** In UTC, `2026-11-25`. */
  readonly day: string;
  count: number;
}

export interface AccessCountsOptions {
  /** Told of a flush that failed; its counts are kept, and written with the next one. */
  readonly onFailure: (error: unknown) => void;
  readonly maxKeys?: number;
}

/**
 * Counts checks in memory, and writes them to `access_counts` every two seconds and at the end: nothing is written in a request's way, and a
 * kill loses some seconds' counts at most.
 */
export class AccessCounts {
  private counts = new Map<string, Counted>();
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  private prunedOn = '';
  /** Checks that were not counted, since too many keys were held already. */
  dropped = 0;

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly options: AccessCountsOptions,
  ) {}

  /** Counts a decision that was served as a check. */
  count(decision: Decision, at = new Date()): void {
    this.add({ ...accessCountKey(decision), day: at.toISOString().slice(0, 10), count: 1 });
  }

  /** Begins to write every two seconds. */
  start(): this {
    this.timer ??= setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
    return this;
  }

  /** Writes what was counted since the last time; where that fails it is kept. Never two at once. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  /** Writes the rest. */
  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.flush();
  }

  private add(counted: Counted): void {
    const { day, organizationId, moduleKey, submoduleKey, gating, allowed, reason, unexpected, differs } = counted;
    const key = `${day} ${organizationId} ${moduleKey}/${submoduleKey} ${gating} ${String(allowed)} ${reason} ${String(unexpected)} ${String(differs)}`;
    const known = this.counts.get(key);
    if (known) known.count += counted.count;
    else if (this.counts.size < (this.options.maxKeys ?? MOST_KEYS)) this.counts.set(key, counted);
    else this.dropped += counted.count;
  }

  private async write(): Promise<void> {
    const written = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted);
    this.counts = new Map();
    try {
      // In one order whoever writes, so that processes wait for each other rather than for ever.
      if (written.length > 0) await this.manager.query(ADD, COLUMNS.map((column) => written.map((counted) => counted[column])));
    } catch (error) {
      for (const counted of written) this.add(counted);
      this.options.onFailure(error);
      return;
    }
    await this.prune().catch(this.options.onFailure);
  }

  private async prune(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.prunedOn === today) return;
    await this.manager.query('DELETE FROM access_counts WHERE day < $1::date', [new Date(Date.now() - KEPT_DAYS * DAY_MS).toISOString().slice(0, 10)]);
    this.prunedOn = today;
  }
}

const COLUMNS = ['day', 'organizationId', 'moduleKey', 'submoduleKey', 'gating', 'allowed', 'reason', 'unexpected', 'differs', 'count'] as const;

const ADD = `
  INSERT INTO access_counts (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs, count)
  SELECT * FROM unnest($1::date[], $2::int[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::boolean[], $9::boolean[], $10::bigint[])
  ON CONFLICT (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs) DO UPDATE SET count = access_counts.count + excluded.count`;
