/** The current activity in the database, for metrics and `portcullis watch`. */
export interface LiveFigures {
  readonly runs: readonly { readonly mode: string; readonly status: string; readonly count: number }[];
  readonly newestExecution: { readonly id: number; readonly status: string } | null;
  /** The live run: the one that writes, otherwise the newest dry run; null without one. */
  readonly run: LiveRun | null;
  /** The parity report in progress; null without one. */
  readonly parity: { readonly id: number; readonly compared: number; readonly total: number } | null;
  readonly fence: { readonly standing: boolean; /** At most 1,000. */ readonly lateWriters: number };
}

export interface LiveRun {
  readonly id: number;
  readonly mode: string;
  readonly status: string;
  readonly total: number;
  readonly processed: number;
  readonly perSecond: number | null;
  readonly heldBack: string | null;
  readonly counts: {
    readonly changed: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly stale: number;
    readonly skipped: number;
  };
  /** The number of workers that reported within the last 30 seconds. */
  readonly workers: number;
  /** Seconds since the last batch was done. */
  readonly idleSeconds: number;
}

/** The checks of today, in UTC, that one server or application counted. */
export interface SourceFigures {
  readonly source: string;
  readonly checks: number;
  readonly unexpected: number;
  readonly differs: number;
}

const KEPT_MS = 2_000;
const TIMEOUT_MS = 2_000;

/**
 * Caches figures, so that frequent scrapes do not become a load for the database.
 * @param keptMs for how many milliseconds; by default two seconds
 * @returns a function that reads them; null if they fail or take longer than two seconds
 */
export function keepFigures<Figures>(read: () => Promise<Figures>, keptMs = KEPT_MS): () => Promise<Figures | null> {
  let kept: { readonly at: number; readonly figures: Promise<Figures | null> } | null = null;
  let reading: Promise<Figures | null> | null = null;
  return () => {
    if (kept && performance.now() - kept.at < keptMs) return kept.figures;
    // No second query while the first one is still running.
    reading ??= read()
      .catch(() => null)
      .finally(() => {
        reading = null;
      });
    const timeout = new Promise<null>((resolve) => void setTimeout(() => resolve(null), TIMEOUT_MS).unref());
    kept = { at: performance.now(), figures: Promise.race([reading, timeout]) };
    return kept.figures;
  };
}
