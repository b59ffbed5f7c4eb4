import type { Database } from '../database/database';
import { serveWork } from '../database/serve-work';
import { Wakeup } from '../database/wakeup';
import type { Config } from '../platform/config';
import type { Logger } from '../platform/logger';
import type { AccessReader } from '../store/access-reader';
import { RUNS_CHANNEL } from '../store/channels';
import { servePartitions } from '../store/partitions';
import { ChainSealer } from './audit/chain-sealer';
import { GrantsService } from './grants/grants-service';
import { serveRuns } from './migration-runs/work/serve-runs';
import { PackageWorker } from './packages/carry-out-packages';
import { serveParity } from './parity/serve-parity';
import { ScheduleWorker } from './schedules/carry-out-scheduled';

export interface ServeWorkersOptions {
  /** The name of this process in the record of each batch. */
  readonly name: string;
  /** How many transactions of a run to process in parallel. */
  readonly workers: number;
  /** Ends the work after the current transaction. */
  readonly signal: AbortSignal;
  /** Wraps the work on a run that writes, for a process that also answers. */
  readonly aroundWrites?: (work: () => Promise<void>) => Promise<void>;
  /** Drops what is cached of organizations, for a process that also answers. */
  readonly access?: Pick<AccessReader, 'change'>;
}

/** How long after its date a package begins or ends at most, beside what carrying it out takes. */
const PACKAGES_EVERY_MS = 1_000;

/** How long after its time a scheduled change is begun at most. */
const SCHEDULED_EVERY_MS = 1_000;

/** For a process that caches nothing. */
const UNCACHED: Pick<AccessReader, 'change'> = { change: (_organizationIds, work) => work() };

/** How long events are in the log before they are at the end of the chain. */
const SEAL_EVERY_MS = 1_000;

/**
 * Works on migration runs, rollbacks and parity reports, started by any process, carries out what packages give by
 * date and what was scheduled, and makes the partitions of the next months, until the signal aborts.
 */
export async function serveWorkers(
  { dataSource, direct }: Pick<Database, 'dataSource' | 'direct'>,
  {
    batchSize,
    leaseSeconds,
    audit,
    gating,
    supportDays,
  }: Pick<Config, 'batchSize' | 'leaseSeconds' | 'audit' | 'gating' | 'supportDays'>,
  logger: Pick<Logger, 'error' | 'info'>,
  { name, workers, signal, aroundWrites, access }: ServeWorkersOptions,
): Promise<void> {
  const wakeup = new Wakeup(direct, RUNS_CHANNEL);
  const onError = (error: unknown) =>
    logger.error({ err: error }, 'a migration run or parity report failed to proceed');
  const sealer = new ChainSealer(dataSource, audit.own, ({ position, hash }) =>
    logger.info({ position, hash }, `the chain of events ends at ${position}:${hash}`),
  );
  const packages = new PackageWorker(dataSource, {
    access,
    environment: gating,
    onError: (error) => logger.error({ err: error }, 'the packages of an organization were not carried out'),
  });
  const grants = new GrantsService(dataSource, access ?? UNCACHED, gating, supportDays);
  const scheduled = new ScheduleWorker(dataSource, {
    access: access ?? UNCACHED,
    operations: { GRANT: (manager, change, actor) => grants.carryOut(manager, change, actor) },
    onError: (error) => logger.error({ err: error }, 'a scheduled change was not carried out, and is tried again'),
  });
  const common = { leaseSeconds, signal, wakeup, onError };
  try {
    await Promise.all([
      serveRuns(dataSource, { ...common, name, batchSize, workers, ...(aroundWrites && { aroundWrites }) }),
      serveParity(dataSource, common),
      servePartitions(dataSource, {
        signal,
        onError: (error) => logger.error({ err: error }, 'the partitions of the next months were not made'),
      }),
      serveWork(() => packages.work(), {
        signal,
        pollMs: PACKAGES_EVERY_MS,
        onError: (error) => logger.error({ err: error }, 'it could not be looked for packages that are due'),
      }),
      serveWork(() => scheduled.work(), {
        signal,
        pollMs: SCHEDULED_EVERY_MS,
        onError: (error) => logger.error({ err: error }, 'it could not be looked for scheduled changes that are due'),
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
