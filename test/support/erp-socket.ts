import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { patiently } from './patience';

export interface Listening {
  /** Everything received, as text: events, errors and how the socket was closed. */
  readonly received: string[];
  /** Resolves when nothing more can arrive. */
  readonly ended: Promise<void>;
  /** Waits until something received matches. */
  until(pattern: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/** Subscribes over its own socket, as a browser's client does. */
export function listen(
  erp: { readonly url: string },
  authorization: string | undefined,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Listening {
  const received: string[] = [];
  const client = createClient({
    url: `${erp.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(authorization !== undefined && { connectionParams: { authorization } }),
    on: { closed: (event) => received.push(`closed ${closeOf(event)}`) },
  });
  let unsubscribe: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    unsubscribe = client.subscribe(
      { query, variables: { ...variables } },
      {
        next: (result) => received.push(JSON.stringify(result)),
        error: (error) => {
          received.push(`refused ${JSON.stringify(Array.isArray(error) ? error : closeOf(error))}`);
          resolve();
        },
        complete: () => {
          received.push('complete');
          resolve();
        },
      },
    );
  });
  return {
    received,
    ended,
    until: async (pattern) => {
      const deadline = Date.now() + patiently(10_000);
      while (!received.some((line) => pattern.test(line))) {
        if (Date.now() > deadline) throw new Error(`${String(pattern)} is not in ${JSON.stringify(received)}`);
        await delay(5);
      }
    },
    stop: async () => {
      unsubscribe();
      await client.dispose();
    },
  };
}

function closeOf(event: unknown): string {
  return typeof event === 'object' && event !== null && 'code' in event && 'reason' in event
    ? `${String(event.code)} ${String(event.reason)}`
    : String(event);
}
