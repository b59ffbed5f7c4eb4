import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { DomainError } from '../../domain/errors';
import { hasEnded } from '../../domain/run/run-status';
import { MigrationRun } from '../../entities/migration-run';
import { workOnRun } from '../../features/migration-runs/work/run-worker';
import { messageOf } from '../../platform/error-shape';
import { EXIT, type CommandContext } from './command-context';
import type { Output } from './output';
import { progressOf } from './run-report';
import { isConnectionTrouble, isOutOfResources } from '../../store/sqlstates';

const REDRAW_MS = 250;
const LINE_MS = 10_000;
const PATIENCE_MS = 60_000;
const RETRY_MS = 2_000;

/** The database cannot go on; the run is as it was after the last batch that was done, and waits for somebody to work on it. */
export class RunStoppedError extends Error {
  override readonly name = 'RunStoppedError';

  constructor(runId: number, goOn: string, cause: unknown) {
    super(
      `${messageOf(cause)}\nRun ${runId} has stopped: batches that are done are done, and nothing is half done. When the database is well again, go on with it:\n` +
        `  ${goOn}`,
      { cause },
    );
  }
}

/**
 * Works on a run, or its rollback, in this process until it ends, drawing its progress. Ctrl-C pauses a run cleanly, and leaves a rollback to other workers; a second one leaves at once, and
 * loses nothing either.
 * @returns the run as it stands then, and whether the person interrupted it
 */
export async function followRun(
  context: CommandContext,
  runId: number,
  workers: number,
): Promise<{ readonly run: MigrationRun; readonly interrupted: boolean }> {
  const { database, config, out } = context;
  const isRollback = (await reload(context, runId)).status === 'ROLLING_BACK';
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(EXIT.interrupted);
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const drawing = out.json ? null : drawProgress(context, runId);
  try {
    const name = `cli:${hostname()}:${process.pid}`;
    await workThroughTrouble(out, () =>
      workOnRun(database.dataSource, runId, {
        name,
        batchSize: config.batchSize,
        leaseSeconds: config.leaseSeconds,
        signal: stopping.signal,
        workers,
      }),
    );
  } catch (error) {
    if (isConnectionTrouble(error) || isOutOfResources(error))
      throw new RunStoppedError(
        runId,
        isRollback ? `portcullis rollback ${runId} --reason '…'` : `portcullis runs resume ${runId}`,
        error,
      );
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await drawing?.stop();
  }
  if (isRollback) {
    const run = await reload(context, runId);
    return { run, interrupted: stopping.signal.aborted && run.status === 'ROLLING_BACK' };
  }
  const interrupted = stopping.signal.aborted && (await pauseIfLive(context, runId));
  return { run: await reload(context, runId), interrupted };
}

/** A database that restarts is waited for; one that stays away ends the command, and the run can be resumed. */
async function workThroughTrouble(out: Output, work: () => Promise<void>): Promise<void> {
  let troubleSince: number | null = null;
  for (;;) {
    const begun = Date.now();
    try {
      await work();
      return;
    } catch (error) {
      if (!isConnectionTrouble(error)) throw error;
      // Work that went well for a while was no trouble.
      if (troubleSince === null || Date.now() - begun > PATIENCE_MS) troubleSince = Date.now();
      if (Date.now() - troubleSince > PATIENCE_MS) throw error;
      out.warn(`The database went away (${messageOf(error)}); trying again`);
      await delay(RETRY_MS);
    }
  }
}

/** @returns false where the run had ended before the pause came */
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

/** A bar on a terminal; elsewhere a line now and then, so that a log shows that it goes on. */
function drawProgress(context: CommandContext, runId: number): { stop(): Promise<void> } {
  const { out } = context;
  const bar = out.interactive
    ? new SingleBar(
        {
          format: '{bar} {percentage} % | {value}/{total} organizations | {rate}/s | {eta_text} left{held}',
          hideCursor: true,
        },
        Presets.shades_classic,
      )
    : null;
  bar?.start(0, 0, { rate: '–', eta_text: '–', held: '' });
  let drawn = Promise.resolve();
  const draw = async () => {
    const run = await reload(context, runId);
    const { total, processed, percent, perSecond, etaSeconds, heldBack } =
      run.rollbackTotal === null ? await progressOf(context, run) : await context.services.runs.rollbackProgress(run);
    if (bar) {
      bar.setTotal(total);
      bar.update(processed, {
        rate: perSecond === null ? '–' : Math.round(perSecond),
        eta_text: etaSeconds === null ? '–' : `${etaSeconds} s`,
        held: heldBack === null ? '' : ` | held back: ${heldBack}`,
      });
    } else if (!hasEnded(run.status)) {
      out.line(
        `… ${processed} of ${total} organizations (${percent.toFixed(0)} %)${perSecond === null ? '' : `, ${Math.round(perSecond)}/s`}${etaSeconds === null ? '' : `, ${etaSeconds} s left`}${heldBack === null ? '' : `; held back: ${heldBack}`}`,
      );
    }
  };
  // Drawing is no reason to fail: the work itself tells of a database that went away.
  const timer = setInterval(() => void (drawn = drawn.then(draw).catch(() => undefined)), bar ? REDRAW_MS : LINE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await drawn;
      if (bar) {
        await draw().catch(() => undefined);
        bar.stop();
      }
    },
  };
}
