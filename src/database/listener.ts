import { Client } from 'pg';
import { abortableDelay } from '../platform/abortable-delay';

const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection that listens. */
export interface ListeningConnection {
  /** Aborts when the connection is lost, or given up. */
  readonly lost: AbortSignal;
  /** Sends a statement over it. */
  readonly query: (statement: string, parameters: readonly unknown[]) => Promise<void>;
  /** Gives it up, to be renewed: for whoever finds out that it is silent. */
  readonly giveUp: () => void;
}

export interface ListenerHandlers {
  /** Told of each notification, in the order of their commits. */
  readonly onNotification: (channel: string, payload: string) => void;
  /** Told when it listens: what was said before was not heard. */
  readonly onListening?: (connection: ListeningConnection) => void;
}

/** Listens for the database's notifications over a connection of its own, renewed when it breaks, until told to stop. */
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
      // Tried again below; whoever depends on the database finds out, and tells, by its own queries.
    }
    giveUp();
    signal.removeEventListener('abort', giveUp);
    await client.end().catch(() => undefined);
    await abortableDelay(RECONNECT_MS, signal);
  }
}
