import { LRUCache } from 'lru-cache';
import type { NewProductAnswer } from './product-answers';
import { isLackOfRights } from './sqlstates';

/** What a recorder did since it was opened. */
export interface ProductAnswerStatistics {
  /** Answers that were stored. */
  readonly recorded: number;
  /** Answers that differed from the decision by the reading, each time they were given. */
  readonly differing: number;
  /** Answers that were lost, because too many waited or the database did not take them. */
  readonly dropped: number;
}

export interface RecorderOptions {
  readonly write: (answers: readonly NewProductAnswer[]) => Promise<{ readonly recorded: number }>;
  /** Called with the error if answers could not be stored. */
  readonly onError: (error: unknown) => void;
  /** How long answers wait for others, in milliseconds. Default: 1000. */
  readonly waitMs?: number;
  /** How many answers may wait. Default: 10,000. */
  readonly maxWaiting?: number;
  /** How long the same answer is not stored again, in milliseconds. Default: 5 minutes. */
  readonly renewMs?: number;
}

const BATCH = 1_000;
/** How long answers are dropped after the role was refused the right to store them. */
const REFUSED_MS = 600_000;
/** How many stored answers are remembered, so that they are not stored again with each request. */
const REMEMBERED = 50_000;

/** Stores answers of the product in the background: no request waits for it, and memory is bounded. */
export class ProductAnswerRecorder {
  private readonly waiting = new Map<string, NewProductAnswer>();
  private readonly stored: LRUCache<string, boolean>;
  private readonly counts = { recorded: 0, differing: 0, dropped: 0 };
  private readonly maxWaiting: number;
  private readonly waitMs: number;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;
  /** Nothing is stored before this time, in milliseconds of the monotonic clock. */
  private refusedUntil = -Infinity;

  constructor(private readonly options: RecorderOptions) {
    this.maxWaiting = options.maxWaiting ?? 10_000;
    this.waitMs = options.waitMs ?? 1_000;
    this.stored = new LRUCache({ max: REMEMBERED, ttl: options.renewMs ?? 300_000 });
  }

  get statistics(): ProductAnswerStatistics {
    return { ...this.counts };
  }

  /** Takes an answer; drops it if too many wait. @param agrees whether the reading answers the same */
  record(answer: NewProductAnswer, agrees: boolean): void {
    if (!agrees) this.counts.differing++;
    if (performance.now() < this.refusedUntil) {
      this.counts.dropped++;
      return;
    }
    const key = `${answer.organizationId} ${answer.module}/${answer.submodule ?? ''}`;
    if (!this.waiting.has(key)) {
      if (this.stored.get(key) === answer.allowed) return;
      if (this.waiting.size >= this.maxWaiting) {
        this.counts.dropped++;
        return;
      }
    }
    this.waiting.set(key, answer);
    this.timer ??= setTimeout(() => void this.flush(), this.waitMs).unref();
  }

  /** Stores what waits. It never rejects. */
  flush(): Promise<void> {
    return (this.flushing ??= this.writeWaiting().finally(() => {
      this.flushing = null;
    }));
  }

  private async writeWaiting(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, BATCH);
      for (const [key] of batch) this.waiting.delete(key);
      try {
        const { recorded } = await this.options.write(batch.map(([, answer]) => answer));
        this.counts.recorded += recorded;
        for (const [key, { allowed }] of batch) this.stored.set(key, allowed);
      } catch (error) {
        this.counts.dropped += batch.length;
        if (isLackOfRights(error)) this.refuse();
        this.options.onError(error);
        return;
      }
    }
  }

  /** Drops what waits: the database would refuse it again and again. */
  private refuse(): void {
    this.refusedUntil = performance.now() + REFUSED_MS;
    this.counts.dropped += this.waiting.size;
    this.waiting.clear();
  }
}
