import { randomUUID } from 'node:crypto';
import { abortableDelay } from '../platform/abortable-delay';
import type { DatabaseTarget } from '../platform/database-url';
import { listenForNotifications, type ListeningConnection } from './listener';

/** How often a heartbeat is sent. */
const BEAT_MS = 500;
/** The line is down if no heartbeat sent within this time has come back. */
const SILENT_MS = 2_000;

export interface ChangeLineHandlers {
  /** Called with each notification. */
  readonly onChange: (payload: string) => void;
  /** Called when the line comes up, at first and again: notifications sent before that were missed. */
  readonly onRestored: () => void;
  /**
   * Sends a heartbeat over another connection than the one that listens. Through a pooler in transaction mode, that one
   * hears what it sends itself, and nothing else.
   */
  readonly beat: (channel: string, beat: string) => Promise<void>;
}

/**
 * Receives notifications of changes that other processes make, and knows whether it would miss any. A connection can be
 * silent without being broken, so a heartbeat is sent to it. The line is up only while a heartbeat sent less than two
 * seconds ago has come back.
 */
export class ChangeLine {
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;
  private readonly beatChannel = `portcullis_beat_${randomUUID().replaceAll('-', '')}`;
  /** When the latest heartbeat that came back was sent, in milliseconds of the monotonic clock. */
  private lastBeat = -Infinity;
  private readonly sentAt = new Map<string, number>();
  private restoredWaiters: (() => void)[] = [];

  constructor(
    database: string | DatabaseTarget,
    channel: string,
    private readonly handlers: ChangeLineHandlers,
  ) {
    this.listening = listenForNotifications(
      database,
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

  /** True while this process receives the notification of every change that others commit. */
  get isUp(): boolean {
    return performance.now() - this.lastBeat < SILENT_MS;
  }

  /** Waits until the line is up, for at most `ms` milliseconds. */
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

  /** Closes the connection. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  private async beat(connection: ListeningConnection): Promise<void> {
    this.sentAt.clear();
    let outstanding = false;
    for (let beat = 0; !connection.lost.aborted; beat++) {
      // One at a time: a second one would only queue behind the first.
      if (!outstanding) {
        outstanding = true;
        this.sentAt.set(String(beat), performance.now());
        const sent = connection.direct
          ? connection.query('SELECT pg_notify($1, $2)', [this.beatChannel, String(beat)])
          : this.handlers.beat(this.beatChannel, String(beat));
        sent.then(() => {
          outstanding = false;
        }, connection.giveUp);
      }
      if ([...this.sentAt.values()].some((sent) => performance.now() - sent > SILENT_MS)) connection.giveUp();
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
