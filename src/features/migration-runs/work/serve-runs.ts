import type { DataSource } from 'typeorm';
import { serveWork, type ServeWorkOptions } from '../../../database/serve-work';
import { ForeignRunError, type WorkerOptions, workOnRun } from './run-worker';

/** `onError` is also called, once, for each run that this process must not work on. */
export interface ServeOptions extends WorkerOptions, ServeWorkOptions {
  readonly signal: AbortSignal;
  /** Wraps the work on a run that writes, for a process that also answers. @default nothing is done around it */
  readonly aroundWrites?: (work: () => Promise<void>) => Promise<void>;
}

const POLL_MS = 1_000;

/** Works on runs and rollbacks, oldest first, until the signal aborts. */
export async function serveRuns(dataSource: DataSource, options: ServeOptions): Promise<void> {
  const ignored = new Set<number>();
  await serveWork(workOnNextRun, { pollMs: POLL_MS, ...options });

  async function workOnNextRun(): Promise<boolean> {
    const [next]: readonly { id: number; writes: boolean }[] = await dataSource.query(
      `SELECT id, mode = 'EXECUTE' AS writes FROM migration_runs
       WHERE status IN ('QUEUED', 'RUNNING', 'ROLLING_BACK') AND id <> ALL($1) ORDER BY id LIMIT 1`,
      [[...ignored]],
    );
    if (!next) return false;
    const work = () => workOnRun(dataSource, next.id, options);
    const working = next.writes && options.aroundWrites ? options.aroundWrites(work) : work();
    await working.catch((error: unknown) => ignore(error, next.id));
    return true;
  }

  function ignore(error: unknown, id: number): void {
    if (!(error instanceof ForeignRunError)) throw error;
    ignored.add(id);
    options.onError(error);
  }
}
