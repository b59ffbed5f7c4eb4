import type { DataSource } from 'typeorm';
import { serveWork, type ServeWorkOptions } from '../../../database/serve-work';
import { ForeignRunError, type WorkerOptions, workOnRun } from './run-worker';

/** `onError` is also called, once, for each run that this process must not work on. */
export interface ServeOptions extends WorkerOptions, ServeWorkOptions {
  readonly signal: AbortSignal;
}

const POLL_MS = 1_000;

/** Works on runs and rollbacks, oldest first, until the signal aborts. */
export async function serveRuns(dataSource: DataSource, options: ServeOptions): Promise<void> {
  const ignored = new Set<number>();
  await serveWork(workOnNextRun, { pollMs: POLL_MS, ...options });

  async function workOnNextRun(): Promise<boolean> {
    const [next]: readonly { id: number }[] = await dataSource.query(
      `SELECT id FROM migration_runs WHERE status IN ('QUEUED', 'RUNNING', 'ROLLING_BACK') AND id <> ALL($1)
       ORDER BY id LIMIT 1`,
      [[...ignored]],
    );
    if (!next) return false;
    await workOnRun(dataSource, next.id, options).catch((error: unknown) => ignore(error, next.id));
    return true;
  }

  function ignore(error: unknown, id: number): void {
    if (!(error instanceof ForeignRunError)) throw error;
    ignored.add(id);
    options.onError(error);
  }
}
