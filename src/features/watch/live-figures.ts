/** What goes on in the database, as a scrape and the watch tell it. */
export interface LiveFigures {
  readonly runs: readonly { readonly mode: string; readonly status: string; readonly count: number }[];
  readonly newestExecution: { readonly id: number; readonly status: string } | null;
  /** The live run: one that writes before a dry run, the newest of several; null where there is none. */
  readonly run: LiveRun | null;
  /** The parity report that is being made. */
  readonly parity: { readonly id: number; readonly compared: number; readonly total: number } | null;
  readonly fence: { readonly standing: boolean; /** Up to 1,000. */ readonly lateWriters: number };
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
  /** Those heard of within half a minute. */
  readonly workers: number;
  /** Since its last batch was done. */
  readonly idleSeconds: number;
}

const KEPT_MS = 2_000;
const PATIENCE_MS = 2_000;

/** Figures kept for two seconds, so that nobody's scraping becomes work for the database; null where they do not come in time. */
export function keepFigures<Figures>(read: () => Promise<Figures>): () => Promise<Figures | null> {
  let kept: { readonly at: number; readonly figures: Promise<Figures | null> } | null = null;
  let reading: Promise<Figures | null> | null = null;
  return () => {
    if (kept && performance.now() - kept.at < KEPT_MS) return kept.figures;
    // What has not come yet is not asked for again.
    reading ??= read()
      .catch(() => null)
      .finally(() => {
        reading = null;
      });
    const patience = new Promise<null>((resolve) => void setTimeout(() => resolve(null), PATIENCE_MS).unref());
    kept = { at: performance.now(), figures: Promise.race([reading, patience]) };
    return kept.figures;
  };
}
