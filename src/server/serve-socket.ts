import type { FastifyBaseLogger } from 'fastify';
import { CloseCode, type Server } from 'graphql-ws';
import { type RawData, WebSocket } from 'ws';

/** How often to ping; a socket that has not answered by the next ping is closed. */
const PING_MS = 12_000;
/** A client with more unread data than this is too slow, and is disconnected. */
const MAX_UNREAD_BYTES = 8_000_000;

/** The state of a socket. */
export interface SocketSession {
  readonly socket: WebSocket;
  /** Aborts when the socket has closed. */
  readonly closed: AbortSignal;
  /** Called when the protocol closes the socket. */
  readonly onClosing: (code: number | undefined) => void;
  /** Asked before a message is read; one that is not taken has closed the socket. */
  readonly takesMessage: (bytes: number) => boolean;
}

/** Runs the protocol of graphql-ws over a socket. An unexpected error is logged and closes the socket. */
export function serveSocket<Session extends SocketSession>(
  server: Server<Session>,
  session: Session,
  log: FastifyBaseLogger,
): void {
  const { socket } = session;
  const fail = (error: unknown): void => {
    log.error({ err: error }, 'a WebSocket message could not be handled');
    socket.close(CloseCode.InternalServerError, 'Internal server error.');
  };

  const stopPinging = keepAlive(socket);
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) => send(socket, data),
      close: (code, reason) => {
        session.onClosing(code);
        socket.close(code, reason);
      },
      onMessage: (handle) =>
        socket.on('message', (data: RawData) => {
          if (session.takesMessage(bytesOf(data))) void handle(textOf(data)).catch(fail);
        }),
    },
    session,
  );
  socket.once('close', (code, reason) => {
    stopPinging();
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, 'a WebSocket could not be closed cleanly'),
    );
  });
}

/**
 * Resolves when the message has been sent, so that an event waits for the one before it; at once on a closed socket.
 */
function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
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

function bytesOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
