import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Decision } from '../domain/decision/decision';
import { type AccessCountKey, accessCountKey, type AccessCountKind } from '../domain/parity/access-count';
import { isLackOfRights } from './sqlstates';

const FLUSH_MS = 2_000;
/** How many keys are buffered while the database is unreachable; checks with further keys only count as dropped. */
const MAX_KEYS = 50_000;
/** How long nothing is counted after the role was refused the right to write counts. */
const REFUSED_MS = 600_000;
/** How many days counts are retained. */
export const KEPT_DAYS = 400;
/** How many days the last batch of each process is remembered: far longer than a process retries a batch. */
const WRITER_KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

interface Counted extends AccessCountKey {
  readonly kind: AccessCountKind;
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
  /** Who counts: `API_SOURCE`, or the name of an application. */
  readonly source: string;
  /**
   * Called if a flush fails, once until one succeeds. Its counts are retained, and written as soon as possible; if the
   * role has no right to write them, nothing is counted for ten minutes.
   */
  readonly onFailure: (error: unknown) => void;
  /** How many keys are buffered. @default 50,000 */
  readonly maxKeys?: number;
  /** How long nothing is counted after a refusal, in milliseconds. @default 600,000, ten minutes */
  readonly refusedMs?: number;
}

/** What became of counted checks and looks since the start. */
export interface AccessCountStatistics {
  /** How many are stored. */
  readonly written: number;
  /** How many were not counted, because the buffer was full, or the role has no right to write counts. */
  readonly dropped: number;
}

/**
 * Counts checks and looks in memory, and writes them to `access_counts` every two seconds and at the end. Requests do
 * not wait for it, and a kill loses the counts of a few seconds at most. Nothing is counted twice, even if responses of
 * the database are lost.
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
  private written = 0;
  private dropped = 0;
  private failing = false;
  /** Nothing is counted before this time, in milliseconds of the monotonic clock. */
  private refusedUntil = -Infinity;

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly options: AccessCountsOptions,
  ) {}

  get statistics(): AccessCountStatistics {
    return { written: this.written, dropped: this.dropped };
  }

  /** Counts a decision as a check. @returns what it counts as */
  count(decision: Decision, at = new Date()): AccessCountKey {
    const key = accessCountKey(decision);
    this.add('CHECK', key, at);
    return key;
  }

  /**
   * Counts a decision as a look. Looks of all organizations are counted together: a menu has a decision about each
   * submodule, and a row of each organization for each of them would be most of the table.
   */
  look(decision: Decision, at = new Date()): void {
    this.add('LOOK', { ...accessCountKey(decision), organizationId: null }, at);
  }

  /** Counts a decision that was made before, and is given again. */
  again(kind: AccessCountKind, key: AccessCountKey, at = new Date()): void {
    this.add(kind, kind === 'LOOK' ? { ...key, organizationId: null } : key, at);
  }

  private add(kind: AccessCountKind, key: AccessCountKey, at: Date): void {
    if (performance.now() < this.refusedUntil) {
      this.dropped++;
      return;
    }
    const { organizationId, moduleKey, submoduleKey, gating, allowed, reason, unexpected, differs } = key;
    const day = this.dayOf(at);
    const marks = [allowed, unexpected, differs].map(Number).join('');
    const text = `${kind} ${day} ${moduleKey}/${submoduleKey} ${gating} ${marks} ${reason} ${organizationId ?? ''}`;
    const known = this.counts.get(text);
    if (known) known.count++;
    else if (this.counts.size + (this.unanswered?.counts.length ?? 0) < (this.options.maxKeys ?? MAX_KEYS))
      this.counts.set(text, { ...key, kind, day, count: 1 });
    else this.dropped++;
  }

  /** Starts writing every two seconds. */
  start(): this {
    this.timer ??= setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
    return this;
  }

  /** Writes what was counted since the last flush, and retains it if that fails. Flushes run one after the other. */
  flush(): Promise<void> {
    const done = this.flushing.then(() => this.write());
    // The listener of failures may throw: the caller of this flush gets that, and the next one runs nevertheless.
    this.flushing = done.catch(() => undefined);
    return done;
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
      if (isLackOfRights(error)) this.pause();
      const isKnown = this.failing;
      this.failing = true;
      if (!isKnown) this.options.onFailure(error);
      return;
    }
    await this.prune().catch(this.options.onFailure);
  }

  /** Drops what was counted, which the database would refuse again and again, and counts nothing for a while. */
  private pause(): void {
    this.refusedUntil = performance.now() + (this.options.refusedMs ?? REFUSED_MS);
    for (const { count } of [...this.counts.values(), ...(this.unanswered?.counts ?? [])]) this.dropped += count;
    this.counts = new Map();
    this.unanswered = null;
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
      this.options.source,
    ]);
    this.unanswered = null;
    this.failing = false;
    for (const { count } of counts) this.written += count;
  }

  private async prune(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.prunedOn === today) return;
    try {
      await this.manager.query('DELETE FROM access_counts WHERE day < $1::date', [dayBefore(KEPT_DAYS)]);
      await this.manager.query('DELETE FROM access_count_writers WHERE written_at < $1::date', [
        dayBefore(WRITER_KEPT_DAYS),
      ]);
    } catch (error) {
      // The role of an application may have rights to add counts alone: then a server of the API deletes old ones.
      if (!isLackOfRights(error)) throw error;
    }
    this.prunedOn = today;
  }
}

const COLUMNS = [
  'kind',
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
    INSERT INTO access_count_writers AS w (writer, batch) VALUES ($12, $13)
    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, written_at = now() WHERE w.batch < excluded.batch
    RETURNING 1)
  INSERT INTO access_counts
    (kind, day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs, count, source)
  SELECT counted.*, $14
  FROM unnest($1::text[], $2::date[], $3::organization_ids, $4::text[], $5::text[], $6::text[], $7::boolean[],
              $8::text[], $9::boolean[], $10::boolean[], $11::bigint[]) AS counted
  WHERE EXISTS (SELECT 1 FROM turn)
  ON CONFLICT (day, (coalesce('=' || org_id::text, '')), module_key, submodule_key, gating, allowed, reason, unexpected,
               differs, source, kind)
  DO UPDATE SET count = access_counts.count + excluded.count`;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
