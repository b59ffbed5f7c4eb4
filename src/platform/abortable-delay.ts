import { setTimeout as delay } from 'node:timers/promises';

/** Waits, or returns at once when told to stop. */
export async function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
