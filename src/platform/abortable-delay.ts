import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits for `ms` milliseconds, or until the signal aborts, which is not an error. */
export async function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  // Any number may wait for one signal, such as the workers of a run; Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
