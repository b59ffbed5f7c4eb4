import { createConnection, createServer } from 'node:net';

const BACKEND_KEY_DATA = 'K'.charCodeAt(0);
const NOTIFICATION = 'A'.charCodeAt(0);

/**
 * A proxy that stands for a pooler which is not recognized: it tells the process id of the server, and passes on
 * everything but the notifications of other sessions.
 */
export class DeafProxy {
  private constructor(
    /** The address of the database through the proxy. */
    readonly url: string,
    private readonly end: () => Promise<unknown>,
  ) {}

  static async start(databaseUrl: string): Promise<DeafProxy> {
    const target = new URL(databaseUrl);
    const sockets = new Set<{ destroy(): unknown }>();
    const listener = createServer((client) => {
      const server = createConnection({ host: target.hostname, port: Number(target.port || 5432) });
      const filter = new MessageFilter();
      client.on('data', (chunk) => server.write(chunk));
      server.on('data', (chunk) => client.write(filter.pass(chunk)));
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(address.port);
    return new DeafProxy(url.href, () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => listener.close(resolve));
    });
  }

  async close(): Promise<void> {
    await this.end();
  }
}

/** Takes messages of the protocol apart: a letter, the length of the rest with itself, and the rest. */
class MessageFilter {
  private rest: Buffer = Buffer.alloc(0);
  private processId: number | null = null;

  /** What of the bytes is to be passed on. */
  pass(chunk: Buffer): Buffer {
    this.rest = Buffer.concat([this.rest, chunk]);
    const passed: Buffer[] = [];
    while (this.rest.length >= 5) {
      const length = 1 + this.rest.readInt32BE(1);
      if (this.rest.length < length) break;
      const message = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      if (message[0] === BACKEND_KEY_DATA) this.processId = message.readInt32BE(5);
      if (message[0] !== NOTIFICATION || message.readInt32BE(5) === this.processId) passed.push(message);
    }
    return Buffer.concat(passed);
  }
}
