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
  /**
   * Asked before a message is read.
   * @returns in how many milliseconds it may be read; null if it may not, for which the socket was closed
   */
  readonly takesMessage: (bytes: number) => number | null;
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
  const inbox = new Inbox(socket);
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
          const wait = session.takesMessage(bytesOf(data));
          if (wait !== null) inbox.put(wait, () => void handle(textOf(data)).catch(fail));
        }),
    },
    session,
  );
  socket.once('close', (code, reason) => {
    stopPinging();
    inbox.close();
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, 'a WebSocket could not be closed cleanly'),
    );
  });
}

/** Messages that have come, and are read one after another when it is time. Meanwhile no more are received. */
class Inbox {
  private readonly waiting: { readonly at: number; readonly read: () => void }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly socket: WebSocket) {}

  put(waitMs: number, read: () => void): void {
    if (waitMs === 0 && this.waiting.length === 0) {
      read();
      return;
    }
    this.waiting.push({ at: performance.now() + waitMs, read });
    this.socket.pause();
    this.timer ??= setTimeout(this.next, waitMs);
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private readonly next = (): void => {
    this.timer = null;
    this.waiting.shift()?.read();
    const [first] = this.waiting;
    if (first) this.timer = setTimeout(this.next, first.at - performance.now());
    else this.socket.resume();
  };
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

/** The parameter of a new connection that is named like the HTTP header, ignoring case. */
export function authorizationIn(connectionParams: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] =
    Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  // A value that is not a string becomes an empty one, which is refused as an invalid token.
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : '';
}
