import { EventEmitter, once } from 'node:events';
import { Client } from 'pg';
import { abortableDelay } from './abortable-delay';

const RECONNECT_MS = 1_000;
const WOKEN = 'woken';

/**
 * Wakes a waiting worker when the database notifies a channel. It has a connection of its own, which it renews when it breaks; while
 * there is none, waits last as long as they say, so that nothing depends on it.
 */
export class Wakeup {
  private readonly events = new EventEmitter();
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly channel: string,
  ) {
    this.listening = this.listen();
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

  private async listen(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const client = new Client({ connectionString: this.url, application_name: 'portcullis-listener', keepAlive: true });
      const ended = new Promise<void>((resolve) => {
        client.once('end', resolve);
        client.on('error', () => resolve());
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      client.on('notification', () => this.events.emit(WOKEN));
      try {
        await client.connect();
        await client.query(`LISTEN ${client.escapeIdentifier(this.channel)}`);
        this.events.emit(WOKEN); // whatever was said while nobody listened
        await ended;
      } catch {
        // Tried again below; the workers themselves tell of a database that does not answer.
      }
      await client.end().catch(() => undefined);
      await abortableDelay(RECONNECT_MS, signal);
    }
  }
}
