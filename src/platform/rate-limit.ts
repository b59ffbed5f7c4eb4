import { LRUCache } from 'lru-cache';

/** Of how many keys a limit remembers what they used; one more takes the place of the one that was idle longest. */
const KEYS = 20_000;
const MINUTE_MS = 60_000;
/** Keys may be made of what a client sends. */
const LONGEST_KEY = 600;
/** By how much sums of fractions may be off. */
const SUMS_OFF_MS = 1e-3;

export interface RateLimitOptions {
  /** How often a key may do it within the window, also all at once. 0 for as often as it likes. */
  readonly limit: number;
  /** In milliseconds. Default: a minute. */
  readonly windowMs?: number;
  /** Of how many keys is remembered what they used. Default: 20,000. */
  readonly keys?: number;
  /** The current time in milliseconds. Default: the monotonic clock. */
  readonly now?: () => number;
}

/** What a key may still do. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** In milliseconds: until nothing counts any more, if nothing else is done. */
  readonly resetMs: number;
  /** In milliseconds: until it may be tried again; 0 if it was granted. */
  readonly waitMs: number;
}

/**
 * Limits how often something is done by a key, such as an address: at once as often as the limit says, and then as
 * often as it comes back, evenly over the window (GCRA). A refused attempt does not count. It takes one number for each
 * key, and no more keys than it may remember; an attempt takes a fraction of a microsecond.
 */
export class RateLimit {
  private readonly everyMs: number;
  private readonly windowMs: number;
  private readonly now: () => number;
  /** By key, when what it has used is back in full. */
  private readonly fullAt: LRUCache<string, number>;

  constructor(private readonly options: RateLimitOptions) {
    this.windowMs = options.windowMs ?? MINUTE_MS;
    this.everyMs = this.windowMs / options.limit;
    this.now = options.now ?? (() => performance.now());
    this.fullAt = new LRUCache({ max: options.keys ?? KEYS });
  }

  /** Counts an attempt, if it is within the limit. @returns null if there is no limit */
  take(key: string): Allowance | null {
    if (this.options.limit === 0) return null;
    const now = this.now();
    const name = nameOf(key);
    const fullAt = Math.max(now, this.fullAt.get(name) ?? now);
    const used = fullAt + this.everyMs - now;
    const waitMs = used - this.windowMs;
    if (waitMs > SUMS_OFF_MS) return { limit: this.options.limit, remaining: 0, resetMs: fullAt - now, waitMs };
    this.fullAt.set(name, fullAt + this.everyMs);
    const remaining = Math.floor((this.windowMs - used) / this.everyMs + 1e-6);
    return { limit: this.options.limit, remaining, resetMs: used, waitMs: 0 };
  }

  /** Whether an attempt would be refused; it is not counted. */
  isSpent(key: string): boolean {
    const fullAt = this.fullAt.peek(nameOf(key));
    return fullAt !== undefined && fullAt + this.everyMs - this.now() - this.windowMs > SUMS_OFF_MS;
  }
}

function nameOf(key: string): string {
  return key.length > LONGEST_KEY ? key.slice(0, LONGEST_KEY) : key;
}
