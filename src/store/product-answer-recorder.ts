import { LRUCache } from 'lru-cache';
import { type Fault, invalidInput } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import { targetFaults } from '../domain/parity/answer-target';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import type { NewProductAnswer } from './product-answers';
import { isLackOfRights } from './sqlstates';

/** What a recorder did since it was opened. */
export interface ProductAnswerStatistics {
  /** Answers that were stored. */
  readonly recorded: number;
  /** Answers that differed from the decision by the reading, each time they were given. */
  readonly differing: number;
  /**
   * Answers that were lost: too many waited, the database did not take them, the organization's flags changed before
   * they were stored, or they were about an organization, a module or a submodule that does not exist.
   */
  readonly dropped: number;
}

export interface RecorderOptions {
  /** Stores answers. @returns those that were stored: the others are dropped */
  readonly write: (answers: readonly NewProductAnswer[]) => Promise<readonly NewProductAnswer[]>;
  /** The hash of an organization's flags as they are, for an answer that comes without; null if it does not exist. */
  readonly flagsOf: (organizationId: OrganizationId) => Promise<string | null>;
  /** The modules and submodules that answers can be about. */
  readonly taxonomy: () => Promise<Taxonomy>;
  /** Called with the error if answers could not be stored, and with the faults of those that are none. */
  readonly onError: (error: unknown) => void;
  /** How long answers wait for others, in milliseconds. Default: 1000. */
  readonly waitMs?: number;
  /** How many answers may wait. Default: 10,000. */
  readonly maxWaiting?: number;
  /** How long the same answer is not stored again, in milliseconds. Default: 5 minutes. */
  readonly renewMs?: number;
}

interface Waiting {
  readonly answer: NewProductAnswer;
  /** The flags under which it was given. */
  readonly flags: string | Promise<string | null>;
}

const BATCH = 1_000;
/** How long answers are dropped after the role was refused the right to store them. */
const REFUSED_MS = 600_000;
/** How many stored answers are remembered, so that they are not stored again with each request. */
const REMEMBERED = 50_000;
/** How many faults are reported at once: a faulty product repeats them with every request. */
const REPORTED = 10;

/** Stores answers of the product in the background: no request waits for it, and memory is bounded. */
export class ProductAnswerRecorder {
  private readonly waiting = new Map<string, Waiting>();
  private readonly stored: LRUCache<string, { readonly allowed: boolean; readonly flagsHash: string | null }>;
  private readonly counts = { recorded: 0, differing: 0, dropped: 0 };
  private readonly maxWaiting: number;
  private readonly waitMs: number;
  private faults: Fault[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;
  private closed = false;
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

  /**
   * Takes an answer; drops it if too many wait. It belongs to the flags that it names, otherwise to those that the
   * organization has now, and is dropped if they are others when it is stored.
   * @param agrees whether the reading answers the same
   */
  record(answer: NewProductAnswer, agrees: boolean): void {
    if (!agrees) this.counts.differing++;
    if (performance.now() < this.refusedUntil) {
      this.counts.dropped++;
      return;
    }
    const { organizationId, allowed, flagsHash = null } = answer;
    const key = keyOf(answer);
    const before = this.waiting.get(key);
    if (before) {
      if (flagsHash === null && before.answer.allowed === allowed) return;
    } else {
      const stored = this.stored.get(key);
      if (stored?.allowed === allowed && (flagsHash === null || stored.flagsHash === flagsHash)) return;
      if (this.closed || this.waiting.size >= this.maxWaiting) {
        this.counts.dropped++;
        return;
      }
    }
    const flags = flagsHash ?? this.options.flagsOf(organizationId);
    // A failure is reported when the answer is to be stored.
    if (typeof flags !== 'string') flags.catch(() => undefined);
    this.waiting.set(key, { answer, flags });
    this.wait();
  }

  /** Counts an answer that is none, and reports its faults with the next answers that are stored. */
  refuse(faults: readonly Fault[]): void {
    this.counts.dropped++;
    this.faults.push(...faults.slice(0, REPORTED - this.faults.length));
    if (this.faults.length > 0) this.wait();
  }

  /** Stores what waits. It never rejects. */
  flush(): Promise<void> {
    return (this.flushing ??= this.writeWaiting().finally(() => {
      this.flushing = null;
      if (this.waiting.size > 0) this.wait();
    }));
  }

  /** Stores what waits, and drops what cannot be stored now, as everything that comes later. It never rejects. */
  async close(): Promise<void> {
    this.closed = true;
    await this.flushing;
    await this.flush();
    if (this.timer) clearTimeout(this.timer);
    this.counts.dropped += this.waiting.size;
    this.waiting.clear();
  }

  private wait(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, this.waitMs).unref();
  }

  private async writeWaiting(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, BATCH);
      for (const [key] of batch) this.waiting.delete(key);
      if (!(await this.writeBatch(batch.map(([, waiting]) => waiting)))) break;
    }
    const faults = this.faults.splice(0);
    if (faults.length > 0) this.options.onError(invalidInput(faults, 'Answers of the product were not recorded'));
  }

  /** @returns false if the database did not take them */
  private async writeBatch(batch: readonly Waiting[]): Promise<boolean> {
    let refused = 0;
    try {
      const taxonomy = await this.options.taxonomy();
      const answers: NewProductAnswer[] = [];
      for (const { answer, flags } of batch) {
        const faults = targetFaults(taxonomy, answer.module, answer.submodule);
        const flagsHash = faults.length > 0 ? null : await flags;
        if (flagsHash !== null) answers.push({ ...answer, flagsHash });
        else {
          refused++;
          this.refuse(faults);
        }
      }
      const stored = answers.length === 0 ? [] : await this.options.write(answers);
      this.counts.recorded += stored.length;
      this.counts.dropped += answers.length - stored.length;
      for (const answer of stored)
        this.stored.set(keyOf(answer), { allowed: answer.allowed, flagsHash: answer.flagsHash ?? null });
      return true;
    } catch (error) {
      this.counts.dropped += batch.length - refused;
      if (isLackOfRights(error)) this.pause();
      this.options.onError(error);
      return false;
    }
  }

  /** Drops what waits: the database would refuse it again and again. */
  private pause(): void {
    this.refusedUntil = performance.now() + REFUSED_MS;
    this.counts.dropped += this.waiting.size;
    this.waiting.clear();
  }
}

function keyOf({ organizationId, module, submodule }: NewProductAnswer): string {
  return JSON.stringify([organizationId, module, submodule]);
}
