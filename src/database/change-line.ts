import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { abortableDelay } from '../platform/abortable-delay';
import type { DatabaseTarget } from '../platform/database-url';
import { isShortOfConnections } from './connect-failure';
import { Heartbeat } from './heartbeat';
import { listenForNotifications, type ListeningConnection } from './listener';
import type { WalPosition } from './wal-position';

/** How often a heartbeat is sent. */
const BEAT_MS = 500;
/** The line is down if no heartbeat sent within this time has come back. */
const SILENT_MS = 2_000;

/** How the channel of each line's own heartbeats begins. */
export const BEAT_CHANNEL = 'portcullis_beat_';

/** The addresses of a change line: of one database, and equal unless a pooler stands before it. */
export interface ChangeLineAddresses {
  /** Where to listen, which needs a session. */
  readonly listen: string | DatabaseTarget;
  /** Where changes are made. */
  readonly changes: string | DatabaseTarget;
}

export interface ChangeLineHandlers {
  /** Called with each notification. */
  readonly onChange: (payload: string) => void;
  /** Called when the line comes up, at first and again: notifications sent before that were missed. */
  readonly onRestored: () => void;
  /** Called after each heartbeat that the database has taken. @default not told */
  readonly onBeat?: () => void;
  /** Called when a connection is refused because there are too many. @default not told */
  readonly onShort?: () => void;
}

/**
 * Why a line is down: the database does not answer (`UNREACHABLE`), a pooler stands between (`POOLED`), or heartbeats
 * that were sent do not arrive (`UNHEARD`), as through a pooler that was not recognized, or from another database.
 */
export type LineTrouble = 'UNREACHABLE' | 'POOLED' | 'UNHEARD';

/**
 * Receives notifications of changes that other processes make, and knows whether it would miss any. A connection can be
 * silent without being broken, and a pooler can lose what others send while a session hears what it sends itself: so
 * heartbeats are sent the way that changes go, over another connection. The line is up only while a heartbeat sent less
 * than two seconds ago has arrived.
 */
export class ChangeLine {
  private readonly stopping = new AbortController();
  private readonly listening: Promise<void>;
  private readonly heartbeat: Heartbeat;
  private readonly beatChannel = `${BEAT_CHANNEL}${randomUUID().replaceAll('-', '')}`;
  /** When the latest heartbeat that arrived was sent, in milliseconds of the monotonic clock. */
  private lastBeat = -Infinity;
  private proved = -Infinity;
  private offsetMs: number | null = null;
  private readonly sentAt = new Map<string, number>();
  private restoredWaiters: (() => void)[] = [];
  private connection: ListeningConnection | null = null;
  /** What is known of a line that is down; meaningless while it is up. */
  private suspected: LineTrouble = 'UNREACHABLE';

  /** @param clock the time of this process, in milliseconds since 1970 */
  constructor(
    { listen, changes }: ChangeLineAddresses,
    channel: string,
    private readonly handlers: ChangeLineHandlers,
    clock: () => number = Date.now,
  ) {
    this.heartbeat = new Heartbeat(changes, clock);
    this.listening = listenForNotifications(
      listen,
      [channel, this.beatChannel],
      {
        onNotification: (on, payload) => {
          if (on === this.beatChannel) this.beatArrived(payload);
          else handlers.onChange(payload);
        },
        onListening: (connection) => {
          connection.lost.addEventListener('abort', () => {
            this.lastBeat = -Infinity;
          });
          void this.beat(connection);
        },
        ...(handlers.onShort && { onShort: handlers.onShort }),
      },
      this.stopping.signal,
    );
  }

  /** True while this process receives the notification of every change that others commit. */
  get isUp(): boolean {
    return performance.now() - this.lastBeat < SILENT_MS;
  }

  /**
   * How far the clock of this process is ahead of the database's, in milliseconds, as the latest heartbeat found:
   * negative if it is behind; null before the first.
   */
  get clockOffsetMs(): number | null {
    return this.offsetMs;
  }

  /** The latest time up to which every change is known to be received, in milliseconds of the monotonic clock. */
  get provedAt(): number {
    return this.proved;
  }

  /** Why the line is down; null while it is up. */
  get trouble(): LineTrouble | null {
    return this.isUp ? null : this.suspected;
  }

  /** Asks how far the database has written, at the address at which changes are made. @throws if it does not answer */
  position(): Promise<WalPosition> {
    return this.heartbeat.position();
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

  /** Closes the connections. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.listening;
    await this.heartbeat.close();
  }

  private async beat(connection: ListeningConnection): Promise<void> {
    const unheard = connection.direct ? 'UNHEARD' : 'POOLED';
    this.connection = connection;
    this.sentAt.clear();
    /** When the heartbeat was sent that the database has not taken yet. */
    const outstanding: { since: number | null } = { since: null };
    const isStuck = (tooOld: number) => outstanding.since !== null && outstanding.since < tooOld;
    let unreachable = true;
    for (let beat = 0; !connection.lost.aborted; beat++) {
      // One at a time: a second one would only queue behind the first.
      if (outstanding.since === null) {
        outstanding.since = performance.now();
        this.sentAt.set(String(beat), outstanding.since);
        this.heartbeat.send(this.beatChannel, String(beat)).then(
          (offsetMs) => {
            outstanding.since = null;
            this.suspected = unheard;
            this.offsetMs = offsetMs;
            this.handlers.onBeat?.();
          },
          (error: unknown) => {
            outstanding.since = null;
            this.suspected = 'UNREACHABLE';
            this.sentAt.delete(String(beat));
            if (isShortOfConnections(error)) this.handlers.onShort?.();
          },
        );
      }
      // A process that was kept from running for so long may have received it, and only not read it yet.
      await nextTurn();
      const tooOld = performance.now() - SILENT_MS;
      // Also when the heartbeat itself arrived and only its answer is lost: no other would ever be sent.
      if (isStuck(tooOld) || [...this.sentAt.values()].some((sent) => sent < tooOld)) {
        // It is the connection that does not answer, or the one that does not hear.
        unreachable = isStuck(tooOld);
        if (unreachable) this.heartbeat.giveUp();
        connection.giveUp();
      }
      await abortableDelay(BEAT_MS, connection.lost);
    }
    if (unreachable) this.suspected = 'UNREACHABLE';
  }

  private beatArrived(beat: string): void {
    const sent = this.sentAt.get(beat);
    if (sent === undefined) return;
    // Notifications arrive in the order of their commits: the heartbeats before it were lost, and perhaps more.
    if ([...this.sentAt.values()].some((other) => other < sent)) {
      this.connection?.giveUp();
      return;
    }
    this.sentAt.delete(beat);
    // One that took too long leaves the line down, and whoever waits for it waiting.
    if (performance.now() - sent >= SILENT_MS) return;
    const wasDown = !this.isUp;
    if (wasDown) this.handlers.onRestored();
    this.lastBeat = Math.max(this.lastBeat, sent);
    this.proved = this.lastBeat;
    if (!wasDown) return;
    for (const wake of this.restoredWaiters.splice(0)) wake();
  }
}
