import type { FastifyBaseLogger } from 'fastify';
import { CloseCode, type Server } from 'graphql-ws';
import { WebSocket, type RawData } from 'ws';

/** A socket that did not answer a ping for so long has lost its client. */
const PING_MS = 12_000;
/** A client that leaves so much unread does not keep up. */
const MOST_UNREAD_BYTES = 8_000_000;

/** What belongs to a socket. */
export interface SocketSession {
  readonly socket: WebSocket;
  /** Aborts when the socket has closed. */
  readonly closed: AbortSignal;
}

/** Lets graphql-ws speak over a socket; what breaks is logged, and closes it. */
export function serveSocket<Session extends SocketSession>(
  server: Server<Session>,
  session: Session,
  log: FastifyBaseLogger,
): void {
  const { socket } = session;
  const fail = (error: unknown): void => {
    log.error({ err: error }, 'a message over a socket could not be handled');
    socket.close(CloseCode.InternalServerError, 'Something went wrong on the server.');
  };

  const stopPinging = keepAlive(socket);
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) => send(socket, data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) => socket.on('message', (data: RawData) => void handle(textOf(data)).catch(fail)),
    },
    session,
  );
  socket.once('close', (code, reason) => {
    stopPinging();
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, 'a socket could not be left cleanly'),
    );
  });
}

/** Resolves once the message is on its way, so that an event waits for the one before it; there is nothing to send to one that has closed. */
function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate();
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, () => resolve());
    else resolve();
  });
}

function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    else if (socket.readyState === WebSocket.OPEN) socket.ping();
    answered = false;
  }, PING_MS);
  return () => clearInterval(timer);
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
