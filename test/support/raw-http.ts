import { connect } from 'node:net';

/** What a server answered to bytes that no HTTP client would send as they are. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends a request as it is written here, and waits for the answer and for the end of the connection.
 * @param target of the request line, such as `/console/../x`
 */
export function rawGet({ url }: { readonly url: string }, target: string): Promise<RawAnswer> {
  return rawSend({ url }, `GET ${target} HTTP/1.1\r\nhost: portcullis\r\nconnection: close\r\n\r\n`);
}

/** Sends bytes, and waits for the answer and for the end of the connection. */
export async function rawSend({ url }: { readonly url: string }, bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined); // the server may close while bytes are sent
  socket.write(bytes, 'latin1');
  await new Promise((resolve) => void socket.once('close', resolve));
  const text = Buffer.concat(chunks).toString();
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}
