import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionTrouble, isOutOfResources } from './sqlstates';

/** After this time without an answer, the database counts as not answering. */
const PATIENCE_MS = 1_000;
/** While it does not answer, it is asked again this often, beside the requests; sooner if it refuses. */
const ASK_AGAIN_MS = 2_000;
const AFTER_REFUSAL_MS = 500;

export interface LastKnownOptions {
  /** For how long after the last proof of being current something known may answer, in milliseconds; 0 for never. */
  readonly maxMs: number;
  /** The latest time up to which every change is known to be received, in milliseconds of the monotonic clock. */
  readonly provedAt: () => number;
  /** Told since when answers come from what was known, and null when the database answers again. */
  readonly onStale: (since: Date | null) => void;
}

/** A value, and the time up to which its changes are known, in milliseconds of the monotonic clock. */
export interface Known<Value> {
  readonly value: Value;
  readonly at: number;
}

/** When a value was loaded, and whether its changes are notified since. */
export interface Loaded {
  readonly loadedAt: number;
  readonly followed: boolean;
}

/** Never answers from what was known: a check that cannot be looked up fails. */
export const NEVER_STALE: LastKnownOptions = { maxMs: 0, provedAt: () => -Infinity, onStale: () => undefined };

/**
 * Answers from what was last known while the database does not answer, for a limited time. Only for a database that is
 * away: one that answers with an error has answered.
 */
export class LastKnown {
  /** When to ask a database again that does not answer; null while it does. */
  private askAgainAt: number | null = null;
  private told = false;

  constructor(private readonly options: LastKnownOptions) {}

  /** Whether anything may be answered from what was known. */
  get isOn(): boolean {
    return this.options.maxMs > 0;
  }

  /** The time up to which the changes of something are known. */
  knownAt({ loadedAt, followed }: Loaded): number {
    return followed ? Math.max(loadedAt, this.options.provedAt()) : loadedAt;
  }

  /** Whether something whose changes are known up to a time may still answer. */
  mayAnswer(knownAt: number): boolean {
    return performance.now() - knownAt < this.options.maxMs;
  }

  /**
   * Loads a value, or answers with the one that is known if the database does not answer.
   * @param known what may answer; null for nothing. Not called unless the database does not answer
   * @throws the error of the load if it failed for another reason, or nothing is known
   */
  async load<Value>(load: () => Promise<Value>, known: () => Known<Value> | null): Promise<Value> {
    if (!this.isOn) return load();
    if (this.askAgainAt !== null) {
      const value = this.answer(known);
      if (value) {
        this.askAgain(load);
        return value.value;
      }
    }
    const loading = this.watch(load());
    const inTime = await Promise.race([loading.then(...SETTLED), delay(PATIENCE_MS, IMPATIENT, { ref: false })]);
    if (inTime.kind === 'value') return inTime.value;
    if (inTime.kind === 'error' && !isAway(inTime.error)) throw inTime.error;
    this.askAgainAt ??= performance.now() + AFTER_REFUSAL_MS;
    return this.answer(known)?.value ?? loading;
  }

  private answer<Value>(known: () => Known<Value> | null): Known<Value> | null {
    const found = known();
    if (!found || !this.mayAnswer(found.at)) return null;
    if (!this.told) {
      this.told = true;
      this.options.onStale(timeOf(found.at));
    }
    return found;
  }

  /** Asks a database again that did not answer, without a request that waits for it. */
  private askAgain(load: () => Promise<unknown>): void {
    if (this.askAgainAt === null || performance.now() < this.askAgainAt) return;
    const next = performance.now() + ASK_AGAIN_MS;
    this.askAgainAt = next;
    this.watch(load()).catch(() => {
      if (this.askAgainAt === next) this.askAgainAt = Math.min(next, performance.now() + AFTER_REFUSAL_MS);
    });
  }

  private async watch<Value>(loading: Promise<Value>): Promise<Value> {
    let isAnswered = true; // also with an error
    try {
      return await loading;
    } catch (error) {
      isAnswered = !isAway(error);
      throw error;
    } finally {
      if (isAnswered) this.answered();
    }
  }

  /** Notices that the database answers, so that it is asked again. */
  answered(): void {
    this.askAgainAt = null;
    if (!this.told) return;
    this.told = false;
    this.options.onStale(null);
  }
}

/** The time by the clock of a moment of the monotonic one. */
export function timeOf(monotonic: number): Date {
  return new Date(Date.now() - (performance.now() - monotonic));
}

const IMPATIENT = { kind: 'waiting' } as const;

const SETTLED = [
  <Value>(value: Value) => ({ kind: 'value', value }) as const,
  (error: unknown) => ({ kind: 'error', error }) as const,
] as const;

function isAway(error: unknown): boolean {
  return isConnectionTrouble(error) || isOutOfResources(error);
}
