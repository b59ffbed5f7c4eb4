import { abortableDelay } from '../platform/abortable-delay';
import type { Wakeup } from './wakeup';

/** The delay after an error. It doubles with each further error: a full disk is not fixed within a second. */
const AFTER_ERROR_MS = 1_000;
const MAX_AFTER_ERROR_MS = 15_000;

export interface ServeWorkOptions {
  /** Ends the loop after the current piece of work. */
  readonly signal: AbortSignal;
  /** Called with an error, such as an unreachable database, after which the work is tried again. */
  readonly onError: (error: unknown) => void;
  /** Ends a wait as soon as there may be work. Default: only `pollMs` does. */
  readonly wakeup?: Wakeup;
  /** How often to look for work without being woken, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * Does work whenever there is any, until the signal aborts.
 * @param work does one piece of work; returns false if there was none
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
      afterError = Math.min(afterError * 2, MAX_AFTER_ERROR_MS);
    }
  }
}
