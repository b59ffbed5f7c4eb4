/** A timer takes no more than 24 days, and the clock may be set meanwhile: it is looked at so often. */
const MOST_WAIT_MS = 60_000;

/**
 * Calls once the clock shows a time, and never before, by the clock that decisions go by: timers alone may be a little early.
 * @returns what cancels it
 */
export function atTime(time: Date, call: () => void): () => void {
  let timer = setTimeout(look, waitFor());
  function look(): void {
    if (time.getTime() <= Date.now()) call();
    else timer = setTimeout(look, waitFor());
  }
  function waitFor(): number {
    return Math.min(Math.max(time.getTime() - Date.now(), 0), MOST_WAIT_MS);
  }
  return () => clearTimeout(timer);
}
