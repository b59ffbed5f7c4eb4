import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Listening {
  /** Everything received, as text: events, errors and how the socket was closed. */
  readonly heard: string[];
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
  const heard: string[] = [];
  const client = createClient({
    url: `${erp.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(authorization !== undefined && { connectionParams: { authorization } }),
    on: { closed: (event) => heard.push(`closed ${closeOf(event)}`) },
  });
  let unsubscribe: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    unsubscribe = client.subscribe(
      { query, variables: { ...variables } },
      {
        next: (result) => heard.push(JSON.stringify(result)),
        error: (error) => {
          heard.push(`refused ${JSON.stringify(Array.isArray(error) ? error : closeOf(error))}`);
          resolve();
        },
        complete: () => {
          heard.push('complete');
          resolve();
        },
      },
    );
  });
  return {
    heard,
    ended,
    until: async (pattern) => {
      const deadline = Date.now() + 10_000;
      while (!heard.some((line) => pattern.test(line))) {
        if (Date.now() > deadline) throw new Error(`${String(pattern)} is not in ${JSON.stringify(heard)}`);
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
