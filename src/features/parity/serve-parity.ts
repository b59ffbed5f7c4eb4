import type { DataSource } from 'typeorm';
import { abortableDelay } from '../../platform/abortable-delay';
import type { Wakeup } from '../../platform/wakeup';
import { workOnNextReport, type ReportWorkerOptions } from './work-on-report';

export interface ServeParityOptions extends ReportWorkerOptions {
  /** Ends the work after the page in hand. */
  readonly signal: AbortSignal;
  /** Told of trouble, such as a database that went away, after which the work is tried again. */
  readonly onError: (error: unknown) => void;
  /** Ends a wait at once when there may be work. */
  readonly wakeup?: Wakeup;
  /** Looked at so often where nobody wakes us. */
  readonly pollMs?: number;
}

const POLL_MS = 2_000;
const AFTER_ERROR_MS = 1_000;
const MOST_AFTER_ERROR_MS = 15_000;

/** Works on parity reports as they are asked for, until told to stop. */
export async function serveParity(dataSource: DataSource, options: ServeParityOptions): Promise<void> {
  const { signal, pollMs = POLL_MS } = options;
  let afterError = AFTER_ERROR_MS;
  while (!signal.aborted) {
    try {
      if (await workOnNextReport(dataSource, options)) continue;
      if (options.wakeup) await options.wakeup.wait(pollMs, signal);
      else await abortableDelay(pollMs, signal);
      afterError = AFTER_ERROR_MS;
    } catch (error) {
      options.onError(error);
      await abortableDelay(afterError, signal);
      afterError = Math.min(afterError * 2, MOST_AFTER_ERROR_MS);
    }
  }
}
