import { DomainError } from '../../domain/errors';
import { abortableDelay } from '../../platform/abortable-delay';
import { atTime } from '../../platform/at-time';
import { Bell } from '../../platform/bell';

/** One event in so much time at most: what changes in bursts, as a run's organizations do, is told together. */
const LEAST_GAP_MS = 100;
const RETRY_MS = 1_000;
const MOST_RETRY_MS = 15_000;

/** What stands, and when it changes by itself; null for never. */
export interface Standing<Value> {
  readonly value: Value;
  readonly changesAt: Date | null;
}

export interface EventSource<Value> {
  /** Calls at each change, until the returned function is called. */
  readonly listen: (ring: () => void) => () => void;
  readonly load: () => Promise<Standing<Value>>;
  /** Told where a change could not be loaded; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * What stands, at once and after each change, of others or by the clock. It listens before it loads, so that no change falls between; of
 * many changes while one event is worked on the last is never lost.
 * @throws what the first load throws; later only a DomainError: other trouble passes
 */
export async function* standingEvents<Value>(
  { listen, load, onTrouble }: EventSource<Value>,
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
      const standing = await (isFirst ? load() : loadThroughTrouble(load, onTrouble, left));
      if (hasLeft() || standing === null) return;
      cancelTimer();
      if (standing.changesAt) cancelTimer = atTime(standing.changesAt, bell.ring);
      yield standing.value;
      await bell.wait();
      await abortableDelay(Math.max(0, LEAST_GAP_MS - (performance.now() - begun)), left);
    }
  } finally {
    left.removeEventListener('abort', letGo);
    letGo();
  }
}

/** @returns null where nobody waits for it any more */
async function loadThroughTrouble<Value>(
  load: () => Promise<Value>,
  onTrouble: (error: unknown) => void,
  left: AbortSignal,
): Promise<Value | null> {
  for (let retry = RETRY_MS; !left.aborted; retry = Math.min(retry * 2, MOST_RETRY_MS)) {
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
