import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  /** What the client called itself. */
  name: string;
}

/** Stands between a process and its database, and can fall silent: packets are dropped, and nobody is told. */
export class DatabaseProxy {
  private readonly connections = new Set<Connection>();
  private silent: string | null = null;

  private constructor(
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<DatabaseProxy> {
    const target = new URL(databaseUrl);
    const listener = createServer((client) => proxy.connect(client, target));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(portOf(listener.address()));
    const proxy = new DatabaseProxy(listener, url.href);
    return proxy;
  }

  /** From now on nothing gets through, either way, on connections of this application name, nor on new ones; null lets all through again. */
  silence(applicationName: string | null): void {
    this.silent = applicationName;
    if (applicationName !== null) return;
    // What was dropped is missing in the stream: a network would break such a connection, too, once packets get through again.
    for (const { client, server } of this.connections)
      if (client.isPaused()) [client, server].forEach((socket) => socket.destroy());
  }

  async close(): Promise<void> {
    for (const { client, server } of this.connections) [client, server].forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private connect(client: Socket, target: URL): void {
    const server = createConnection({ host: target.hostname, port: Number(target.port || 5432) });
    const connection: Connection = { client, server, name: '' };
    this.connections.add(connection);
    const isSilent = () => this.silent !== null && connection.name === this.silent;
    client.on('data', (chunk) => {
      if (connection.name === '')
        connection.name = /application_name\0([^\0]+)/.exec(chunk.toString('latin1'))?.[1] ?? '?';
      if (isSilent()) client.pause();
      else server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!isSilent()) client.write(chunk);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.connections.delete(connection);
      });
    }
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
  return address.port;
}
