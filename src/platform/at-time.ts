/** The longest wait of one timer: timers are limited to 24 days, and the clock may be adjusted meanwhile. */
const MAX_WAIT_MS = 60_000;

/**
 * Calls a function when the system clock reaches a time, never earlier; a timer alone may fire a little early.
 * @returns a function that cancels it
 */
export function atTime(time: Date, call: () => void): () => void {
  let timer = setTimeout(look, waitFor());
  function look(): void {
    if (time.getTime() <= Date.now()) call();
    else timer = setTimeout(look, waitFor());
  }
  function waitFor(): number {
    return Math.min(Math.max(time.getTime() - Date.now(), 0), MAX_WAIT_MS);
  }
  return () => clearTimeout(timer);
}
