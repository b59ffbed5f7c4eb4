import type { DataSource } from 'typeorm';
import { abortableDelay } from '../../platform/abortable-delay';
import type { Wakeup } from '../../platform/wakeup';
import { ForeignRunError, workOnRun, type WorkerOptions } from './run-worker';

export const RUNS_CHANNEL = 'portcullis_runs';

export interface ServeOptions extends WorkerOptions {
  /** Ends the work after the transactions in hand. */
  readonly signal: AbortSignal;
  /** Told of trouble, such as a database that went away, after which the work is tried again; and, once, of runs left alone. */
  readonly onError: (error: unknown) => void;
  /** Ends a wait at once when there may be work. */
  readonly wakeup?: Wakeup;
  /** Looked at so often where nobody wakes us. */
  readonly pollMs?: number;
}

const POLL_MS = 1_000;
/** After trouble, and twice as long each time that it goes on: a full disk is not mended within a second. */
const AFTER_ERROR_MS = 1_000;
const MOST_AFTER_ERROR_MS = 15_000;

/** Works on whatever runs there are, the oldest first, until told to stop. */
export async function serveRuns(dataSource: DataSource, options: ServeOptions): Promise<void> {
  const { signal, pollMs = POLL_MS } = options;
  const leftAlone = new Set<number>();
  let afterError = AFTER_ERROR_MS;
  while (!signal.aborted) {
    try {
      const [next]: readonly { id: number }[] = await dataSource.query(
        `SELECT id FROM migration_runs WHERE status IN ('QUEUED', 'RUNNING') AND id <> ALL($1) ORDER BY id LIMIT 1`,
        [[...leftAlone]],
      );
      if (next) await workOnRun(dataSource, next.id, options).catch((error: unknown) => leaveAlone(error, next.id));
      else if (options.wakeup) await options.wakeup.wait(pollMs, signal);
      else await abortableDelay(pollMs, signal);
      afterError = AFTER_ERROR_MS;
    } catch (error) {
      options.onError(error);
      await abortableDelay(afterError, signal);
      afterError = Math.min(afterError * 2, MOST_AFTER_ERROR_MS);
    }
  }

  function leaveAlone(error: unknown, id: number): void {
    if (!(error instanceof ForeignRunError)) throw error;
    leftAlone.add(id);
    options.onError(error);
  }
}
