import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  /** The client's application name. */
  name: string;
}

/** A proxy between a process and its database that can drop packets silently, as a broken network does. */
export class DatabaseProxy {
  private readonly connections = new Set<Connection>();
  private silent: string | null = null;
  private muted: string | null = null;
  private cutAt: string | null = null;
  private readonly forgotten = new WeakSet<Connection>();

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

  /** Drops all packets of existing and new connections with this application name; null stops that. */
  silence(applicationName: string | null): void {
    this.silent = applicationName;
    if (applicationName !== null) return;
    // A connection that has lost packets cannot go on: a network would break it, too, once packets arrive again.
    for (const { client, server } of this.connections)
      if (client.isPaused()) [client, server].forEach((socket) => socket.destroy());
  }

  /** Drops what the database sends to connections with this application name, and goes on bringing what they send. */
  mute(applicationName: string | null): void {
    this.muted = applicationName;
  }

  /** Drops all packets of the connections that exist now, as a firewall does that has lost its table. */
  forget(): void {
    for (const connection of this.connections) this.forgotten.add(connection);
  }

  /** Breaks each connection that sends a statement with this text, before the database has it. */
  breakAt(text: string): void {
    this.cutAt = text;
  }

  async close(): Promise<void> {
    for (const { client, server } of this.connections) [client, server].forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private connect(client: Socket, target: URL): void {
    const server = createConnection({ host: target.hostname, port: Number(target.port || 5432) });
    const connection: Connection = { client, server, name: '' };
    this.connections.add(connection);
    const isSilent = () => this.forgotten.has(connection) || (this.silent !== null && connection.name === this.silent);
    client.on('data', (chunk) => {
      if (connection.name === '')
        connection.name = /application_name\0([^\0]+)/.exec(chunk.toString('latin1'))?.[1] ?? '?';
      if (this.cutAt !== null && chunk.includes(this.cutAt)) client.destroy();
      else if (isSilent()) client.pause();
      else server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!isSilent() && connection.name !== this.muted) client.write(chunk);
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
