import { createServer, type RequestListener } from 'node:http';
import { createClient as createSocket } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Shop, ShopContext } from '../guarded-shop';

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        extensions: z
          .looseObject({ code: z.string().optional(), details: z.looseObject({ reason: z.string() }).optional() })
          .optional(),
      }),
    )
    .optional(),
  extensions: z.unknown().optional(),
});

/** What a client reads. */
export type Answer = z.infer<typeof answer>;

/** A server that listens. */
export interface Served {
  readonly url: string;
  readonly close: () => Promise<unknown>;
  /** The events of a subscription, as a client of this server gets them. */
  readonly listen: (query: string, as: string) => AsyncIterable<Answer>;
}

/** Serves a guarded schema over HTTP; without the adapter if it is told so. */
export type Serve = (shop: Shop, withAdapter?: boolean) => Promise<Served>;

/** Whoever sends this header belongs to the organization that it names: signing in is not what is tried here. */
export const ORGANIZATION = 'x-organization';

export function contextOf(organizationId: unknown): ShopContext {
  return { actor: typeof organizationId === 'string' ? { organizationId } : null };
}

export async function listenOnPort(listener: RequestListener): Promise<{
  readonly server: ReturnType<typeof createServer>;
  readonly address: string;
  readonly close: () => Promise<void>;
}> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    address: `127.0.0.1:${portOf(server.address())}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address !== null && 'port' in address && typeof address.port === 'number')
    return address.port;
  throw new Error('the server does not listen');
}

export const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** Posts a body, and returns what comes back. */
export async function send(
  url: string,
  body: unknown,
  { as = '1', accept = 'application/json' }: { readonly as?: string; readonly accept?: string } = {},
): Promise<{ readonly status: number; readonly cacheControl: string | null; readonly json: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, [ORGANIZATION]: as },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    cacheControl: response.headers.get('cache-control'),
    json: JSON.parse(await response.text()),
  };
}

/** Posts one operation. */
export async function ask(url: string, query: string, as = '1', more: object = {}): Promise<Answer> {
  return answer.parse((await send(url, { query, ...more }, { as })).json);
}

/** Subscribes by server-sent events, one connection for each subscription. */
export async function* listenBySse(url: string, query: string, as: string): AsyncGenerator<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', [ORGANIZATION]: as },
    body: JSON.stringify({ query }),
  });
  if (!response.body) throw new Error('no events');
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.+)$/m.exec(event)?.[1];
      if (event.includes('event: next') && data) yield answer.parse(JSON.parse(data));
      if (event.includes('event: complete')) return;
    }
  }
}

/** Subscribes over a WebSocket by the protocol `graphql-transport-ws`. */
export async function* listenBySocket(url: string, query: string, as: string): AsyncGenerator<Answer> {
  const client = createSocket({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { [ORGANIZATION]: as },
    retryAttempts: 0,
  });
  try {
    for await (const event of client.iterate({ query })) yield answer.parse(event);
  } catch (error) {
    // What refuses a subscription comes in a message of its own.
    if (!Array.isArray(error)) throw error;
    yield answer.parse({ errors: error });
  } finally {
    await client.dispose();
  }
}
