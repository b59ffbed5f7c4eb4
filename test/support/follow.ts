import { setTimeout as delay } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLFormattedError, print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { patiently } from './patience';

/** How a socket was closed. */
interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface Following<Result> {
  /** The data of the events so far. */
  readonly events: Result[];
  /** Errors of events and of the subscription. */
  readonly errors: GraphQLFormattedError[];
  /** Everything received, as text. */
  readonly text: () => string;
  /** Resolves when nothing more can arrive, with how the socket was closed, or null if it is still open. */
  readonly ended: Promise<Closed | null>;
  /** Waits for the first event that matches. */
  until(what: string, matches: (event: Result) => boolean, seconds?: number): Promise<Result>;
  /** Ends the subscription; the client closes the socket a moment later. */
  leave(): void;
  /** Ends the subscription and closes the socket. */
  stop(): Promise<void>;
}

/** Subscribes over its own socket, as a browser's client does, but without reconnecting. */
export function follow<Result, Variables extends Record<string, unknown>>(
  server: { readonly url: string },
  connectionParams: Record<string, unknown> | undefined,
  document: TypedDocumentNode<Result, Variables> | string,
  variables: Variables,
): Following<Result> {
  const events: Result[] = [];
  const errors: GraphQLFormattedError[] = [];
  const received: string[] = [];
  const client = createClient({
    url: socketUrl(server),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(connectionParams && { connectionParams }),
  });
  let leave: () => void = () => undefined;
  const ended = new Promise<Closed | null>((resolve) => {
    leave = client.subscribe<Result>(
      { query: typeof document === 'string' ? document : print(document), variables },
      {
        next: ({ data, errors: failed }) => {
          received.push(JSON.stringify({ data, failed }));
          if (data) events.push(data);
          if (failed) errors.push(...failed);
        },
        error: (error) => {
          received.push(JSON.stringify(error) + String(error));
          if (isErrors(error)) errors.push(...error);
          resolve(closeOf(error));
        },
        complete: () => resolve(null),
      },
    );
  });
  return {
    events,
    errors,
    text: () => received.join('\n'),
    ended,
    until: async (what, matches, seconds = 10) => {
      const deadline = Date.now() + patiently(seconds) * 1_000;
      for (;;) {
        const found = events.find(matches);
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`no event in which ${what}: ${received.join('\n')}`);
        await delay(2);
      }
    },
    leave: () => leave(),
    stop: async () => {
      leave();
      await client.dispose();
    },
  };
}

export function socketUrl({ url }: { readonly url: string }): string {
  return `${url.replace('http', 'ws')}/graphql`;
}

/** The codes of the errors, in order. */
export function codesOfErrors({ errors }: { readonly errors: readonly GraphQLFormattedError[] }): readonly unknown[] {
  return errors.map(({ extensions }) => extensions?.['code']);
}

function isErrors(error: unknown): error is readonly GraphQLFormattedError[] {
  return Array.isArray(error);
}

function closeOf(event: unknown): Closed | null {
  if (typeof event !== 'object' || event === null || !('code' in event) || !('reason' in event)) return null;
  return { code: Number(event.code), reason: String(event.reason) };
}
