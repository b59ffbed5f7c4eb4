import type { Database } from '../database/database';
import { serveWork } from '../database/serve-work';
import { Wakeup } from '../database/wakeup';
import type { Config } from '../platform/config';
import type { Logger } from '../platform/logger';
import { RUNS_CHANNEL } from '../store/channels';
import { servePartitions } from '../store/partitions';
import { ChainSealer } from './audit/chain-sealer';
import { serveRuns } from './migration-runs/work/serve-runs';
import { serveParity } from './parity/serve-parity';

export interface ServeWorkersOptions {
  /** The name of this process in the record of each batch. */
  readonly name: string;
  /** How many transactions of a run to process in parallel. */
  readonly workers: number;
  /** Ends the work after the current transaction. */
  readonly signal: AbortSignal;
  /** Wraps the work on a run that writes, for a process that also answers. */
  readonly aroundWrites?: (work: () => Promise<void>) => Promise<void>;
}

/** How long events are in the log before they are at the end of the chain. */
const SEAL_EVERY_MS = 1_000;

/**
 * Works on migration runs, rollbacks and parity reports, started by any process, and makes the partitions of the next
 * months, until the signal aborts.
 */
export async function serveWorkers(
  { dataSource, direct }: Pick<Database, 'dataSource' | 'direct'>,
  { batchSize, leaseSeconds, audit }: Pick<Config, 'batchSize' | 'leaseSeconds' | 'audit'>,
  logger: Pick<Logger, 'error' | 'info'>,
  { name, workers, signal, aroundWrites }: ServeWorkersOptions,
): Promise<void> {
  const wakeup = new Wakeup(direct, RUNS_CHANNEL);
  const onError = (error: unknown) =>
    logger.error({ err: error }, 'a migration run or parity report failed to proceed');
  const sealer = new ChainSealer(dataSource, audit.own, ({ position, hash }) =>
    logger.info({ position, hash }, `the chain of events ends at ${position}:${hash}`),
  );
  const common = { leaseSeconds, signal, wakeup, onError };
  try {
    await Promise.all([
      serveRuns(dataSource, { ...common, name, batchSize, workers, ...(aroundWrites && { aroundWrites }) }),
      serveParity(dataSource, common),
      servePartitions(dataSource, {
        signal,
        onError: (error) => logger.error({ err: error }, 'the partitions of the next months were not made'),
      }),
      serveWork(() => sealer.work(), {
        signal,
        pollMs: SEAL_EVERY_MS,
        onError: (error) => logger.error({ err: error }, 'events were not put under the proof of the chain'),
      }),
    ]);
  } finally {
    await wakeup.close();
  }
}
