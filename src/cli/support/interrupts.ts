import { onStopSignals } from '../../platform/stop-signals';
import { EXIT } from './command-context';

/**
 * Lets Ctrl-C (SIGINT) and SIGTERM stop work cleanly. A second one ends the process at once, with exit code 130.
 * @param work stops as soon as it can once its signal is aborted
 * @returns what the work returned
 */
export async function withInterrupts<Result>(work: (interrupted: AbortSignal) => Promise<Result>): Promise<Result> {
  const stopping = new AbortController();
  const off = onStopSignals(
    () => stopping.abort(),
    () => process.exit(EXIT.interrupted),
  );
  try {
    return await work(stopping.signal);
  } finally {
    off();
  }
}

/**
 * Runs work that changes nothing unless it is completed, so that an interruption is all there is to report.
 * @returns the work's exit code, or 130 if it was interrupted
 */
export function untilInterrupted(work: (interrupted: AbortSignal) => Promise<number>): Promise<number> {
  return withInterrupts(async (interrupted) => {
    try {
      return await work(interrupted);
    } catch (error) {
      if (!interrupted.aborted) throw error;
      process.stderr.write('Interrupted: nothing was changed, and nothing is left half done.\n');
      return EXIT.interrupted;
    }
  });
}
