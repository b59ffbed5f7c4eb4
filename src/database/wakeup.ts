import { EventEmitter, once } from 'node:events';
import type { DatabaseTarget } from '../platform/database-url';
import { listenForNotifications } from './listener';

const WOKEN = 'woken';

/**
 * Wakes waiting workers when the database notifies a channel. While the connection is broken, a wait simply lasts its
 * full time.
 */
export class Wakeup {
  private readonly events = new EventEmitter();
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;

  constructor(database: string | DatabaseTarget, channel: string) {
    const wake = () => this.events.emit(WOKEN);
    // Also woken when it begins to listen: earlier notifications were missed.
    this.listening = listenForNotifications(
      database,
      [channel],
      { onNotification: wake, onListening: wake },
      this.stopping.signal,
    );
  }

  /** Waits for a notification, for at most `ms` milliseconds, or until the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    await once(this.events, WOKEN, { signal: either }).catch((error: unknown) => {
      if (!either.aborted) throw error;
    });
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }
}
