import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Mapping } from '../../../domain/legacy/mapping';
import { RULES_VERSION } from '../../../domain/run/plan-changes';
import type { MigrationRun } from '../../../entities/migration-run';
import { abortableDelay } from '../../../platform/abortable-delay';
import { troubleOf } from '../../../store/lease';
import { ConcurrentChangeError } from '../../../store/write-changes';
import { claimAtPace, type HeldBatch, releaseBatches } from './claim-batches';
import { RunNotRunningError } from './finish-batches';
import { giveUpBatch } from './give-up-batch';
import { ROLLBACK_TASK } from './rollback-life';
import { failRun, prepareRun } from './run-life';
import { RUN_TASK, type RunTask } from './run-task';
import { RunThrottle } from './run-throttle';

/** How often a batch is tried before it is split. */
const MAX_ATTEMPTS = 3;
/** A batch whose workers were lost this often may be the cause, for instance by its size: it is split. */
const MAX_LOST_ATTEMPTS = 6;
const RETRY_MS = 100;
const WAIT_FOR_OTHERS_MS = 200;
/** How often a worker that waits because of a limit checks whether it still has to, and whether the run goes on. */
const LOOK_AGAIN_MS = 1_000;
/** The intended duration of a transaction: long enough for its commit to pay off, short enough to pause, or to lose. */
const TARGET_MS = 1_000;
const MAX_BATCHES_AT_ONCE = 40;

export interface WorkerOptions {
  /** The name of the worker, for the record of each batch. */
  readonly name: string;
  /**
   * Organizations in a batch, the least for one transaction. A transaction processes several batches if they are fast.
   */
  readonly batchSize: number;
  /** See `Config.leaseSeconds`. Default: 30. */
  readonly leaseSeconds?: number;
  /** Stops the work after the current transaction; other workers can go on with the run. */
  readonly signal?: AbortSignal;
  /** The most batches in one transaction. Default: 40. */
  readonly batchesAtOnce?: number;
  /** How many transactions to process in parallel. Default: 1. */
  readonly workers?: number;
}

/** This process must not work on the run, for the reason given; other processes may. */
export class ForeignRunError extends Error {
  override readonly name = 'ForeignRunError';
}

/**
 * Works on a run, or on its rollback, until nothing is left to do, or it is paused, cancelled or failed. Any number of
 * processes can work on it at the same time; one that is killed leaves nothing half done.
 * @throws ForeignRunError if the run was started with other rules than this process has; and errors of the connection
 */
export async function workOnRun(dataSource: DataSource, runId: number, options: WorkerOptions): Promise<void> {
  const run = await prepareOrFail(dataSource, runId, options.batchSize);
  if (run?.status !== 'RUNNING' && run?.status !== 'ROLLING_BACK') return;
  if (run.status === 'RUNNING') refuseForeign(run);
  const task = run.status === 'RUNNING' ? RUN_TASK : ROLLBACK_TASK;
  const throttle = new RunThrottle(dataSource, runId);
  const workers = Array.from({ length: options.workers ?? 1 }, (_, index) =>
    workOnBatches(dataSource, run, task, throttle, { ...options, name: `${options.name}#${index + 1}` }),
  );
  const results = await Promise.allSettled(workers);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** A run whose organizations cannot be determined fails with the reason: no worker could ever begin it. */
async function prepareOrFail(dataSource: DataSource, runId: number, batchSize: number): Promise<MigrationRun | null> {
  try {
    return await prepareRun(dataSource, runId, batchSize);
  } catch (error) {
    if (troubleOf(error) === 'FAULT' && (await failRun(dataSource, runId, error))) return null;
    throw error;
  }
}

/** Refuses a run that this process would plan differently, because its rules or its reading of the mapping differ. */
function refuseForeign(run: MigrationRun): void {
  if (run.rulesVersion !== RULES_VERSION) {
    throw new ForeignRunError(
      `Run ${run.id} was started with version ${run.rulesVersion} of the rules; ` +
        `this process has version ${RULES_VERSION} and does not work on it.`,
    );
  }
  if (run.mappingHash !== null && new Mapping(run.mappingRules).hash() !== run.mappingHash) {
    throw new ForeignRunError(
      `The stored mapping of run ${run.id} does not match its hash; this process does not work on it.`,
    );
  }
}

async function workOnBatches(
  dataSource: DataSource,
  run: MigrationRun,
  task: RunTask,
  throttle: RunThrottle,
  options: WorkerOptions,
): Promise<void> {
  let atOnce = 1;
  while (!options.signal?.aborted) {
    if (await throttle.holdsBack()) {
      if (await task.conclude(dataSource, run.id)) return;
      await pause(LOOK_AGAIN_MS, options.signal);
      continue;
    }
    const { held, waitMs } = await claimAtPace(dataSource, run.id, options.name, {
      limit: atOnce,
      batchSize: options.batchSize,
      table: task.table,
    });
    if (held.length > 0) {
      const begun = performance.now();
      const outcome = await tryBatches(dataSource, run, task, held, options.leaseSeconds);
      if (outcome === 'stop') return;
      atOnce =
        outcome === 'done'
          ? nextSize(atOnce, performance.now() - begun, options.batchesAtOnce ?? MAX_BATCHES_AT_ONCE)
          : 1;
    }
    if (await task.conclude(dataSource, run.id)) return;
    // If the rate does not require a wait, other workers hold the last batches.
    if (held.length === 0)
      await pause(waitMs > 0 ? Math.min(waitMs, LOOK_AGAIN_MS) : WAIT_FOR_OTHERS_MS, options.signal);
  }
}

/** Waits, at most until the signal aborts. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await (signal ? abortableDelay(ms, signal) : delay(ms));
}

/** The number of batches for the next transaction, from the time that the last one took. */
function nextSize(atOnce: number, ms: number, limit: number): number {
  const wanted = Math.round((atOnce * TARGET_MS) / Math.max(ms, 1));
  return Math.min(Math.max(wanted, Math.ceil(atOnce / 2), 1), atOnce * 2, limit);
}

/** @returns `stop` if there is nothing left to do for this run, `again` if the batches are to be tried again */
async function tryBatches(
  dataSource: DataSource,
  run: MigrationRun,
  task: RunTask,
  held: readonly HeldBatch[],
  leaseSeconds: number | undefined,
): Promise<'done' | 'again' | 'stop'> {
  const fatal = held.filter(({ attempt }) => attempt > MAX_LOST_ATTEMPTS);
  for (const batch of fatal)
    await giveUpBatch(
      dataSource,
      run.id,
      batch,
      task.failOrganization(run.id, new Error(`its workers were lost ${MAX_LOST_ATTEMPTS} times`)),
    );
  if (fatal.length > 0) {
    await releaseBatches(dataSource, run.id, held);
    return 'again';
  }
  try {
    await task.process(dataSource, run, held, leaseSeconds);
    return 'done';
  } catch (error) {
    if (error instanceof RunNotRunningError) {
      // A resumed run must not wait until these claims expire, nor count a pause as a lost worker.
      await releaseBatches(dataSource, run.id, held, false);
      return 'stop';
    }
    const trouble = error instanceof ConcurrentChangeError ? 'AGAIN' : troubleOf(error);
    if (trouble === 'LOST') return 'again';
    // The run stays RUNNING until the database is reachable, or has disk space, again.
    if (trouble === 'DATABASE') throw error;
    if (trouble === 'FAULT') {
      await task.fail(dataSource, run.id, error);
      return 'stop';
    }
    const [only, ...others] = held;
    if (
      only &&
      others.length === 0 &&
      only.attempt >= MAX_ATTEMPTS &&
      (only.organizationIds.length > 1 || task.givesUpAlone)
    ) {
      await giveUpBatch(dataSource, run.id, only, task.failOrganization(run.id, error));
    } else await releaseBatches(dataSource, run.id, held);
    await delay(RETRY_MS);
    return 'again';
  }
}
