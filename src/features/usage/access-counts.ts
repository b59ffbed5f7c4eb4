import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Decision } from '../../domain/decision/decision';
import { type AccessCountKey, accessCountKey } from '../../domain/parity/access-count';

const FLUSH_MS = 2_000;
/** How many keys are buffered while the database is unreachable; checks with further keys only count as dropped. */
const MAX_KEYS = 50_000;
/** How many days counts are retained. */
export const KEPT_DAYS = 400;
/** How many days the last batch of each process is remembered: far longer than a process retries a batch. */
const WRITER_KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

interface Counted extends AccessCountKey {
  /** In UTC, `2026-11-25`. */
  readonly day: string;
  count: number;
}

/**
 * Counts that are written together. A batch is retried unchanged, because it may be stored although the response was
 * lost.
 */
interface Batch {
  readonly number: number;
  /** In a fixed order, to avoid deadlocks between processes. */
  readonly counts: readonly Counted[];
}

export interface AccessCountsOptions {
  /** Called if a flush fails; its counts are retained, and written with the next one. */
  readonly onFailure: (error: unknown) => void;
  readonly maxKeys?: number;
}

/**
 * Counts checks in memory, and writes them to `access_counts` every two seconds and at the end. Requests do not wait
 * for it, and a kill loses the counts of a few seconds at most. Nothing is counted twice, even if responses of the
 * database are lost.
 */
export class AccessCounts {
  private readonly writer = randomUUID();
  private counts = new Map<string, Counted>();
  private unanswered: Batch | null = null;
  private batches = 0;
  private day = { number: NaN, text: '' };
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  private prunedOn = '';
  /** The number of checks that were not counted because the buffer was full. */
  dropped = 0;

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly options: AccessCountsOptions,
  ) {}

  /** Counts a decision as a check. */
  count(decision: Decision, at = new Date()): void {
    const { organizationId, moduleKey, submoduleKey, gating, allowed, reason, unexpected, differs } =
      accessCountKey(decision);
    const day = this.dayOf(at);
    const marks = [allowed, unexpected, differs].map(Number).join('');
    const key = `${day} ${moduleKey}/${submoduleKey} ${gating} ${marks} ${reason} ${organizationId ?? ''}`;
    const known = this.counts.get(key);
    if (known) known.count++;
    else if (this.counts.size + (this.unanswered?.counts.length ?? 0) < (this.options.maxKeys ?? MAX_KEYS)) {
      this.counts.set(key, {
        day,
        organizationId,
        moduleKey,
        submoduleKey,
        gating,
        allowed,
        reason,
        unexpected,
        differs,
        count: 1,
      });
    } else this.dropped++;
  }

  /** Starts writing every two seconds. */
  start(): this {
    this.timer ??= setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
    return this;
  }

  /** Writes what was counted since the last flush, and retains it if that fails. Flushes run one after the other. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  /** Stops, and writes the rest. */
  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.flush();
  }

  /** The day as text, formatted only once a day because there are thousands of checks per second. */
  private dayOf(at: Date): string {
    const number = Math.floor(at.getTime() / DAY_MS);
    if (this.day.number !== number) this.day = { number, text: at.toISOString().slice(0, 10) };
    return this.day.text;
  }

  private async write(): Promise<void> {
    try {
      await this.send();
      this.takeBatch();
      await this.send();
    } catch (error) {
      this.options.onFailure(error);
      return;
    }
    await this.prune().catch(this.options.onFailure);
  }

  private takeBatch(): void {
    if (this.counts.size === 0) return;
    const counts = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted);
    this.counts = new Map();
    this.unanswered = { number: ++this.batches, counts };
  }

  private async send(): Promise<void> {
    if (!this.unanswered) return;
    const { number, counts } = this.unanswered;
    await this.manager.query(ADD, [
      ...COLUMNS.map((column) => counts.map((counted) => counted[column])),
      this.writer,
      number,
    ]);
    this.unanswered = null;
  }

  private async prune(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.prunedOn === today) return;
    await this.manager.query('DELETE FROM access_counts WHERE day < $1::date', [dayBefore(KEPT_DAYS)]);
    await this.manager.query('DELETE FROM access_count_writers WHERE written_at < $1::date', [
      dayBefore(WRITER_KEPT_DAYS),
    ]);
    this.prunedOn = today;
  }
}

const COLUMNS = [
  'day',
  'organizationId',
  'moduleKey',
  'submoduleKey',
  'gating',
  'allowed',
  'reason',
  'unexpected',
  'differs',
  'count',
] as const;

/**
 * Stores a batch once: a retry inserts nothing into `turn`. While the first try is still in progress, its row lock
 * makes the retry wait.
 */
const ADD = `
  WITH turn AS (
    INSERT INTO access_count_writers AS w (writer, batch) VALUES ($11, $12)
    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, written_at = now() WHERE w.batch < excluded.batch
    RETURNING 1)
  INSERT INTO access_counts
    (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs, count)
  SELECT * FROM unnest($1::date[], $2::organization_ids, $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[],
                       $8::boolean[], $9::boolean[], $10::bigint[])
  WHERE EXISTS (SELECT 1 FROM turn)
  ON CONFLICT (day, (coalesce('=' || org_id::text, '')), module_key, submodule_key, gating, allowed, reason, unexpected,
               differs)
  DO UPDATE SET count = access_counts.count + excluded.count`;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
