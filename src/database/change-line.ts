import { randomUUID } from 'node:crypto';
import { abortableDelay } from '../platform/abortable-delay';
import { listenForNotifications, type ListeningConnection } from './listener';

/** How often the line is tried. */
const BEAT_MS = 500;
/** A line that nothing came back over for so long is down. */
const SILENT_MS = 2_000;

export interface ChangeLineHandlers {
  /** Told of each notification. */
  readonly onChange: (payload: string) => void;
  /** Told when the line is up, at first and again: what happened before was not heard. */
  readonly onRestored: () => void;
}

/**
 * The line over which a process hears of changes that others make. Notifications alone cannot be relied upon: a connection may be silent
 * without being broken. So the line carries a heartbeat, and is up only while one came back that was sent less than two seconds ago.
 */
export class ChangeLine {
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;
  private readonly beatChannel = `portcullis_beat_${randomUUID().replaceAll('-', '')}`;
  /** When the last heartbeat that came back was sent, by the monotonic clock. */
  private lastBeat = -Infinity;
  private readonly sentAt = new Map<string, number>();
  private restoredWaiters: (() => void)[] = [];

  constructor(
    url: string,
    channel: string,
    private readonly handlers: ChangeLineHandlers,
  ) {
    this.listening = listenForNotifications(
      url,
      [channel, this.beatChannel],
      {
        onNotification: (on, payload) => {
          if (on === this.beatChannel) this.beatCameBack(payload);
          else handlers.onChange(payload);
        },
        onListening: (connection) => {
          connection.lost.addEventListener('abort', () => {
            this.lastBeat = -Infinity;
          });
          void this.beat(connection);
        },
      },
      this.stopping.signal,
    );
  }

  /** True while every change that others committed up to about now was, or is about to be, heard. */
  get isUp(): boolean {
    return performance.now() - this.lastBeat < SILENT_MS;
  }

  /** Waits until the line is up, but not longer than `ms`. */
  async untilUp(ms: number): Promise<void> {
    if (this.isUp) return;
    let wake: () => void = () => undefined;
    const restored = new Promise<void>((resolve) => {
      wake = resolve;
      this.restoredWaiters.push(resolve);
    });
    await Promise.race([restored, abortableDelay(ms, this.stopping.signal)]);
    this.restoredWaiters = this.restoredWaiters.filter((waiter) => waiter !== wake);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  private async beat(connection: ListeningConnection): Promise<void> {
    this.sentAt.clear();
    let outstanding = false;
    for (let beat = 0; !connection.lost.aborted; beat++) {
      // One at a time: while it is on its way another would only wait behind it.
      if (!outstanding) {
        outstanding = true;
        this.sentAt.set(String(beat), performance.now());
        connection.query('SELECT pg_notify($1, $2)', [this.beatChannel, String(beat)]).then(() => {
          outstanding = false;
        }, connection.giveUp);
      } else if ([...this.sentAt.values()].some((sent) => performance.now() - sent > SILENT_MS)) {
        connection.giveUp();
      }
      await abortableDelay(BEAT_MS, connection.lost);
    }
  }

  private beatCameBack(beat: string): void {
    const sent = this.sentAt.get(beat);
    if (sent === undefined) return;
    this.sentAt.delete(beat);
    const wasDown = !this.isUp;
    if (wasDown) this.handlers.onRestored();
    this.lastBeat = Math.max(this.lastBeat, sent);
    if (!wasDown) return;
    for (const wake of this.restoredWaiters.splice(0)) wake();
  }
}
