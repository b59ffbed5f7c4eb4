import { useQueryClient } from '@tanstack/react-query';
import { createClient, type Client } from 'graphql-ws';
import { useEffect, useState } from 'react';
import type { Operation } from './request';
import { currentSession } from './session';

let client: Client | null = null;

/** One socket for all that is followed; it is opened when needed, and comes back by itself. */
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
 * Follows a subscription while the component is shown; each event makes the queries on the screen ask anew. Where the socket fails, the caller
 * is told to poll (`every` of `useOperation`) instead.
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
    let left = false;
    const followed: unknown = JSON.parse(key); // an object is a new one each time; its text is not
    const unsubscribe = socket().subscribe<Result>(
      { query: text, variables: typeof followed === 'object' && followed !== null ? { ...followed } : {} },
      {
        next: ({ errors }) => {
          setLiveness(errors === undefined ? 'live' : 'polling');
          if (!first) void queries.invalidateQueries(); // the first tells how things stand, which was just asked
          first = false;
        },
        error: () => setLiveness('polling'),
        complete: () => {
          if (left) return;
          setLiveness('polling');
          void queries.invalidateQueries(); // it may have ended between being asked and being followed, and the first event was the last
        },
      },
    );
    return () => {
      left = true;
      unsubscribe();
    };
  }, [text, key, enabled, queries]);
  return enabled ? liveness : 'polling';
}
