import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { HANDSHAKE_MS } from './keeper-protocol';

/** The sockets by which processes hold the database. */
export interface HolderServer {
  readonly port: number;
  /** Accepts nobody any more and lets go of everybody. */
  close(): void;
}

/**
 * Listens on a free port of 127.0.0.1. A process holds the database while a socket of its own is open that
 * has said the cookie; the system closes the sockets of a process that is killed. `onIdle` is called
 * once, when nobody has held it for `graceMs`, or for `firstGraceMs` at the start.
 */
export async function listenForHolders(options: {
  readonly cookie: string;
  readonly countersign: string;
  readonly graceMs: number;
  readonly firstGraceMs: number;
  readonly onIdle: () => void;
}): Promise<HolderServer> {
  const sockets = new Set<Socket>();
  let idle: NodeJS.Timeout | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    clearTimeout(idle);
    socket.on('error', () => undefined); // followed by `close`
    socket.on('close', () => {
      sockets.delete(socket);
      // Strangers count until they are found out: the first that is let in late must not find the database gone.
      if (sockets.size === 0 && server.listening) idle = setTimeout(options.onIdle, options.graceMs);
    });
    admit(socket, options.cookie, options.countersign);
  });
  const port = await listen(server);
  idle = setTimeout(options.onIdle, options.firstGraceMs);
  return {
    port,
    close: () => {
      clearTimeout(idle);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function admit(socket: Socket, cookie: string, countersign: string): void {
  const expected = Buffer.from(`${cookie}\n`);
  let received = Buffer.alloc(0);
  const impatience = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
  socket.on('close', () => clearTimeout(impatience));
  socket.on('data', (chunk: Buffer) => {
    if (received.length === expected.length) return; // admitted; there is nothing more to say
    received = Buffer.concat([received, chunk]);
    if (received.length < expected.length) return;
    if (received.length > expected.length || !timingSafeEqual(received, expected)) {
      socket.destroy();
      return;
    }
    clearTimeout(impatience);
    socket.write(`${countersign}\n`);
  });
}

async function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address !== 'string') resolve(address.port);
      else reject(new Error('The system gave the keeper no port.'));
    });
  });
}
