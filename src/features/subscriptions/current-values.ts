import { DomainError } from '../../domain/errors';
import { abortableDelay } from '../../platform/abortable-delay';
import { atTime } from '../../platform/at-time';
import { Bell } from '../../platform/bell';

/** The minimum time between two events, so that changes in bursts become one event. */
const MIN_GAP_MS = 100;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

/** The current value, and when it changes by itself; null for never. */
interface CurrentValue<Value> {
  readonly value: Value;
  readonly changesAt: Date | null;
}

export interface EventSource<Value> {
  /** Calls `ring` at each change, until the returned function is called. */
  readonly listen: (ring: () => void) => () => void;
  readonly load: () => Promise<CurrentValue<Value>>;
  /** Called if a change could not be loaded, which is then retried. */
  readonly onTrouble: (error: unknown) => void;
  /** Called when a value has been dealt with, and the next one is asked for. */
  readonly onSent: () => void;
}

/**
 * Yields the current value, at once and after each change, whether it was notified or is due by the clock. It listens
 * before it loads, so that no change is missed. Of many changes during one event, the last is never lost.
 * @throws what the first load throws; later only a DomainError, because other errors are retried
 */
export async function* currentValues<Value>(
  { listen, load, onTrouble, onSent }: EventSource<Value>,
  left: AbortSignal,
): AsyncGenerator<Value, void, undefined> {
  const bell = new Bell();
  const hasLeft = () => left.aborted;
  const stopListening = listen(bell.ring);
  let cancelTimer: () => void = () => undefined;
  const letGo = () => {
    stopListening();
    cancelTimer();
    bell.ring();
  };
  left.addEventListener('abort', letGo, { once: true });
  try {
    for (let isFirst = true; !hasLeft(); isFirst = false) {
      const begun = performance.now();
      bell.reset();
      const current = await (isFirst ? load() : loadThroughTrouble(load, onTrouble, left));
      if (hasLeft() || current === null) return;
      cancelTimer();
      if (current.changesAt) cancelTimer = atTime(current.changesAt, bell.ring);
      yield current.value;
      onSent();
      await bell.wait();
      const early = MIN_GAP_MS - (performance.now() - begun);
      if (early > 0) await abortableDelay(early, left);
    }
  } finally {
    left.removeEventListener('abort', letGo);
    letGo();
  }
}

/** Loads with retries. @returns null if the subscription has ended meanwhile */
async function loadThroughTrouble<Value>(
  load: () => Promise<Value>,
  onTrouble: (error: unknown) => void,
  left: AbortSignal,
): Promise<Value | null> {
  for (let retry = RETRY_MS; !left.aborted; retry = Math.min(retry * 2, MAX_RETRY_MS)) {
    try {
      return await load();
    } catch (error) {
      if (error instanceof DomainError) throw error;
      onTrouble(error);
      await abortableDelay(retry, left);
    }
  }
  return null;
}
