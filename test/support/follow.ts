import { setTimeout as delay } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLFormattedError, print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** How a socket was closed. */
interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface Following<Result> {
  /** The events' data, as far as they came. */
  readonly events: Result[];
  /** Errors of events and of the subscription. */
  readonly errors: GraphQLFormattedError[];
  /** All that came, as text. */
  readonly text: () => string;
  /** Resolves once nothing more comes: with how the socket was closed, null where it was not. */
  readonly ended: Promise<Closed | null>;
  /** Waits until an event is like this, and gives it. */
  until(what: string, matches: (event: Result) => boolean, seconds?: number): Promise<Result>;
  /** Leaves the subscription; the socket stays, for a moment. */
  leave(): void;
  /** Leaves the subscription, and closes the socket. */
  stop(): Promise<void>;
}

/** Follows something over a real socket of its own, as a browser's client does; it does not come again by itself. */
export function follow<Result, Variables extends Record<string, unknown>>(
  server: { readonly url: string },
  connectionParams: Record<string, unknown> | undefined,
  document: TypedDocumentNode<Result, Variables> | string,
  variables: Variables,
): Following<Result> {
  const events: Result[] = [];
  const errors: GraphQLFormattedError[] = [];
  const heard: string[] = [];
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
          heard.push(JSON.stringify({ data, failed }));
          if (data) events.push(data);
          if (failed) errors.push(...failed);
        },
        error: (error) => {
          heard.push(JSON.stringify(error) + String(error));
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
    text: () => heard.join('\n'),
    ended,
    until: async (what, matches, seconds = 10) => {
      const deadline = Date.now() + seconds * 1_000;
      for (;;) {
        const found = events.find(matches);
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`no event told that ${what}: ${heard.join('\n')}`);
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

/** The errors' codes, in their order. */
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
