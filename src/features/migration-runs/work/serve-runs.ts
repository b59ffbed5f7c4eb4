import type { DataSource } from 'typeorm';
import { serveWork, type ServeWorkOptions } from '../../../database/serve-work';
import { ForeignRunError, workOnRun, type WorkerOptions } from './run-worker';

/** `onError` is also told, once, of each run that is left alone. */
export interface ServeOptions extends WorkerOptions, ServeWorkOptions {
  readonly signal: AbortSignal;
}

const POLL_MS = 1_000;

/** Works on whatever runs, and rollbacks of runs, there are, the oldest first, until told to stop. */
export async function serveRuns(dataSource: DataSource, options: ServeOptions): Promise<void> {
  const leftAlone = new Set<number>();
  await serveWork(workOnNextRun, { pollMs: POLL_MS, ...options });

  async function workOnNextRun(): Promise<boolean> {
    const [next]: readonly { id: number }[] = await dataSource.query(
      `SELECT id FROM migration_runs WHERE status IN ('QUEUED', 'RUNNING', 'ROLLING_BACK') AND id <> ALL($1) ORDER BY id LIMIT 1`,
      [[...leftAlone]],
    );
    if (!next) return false;
    await workOnRun(dataSource, next.id, options).catch((error: unknown) => leaveAlone(error, next.id));
    return true;
  }

  function leaveAlone(error: unknown, id: number): void {
    if (!(error instanceof ForeignRunError)) throw error;
    leftAlone.add(id);
    options.onError(error);
  }
}
