import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Mapping } from '../../../domain/legacy/mapping';
import { RULES_VERSION } from '../../../domain/run/plan-changes';
import type { MigrationRun } from '../../../entities/migration-run';
import { abortableDelay } from '../../../platform/abortable-delay';
import { claimAtPace, releaseBatches, type HeldBatch } from './claim-batches';
import { RunNotRunningError } from './finish-batches';
import { giveUpBatch } from './give-up-batch';
import { prepareRun } from './run-life';
import { ROLLBACK_TASK } from './rollback-life';
import { RUN_TASK, type RunTask } from './run-task';
import { RunThrottle } from './run-throttle';
import { troubleOf } from '../../../store/lease';
import { ConcurrentChangeError } from './write-changes';

/** How often a batch is tried as it is, before it is halved. */
const MAX_ATTEMPTS = 3;
/** A batch whose workers were lost so often may be what kills them, as by its size: it is made smaller. */
const MAX_LOST_ATTEMPTS = 6;
const RETRY_MS = 100;
const WAIT_FOR_OTHERS_MS = 200;
/** So often a worker that has to wait, for its pace or for the database, looks whether it still has to, and whether the run goes on. */
const LOOK_AGAIN_MS = 1_000;
/** A transaction should take about so long: long enough to be worth its commit, short enough to pause, and to lose. */
const TARGET_MS = 1_000;
const MAX_BATCHES_AT_ONCE = 40;

export interface WorkerOptions {
  /** Who works, for the batches' record. */
  readonly name: string;
  /** Organizations a batch: the least that a transaction takes. It takes several batches while they go fast. */
  readonly batchSize: number;
  /** See `Config.leaseSeconds`; 30 unless said. */
  readonly leaseSeconds?: number;
  /** Stops the work after the transaction in hand; the run itself goes on, for any worker. */
  readonly signal?: AbortSignal;
  /** The most batches that one transaction takes; 40 unless said. */
  readonly batchesAtOnce?: number;
  /** How many transactions are worked on at once; 1 unless said. */
  readonly workers?: number;
}

/** A run that this process may not work on, and why; it is left for others. */
export class ForeignRunError extends Error {
  override readonly name = 'ForeignRunError';
}

/**
 * Works on one run, or on its rollback, until nothing of it is left to do, or it is paused, cancelled or failed. Any number of processes may do so at once;
 * one that dies leaves nothing half done.
 * @throws ForeignRunError where the run was started by other rules than this process knows; what breaks the database's connection
 */
export async function workOnRun(dataSource: DataSource, runId: number, options: WorkerOptions): Promise<void> {
  const run = await prepareRun(dataSource, runId, options.batchSize);
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

/** Its plan would come out otherwise here: the rules have changed, or read the stored mapping otherwise. */
function refuseForeign(run: MigrationRun): void {
  if (run.rulesVersion !== RULES_VERSION) {
    throw new ForeignRunError(
      `Run ${run.id} was started under rules of version ${run.rulesVersion}; this process has version ${RULES_VERSION} and leaves it alone.`,
    );
  }
  if (new Mapping(run.mappingRules).hash() !== run.mappingHash) {
    throw new ForeignRunError(
      `The stored mapping of run ${run.id} is not the one that it was started with; this process leaves it alone.`,
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
      if (await task.settle(dataSource, run.id)) return;
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
    if (await task.settle(dataSource, run.id)) return;
    // Without a wait for the pace, the last batches are in others' hands.
    if (held.length === 0)
      await pause(waitMs > 0 ? Math.min(waitMs, LOOK_AGAIN_MS) : WAIT_FOR_OTHERS_MS, options.signal);
  }
}

/** Waits; not longer than until told to stop. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await (signal ? abortableDelay(ms, signal) : delay(ms));
}

/** Grows and shrinks with the time that a transaction took. */
function nextSize(atOnce: number, ms: number, limit: number): number {
  const wanted = Math.round((atOnce * TARGET_MS) / Math.max(ms, 1));
  return Math.min(Math.max(wanted, Math.ceil(atOnce / 2), 1), atOnce * 2, limit);
}

/** @returns `stop` where the run is not to be worked on any more, `again` where the batches are to be tried once more */
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
    if (error instanceof RunNotRunningError) return 'stop';
    const trouble = error instanceof ConcurrentChangeError ? 'AGAIN' : troubleOf(error);
    if (trouble === 'LOST') return 'again';
    // The run stays RUNNING until the database is back, or its disk has room again.
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
