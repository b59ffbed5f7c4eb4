/**
 * npm and npx pass Ctrl-C on to their command, which the terminal has sent it already: what arrives within this time is
 * one request.
 */
const SAME_REQUEST_MS = 500;

/**
 * Handles SIGINT (Ctrl-C) and SIGTERM, the requests to stop.
 * @param first called once, for the first request
 * @param again called for each later one, by an operator who does not want to wait
 * @returns removes the handlers
 */
export function onStopSignals(
  first: (signal: NodeJS.Signals) => void,
  again: (signal: NodeJS.Signals) => void,
): () => void {
  let since: number | null = null;
  const handle = (signal: NodeJS.Signals) => {
    if (since === null) {
      since = performance.now();
      first(signal);
    } else if (performance.now() - since > SAME_REQUEST_MS) again(signal);
  };
  process.on('SIGINT', handle).on('SIGTERM', handle);
  return () => void process.off('SIGINT', handle).off('SIGTERM', handle);
}
