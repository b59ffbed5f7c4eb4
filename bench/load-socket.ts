import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What a subscriber asks for: a few fields that change with each kind of change. */
const document = (name: string) => `subscription ${name}($id: ID!) {
  entitlementsChanged(organizationId: $id) { id gating decision(moduleKey: "sales") { allowed reason } }
}`;

/** A socket of one client, which speaks the protocol itself: thousands of them must fit into one process. */
export class LoadSocket {
  private onAck: () => void = () => undefined;

  private constructor(private readonly socket: WebSocket) {}

  /**
   * Opens a socket and signs in.
   * @param onEvent called with the id of the subscription and the text of each event
   * @throws if it is closed before it is signed in
   */
  static async open(
    url: string,
    authorization: string,
    onEvent: (id: string, text: string) => void,
  ): Promise<LoadSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const opened = new LoadSocket(socket);
    socket.on('message', (data: Buffer) => opened.receive(data.toString(), onEvent));
    await once(socket, 'open');
    await new Promise<void>((resolve, reject) => {
      opened.onAck = resolve;
      socket.once('close', (code, reason) => reject(new Error(`a socket was closed: ${code} ${String(reason)}`)));
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    });
    return opened;
  }

  /** Follows an organization. */
  subscribe(id: string, organizationId: string, name = 'Changed'): void {
    const payload = { query: document(name), variables: { id: organizationId } };
    this.socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
  }

  complete(id: string): void {
    this.socket.send(JSON.stringify({ id, type: 'complete' }));
  }

  async close(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  /** Goes without a word, as a client that lost its network. */
  terminate(): void {
    this.socket.terminate();
  }

  private receive(text: string, onEvent: (id: string, text: string) => void): void {
    // Not parsed: that would measure the client.
    const [, id, type] = /^{"id":"(\w+)","type":"(\w+)"/.exec(text) ?? [];
    if (id !== undefined && type === 'next') onEvent(id, text);
    else if (text.startsWith('{"type":"connection_ack"')) this.onAck();
    else if (type === 'error') throw new Error(`a subscription was refused: ${text}`);
  }
}
