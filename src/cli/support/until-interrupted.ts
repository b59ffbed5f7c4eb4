import { EXIT } from './command-context';

/**
 * Work that Ctrl-C, or a request to end, is to stop so that it tidies up behind itself.
 * @returns what the work returned, or the exit code of an interruption
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.stderr.write('Interrupted: nothing was changed, and nothing is left half done.\n');
    return EXIT.interrupted;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}
