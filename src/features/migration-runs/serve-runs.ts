import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { workOnRun } from './run-worker';

export interface ServeOptions {
  readonly name: string;
  readonly batchSize: number;
  /** Ends the work after the batch in hand. */
  readonly signal: AbortSignal;
  /** Told of trouble, such as a database that went away; the work is tried again. */
  readonly onError: (error: unknown) => void;
  readonly pollMs?: number;
}

const POLL_MS = 500;
const AFTER_ERROR_MS = 2_000;

/** Works on whatever runs there are, the oldest first, until told to stop. */
export async function serveRuns(dataSource: DataSource, options: ServeOptions): Promise<void> {
  const { signal, pollMs = POLL_MS } = options;
  while (!signal.aborted) {
    try {
      const [next]: readonly { id: number }[] = await dataSource.query(`SELECT id FROM migration_runs WHERE status IN ('QUEUED', 'RUNNING') ORDER BY id LIMIT 1`);
      if (next) await workOnRun(dataSource, next.id, options);
      else await pause(pollMs, signal);
    } catch (error) {
      options.onError(error);
      await pause(AFTER_ERROR_MS, signal);
    }
  }
}

/** Waits, or returns at once when told to stop. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
