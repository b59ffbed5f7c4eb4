import type { Database } from '../database/database';
import { Wakeup } from '../database/wakeup';
import type { Config } from '../platform/config';
import type { Logger } from '../platform/logger';
import { RUNS_CHANNEL } from '../store/channels';
import { serveRuns } from './migration-runs/work/serve-runs';
import { serveParity } from './parity/serve-parity';

export interface ServeWorkersOptions {
  /** The name of this process in the record of each batch. */
  readonly name: string;
  /** How many transactions of a run to process in parallel. */
  readonly workers: number;
  /** Ends the work after the current transaction. */
  readonly signal: AbortSignal;
}

/** Works on migration runs, rollbacks and parity reports, started by any process, until the signal aborts. */
export async function serveWorkers(
  { dataSource, direct }: Pick<Database, 'dataSource' | 'direct'>,
  { batchSize, leaseSeconds }: Pick<Config, 'batchSize' | 'leaseSeconds'>,
  logger: Pick<Logger, 'error'>,
  { name, workers, signal }: ServeWorkersOptions,
): Promise<void> {
  const wakeup = new Wakeup(direct, RUNS_CHANNEL);
  const onError = (error: unknown) =>
    logger.error({ err: error }, 'a migration run or parity report failed to proceed');
  const common = { leaseSeconds, signal, wakeup, onError };
  try {
    await Promise.all([
      serveRuns(dataSource, { ...common, name, batchSize, workers }),
      serveParity(dataSource, common),
    ]);
  } finally {
    await wakeup.close();
  }
}
