import { EventEmitter, once } from 'node:events';
import { listenForNotifications } from './listener';

const WOKEN = 'woken';

/**
 * Wakes a waiting worker when the database notifies a channel. While nobody listens, as where the connection broke, waits last as long
 * as they say, so that nothing depends on it.
 */
export class Wakeup {
  private readonly events = new EventEmitter();
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;

  constructor(url: string, channel: string) {
    const wake = () => this.events.emit(WOKEN);
    // Woken when it begins to listen, too: whatever was said before was not heard.
    this.listening = listenForNotifications(
      url,
      [channel],
      { onNotification: wake, onListening: wake },
      this.stopping.signal,
    );
  }

  /** Waits for a notification, but not longer than `ms`, nor past the signal. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    await once(this.events, WOKEN, { signal: either }).catch((error: unknown) => {
      if (!either.aborted) throw error;
    });
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }
}
