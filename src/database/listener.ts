import { Client } from 'pg';
import { abortableDelay } from '../platform/abortable-delay';

const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection that listens. */
export interface ListeningConnection {
  /** Aborts when the connection is lost or given up. */
  readonly lost: AbortSignal;
  /** Runs a statement on this connection. */
  readonly query: (statement: string, parameters: readonly unknown[]) => Promise<void>;
  /** Gives up the connection, for instance because it is silent; a new one is opened. */
  readonly giveUp: () => void;
}

export interface ListenerHandlers {
  /** Called for each notification, in commit order. */
  readonly onNotification: (channel: string, payload: string) => void;
  /** Called when a connection has begun to listen: notifications sent before that were missed. */
  readonly onListening?: (connection: ListeningConnection) => void;
}

/**
 * Listens for notifications on a connection of its own, which is reopened when it breaks.
 * @param signal ends it; the promise resolves when the connection is closed
 */
export async function listenForNotifications(
  url: string,
  channels: readonly string[],
  handlers: ListenerHandlers,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = new Client({
      connectionString: url,
      application_name: 'portcullis-listener',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    const lost = new AbortController();
    const giveUp = () => lost.abort();
    const ended = new Promise<void>((resolve) =>
      lost.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    client.once('end', giveUp);
    client.on('error', giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    client.on('notification', ({ channel, payload }) => handlers.onNotification(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      handlers.onListening?.({
        lost: lost.signal,
        giveUp,
        query: async (statement, parameters) => {
          await client.query(statement, [...parameters]);
        },
      });
      await ended;
    } catch {
      // Tried again below. The callers' own queries report that the database is unreachable.
    }
    giveUp();
    signal.removeEventListener('abort', giveUp);
    await client.end().catch(() => undefined);
    await abortableDelay(RECONNECT_MS, signal);
  }
}
