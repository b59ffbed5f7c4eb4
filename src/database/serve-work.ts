import { abortableDelay } from '../platform/abortable-delay';
import type { Wakeup } from './wakeup';

/** After trouble, and twice as long each time that it goes on: a full disk is not mended within a second. */
const AFTER_ERROR_MS = 1_000;
const MOST_AFTER_ERROR_MS = 15_000;

export interface ServeWorkOptions {
  /** Ends the work after what is in hand. */
  readonly signal: AbortSignal;
  /** Told of trouble, such as a database that went away, after which the work is tried again. */
  readonly onError: (error: unknown) => void;
  /** Ends a wait at once when there may be work. */
  readonly wakeup?: Wakeup;
  /** Looked at so often where nobody wakes us. */
  readonly pollMs?: number;
}

/**
 * Does work whenever there is any, until told to stop.
 * @param work false where there was none
 */
export async function serveWork(
  work: () => Promise<boolean>,
  { signal, onError, wakeup, pollMs }: ServeWorkOptions & { readonly pollMs: number },
): Promise<void> {
  let afterError = AFTER_ERROR_MS;
  while (!signal.aborted) {
    try {
      if (!(await work())) await (wakeup ? wakeup.wait(pollMs, signal) : abortableDelay(pollMs, signal));
      afterError = AFTER_ERROR_MS;
    } catch (error) {
      onError(error);
      await abortableDelay(afterError, signal);
      afterError = Math.min(afterError * 2, MOST_AFTER_ERROR_MS);
    }
  }
}
