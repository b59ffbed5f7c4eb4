import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors';
import { hasEnded } from '../../domain/run/run-status';
import { MigrationRun } from '../../entities/migration-run';
import { workOnRun } from '../../features/migration-runs/work/run-worker';
import { messageOf } from '../../platform/error-shape';
import { isConnectionTrouble, isOutOfResources } from '../../store/sqlstates';
import type { CommandContext } from './command-context';
import { withInterrupts } from './interrupts';
import type { Output } from './output';
import { type Progress, withProgress } from './progress';
import { progressOf } from './run-report';
import { RunStoppedError } from './run-stopped';

const PATIENCE_MS = 60_000;
const RETRY_MS = 2_000;

/**
 * Works on a run, or its rollback, in this process until it ends, and shows its progress. Ctrl-C pauses a run cleanly,
 * and leaves a rollback to other workers; a second Ctrl-C ends the process at once, and loses nothing either.
 * @param workers transactions to work on at once
 * @returns the run as it is then, and whether it was interrupted
 * @throws RunStoppedError when the database is away for more than a minute, or is out of memory, disk or connections
 */
export async function followRun(
  context: CommandContext,
  runId: number,
  workers: number,
): Promise<{ readonly run: MigrationRun; readonly interrupted: boolean }> {
  const { database, config, out } = context;
  const isRollback = (await reload(context, runId)).status === 'ROLLING_BACK';
  const stopped = await withInterrupts(async (interrupted) => {
    const settings = {
      name: `cli:${hostname()}:${process.pid}`,
      batchSize: config.batchSize,
      leaseSeconds: config.leaseSeconds,
      signal: interrupted,
      workers,
    };
    const work = () => workThroughTrouble(out, () => workOnRun(database.dataSource, runId, settings));
    try {
      await withProgress(out, () => lookAt(context, runId), work);
    } catch (error) {
      if (!isConnectionTrouble(error) && !isOutOfResources(error)) throw error;
      const resume = isRollback ? `portcullis rollback ${runId} --reason '…'` : `portcullis runs resume ${runId}`;
      throw new RunStoppedError(runId, resume, error);
    }
    return interrupted.aborted;
  });
  if (isRollback) {
    const run = await reload(context, runId);
    return { run, interrupted: stopped && run.status === 'ROLLING_BACK' };
  }
  const interrupted = stopped && (await pauseIfLive(context, runId));
  return { run: await reload(context, runId), interrupted };
}

/** Waits for a database that restarts; one that stays away ends the command, and the run can be resumed. */
async function workThroughTrouble(out: Output, work: () => Promise<void>): Promise<void> {
  let troubleSince: number | null = null;
  for (;;) {
    const begun = Date.now();
    try {
      await work();
      return;
    } catch (error) {
      if (!isConnectionTrouble(error)) throw error;
      // Work that went well for a while has ended the trouble before it.
      if (troubleSince === null || Date.now() - begun > PATIENCE_MS) troubleSince = Date.now();
      if (Date.now() - troubleSince > PATIENCE_MS) throw error;
      out.warn(`The database went away (${messageOf(error)}); trying again`);
      await delay(RETRY_MS);
    }
  }
}

/** @returns false if the run ended before the pause */
async function pauseIfLive({ services, actor }: CommandContext, runId: number): Promise<boolean> {
  try {
    await services.runs.pause(actor, { id: String(runId), reason: 'interrupted at the terminal' });
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'INVALID_TRANSITION') return false;
    throw error;
  }
}

function reload({ database }: CommandContext, id: number): Promise<MigrationRun> {
  return database.dataSource.manager.findOneByOrFail(MigrationRun, { id });
}

async function lookAt(context: CommandContext, runId: number): Promise<Progress> {
  const run = await reload(context, runId);
  const { total, processed, perSecond, etaSeconds, heldBack } =
    run.rollbackTotal === null ? await progressOf(context, run) : await context.services.runs.rollbackProgress(run);
  return {
    done: processed,
    total,
    notes: [
      perSecond === null ? [] : `${Math.round(perSecond)}/s`,
      etaSeconds === null ? [] : `${etaSeconds} s left`,
      heldBack === null ? [] : `waiting: ${heldBack}`,
    ].flat(),
    ended: hasEnded(run.status),
  };
}
