import { abortableDelay } from '../platform/abortable-delay';
import type { DatabaseTarget } from '../platform/database-url';
import { targetOf } from './client-options';
import { isShortOfConnections } from './connect-failure';
import { sessionClient } from './session-client';

const RECONNECT_MS = 1_000;
/** A pooler that loses notifications goes on losing them, and each try leaves another of its sessions listening. */
const RECONNECT_THROUGH_POOLER_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection that listens. */
export interface ListeningConnection {
  /** Aborts when the connection is lost or given up. */
  readonly lost: AbortSignal;
  /** False if a pooler stands between, which may have given the session that listens to another client. */
  readonly direct: boolean;
  /** Gives up the connection, for instance because it is silent; a new one is opened. */
  readonly giveUp: () => void;
}

export interface ListenerHandlers {
  /** Called for each notification, in commit order. */
  readonly onNotification: (channel: string, payload: string) => void;
  /** Called when a connection has begun to listen: notifications sent before that were missed. */
  readonly onListening?: (connection: ListeningConnection) => void;
  /** Called when the database refuses the connection because there are too many. @default not told */
  readonly onShort?: () => void;
}

/**
 * Listens for notifications on a connection of its own, which is reopened when it breaks.
 * @param signal ends it; the promise resolves when the connection is closed
 * @throws DomainError INVALID_INPUT, at once, if the address is invalid, or its certificates cannot be read
 */
export function listenForNotifications(
  database: string | DatabaseTarget,
  channels: readonly string[],
  handlers: ListenerHandlers,
  signal: AbortSignal,
): Promise<void> {
  const line = { direct: true };
  const ListeningClient = sessionClient(targetOf(database), {
    applicationName: 'portcullis-listener',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    onSession: (session) => {
      line.direct = session.direct;
    },
  });
  return listen(ListeningClient, line, channels, handlers, signal);
}

async function listen(
  ListeningClient: ReturnType<typeof sessionClient>,
  line: { readonly direct: boolean },
  channels: readonly string[],
  handlers: ListenerHandlers,
  signal: AbortSignal,
): Promise<void> {
  const isClosing = () => signal.aborted;
  while (!isClosing()) {
    const client = new ListeningClient();
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
        direct: line.direct,
        giveUp,
      });
      await ended;
    } catch (error) {
      // Tried again below. The callers' own queries report that the database is unreachable.
      if (isShortOfConnections(error)) handlers.onShort?.();
    }
    giveUp();
    signal.removeEventListener('abort', giveUp);
    if (isClosing()) await client.leave();
    else client.cut();
    await abortableDelay(line.direct ? RECONNECT_MS : RECONNECT_THROUGH_POOLER_MS, signal);
  }
}
