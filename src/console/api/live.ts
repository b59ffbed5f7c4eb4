import { useQueryClient } from '@tanstack/react-query';
import { type Client, createClient } from 'graphql-ws';
import { useEffect, useState } from 'react';
import type { Operation } from './request';
import { currentSession } from './session';

let client: Client | null = null;

/** One socket for all subscriptions; opened on demand, and reconnected automatically. */
function socket(): Client {
  client ??= createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    connectionParams: () => ({ authorization: `Bearer ${currentSession()?.token ?? ''}` }),
    lazy: true,
    lazyCloseTimeout: 2_000,
    retryAttempts: 5,
    shouldRetry: () => currentSession() !== null,
  });
  return client;
}

export type Liveness = 'connecting' | 'live' | 'polling';

/**
 * Subscribes while the component is mounted; each event refetches the queries on the screen. If the socket fails, the
 * result is `polling`, and the caller polls instead (`every` of `useOperation`).
 */
export function useLive<Result, Variables extends Record<string, unknown>>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  enabled = true,
): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('connecting');
  const queries = useQueryClient();
  const text = operation.toString();
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (!enabled) return;
    let first = true;
    let unsubscribed = false;
    const parsed: unknown = JSON.parse(key); // the object is a new one on each render; its text is not
    const unsubscribe = socket().subscribe<Result>(
      { query: text, variables: typeof parsed === 'object' && parsed !== null ? { ...parsed } : {} },
      {
        next: ({ errors }) => {
          setLiveness(errors === undefined ? 'live' : 'polling');
          if (!first) void queries.invalidateQueries(); // the first event is the state that was just queried
          first = false;
        },
        error: () => setLiveness('polling'),
        complete: () => {
          if (unsubscribed) return;
          setLiveness('polling');
          // It may have ended between the query and the subscription: then the first event was the last.
          void queries.invalidateQueries();
        },
      },
    );
    return () => {
      unsubscribed = true;
      unsubscribe();
    };
  }, [text, key, enabled, queries]);
  return enabled ? liveness : 'polling';
}
