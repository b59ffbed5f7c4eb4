import { once } from 'node:events';
import { WebSocket } from 'ws';
import { socketUrl } from './follow';
import { until } from './run-engine';

/** A socket on which the test sends every message itself. */
export class RawSocket {
  readonly received: string[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.received.push(data.toString()));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on('error', () => undefined);
  }

  static async open(on: { readonly url: string }): Promise<RawSocket> {
    const raw = new RawSocket(new WebSocket(socketUrl(on), 'graphql-transport-ws'));
    await once(raw.socket, 'open');
    return raw;
  }

  /** A socket that was acknowledged. */
  static async signedIn(on: { readonly url: string }, authorization: string): Promise<RawSocket> {
    const raw = await RawSocket.open(on);
    raw.signIn(authorization);
    await raw.receives(/connection_ack/);
    return raw;
  }

  signIn(authorization: string): void {
    this.say({ type: 'connection_init', payload: { authorization } });
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string): void {
    this.say({ id, type: 'subscribe', payload: { query } });
  }

  /** Waits for the first message that matches. */
  async receives(pattern: RegExp): Promise<string> {
    const found = () => this.received.find((line) => pattern.test(line));
    await until(`a message like ${String(pattern)} arrived`, () => found() !== undefined, 5);
    return found() ?? '';
  }

  async closes(seconds = 5): Promise<{ readonly code: number; readonly reason: string }> {
    await until('the socket closed', () => this.closed !== null, seconds);
    return this.closed ?? { code: 0, reason: '' };
  }
}
