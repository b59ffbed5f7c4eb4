import { Alert } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

const CHECK_MS = 10_000;
const RETRY_MS = 2_000;

/** Shown while the server cannot be reached; retries, and refetches every query once the server is back. */
export function ConnectionBanner() {
  const queries = useQueryClient();
  const { isError } = useQuery({
    queryKey: ['health'],
    queryFn: async () => {
      const { ok, status } = await fetch('/health/ready');
      if (!ok) throw new Error(`not ready: ${status}`);
      return true;
    },
    networkMode: 'always',
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : CHECK_MS),
  });
  const wasDown = useRef(false);
  useEffect(() => {
    if (wasDown.current && !isError)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'health' });
    wasDown.current = isError;
  }, [isError, queries]);
  return (
    <div aria-live="polite">
      {isError && (
        <Alert
          color="red"
          variant="outline"
          radius={0}
          title="The server does not answer"
          role="status"
          style={{ position: 'sticky', top: 0, zIndex: 300 }}
          bg="var(--mantine-color-body)"
        >
          The data on this page may be out of date. The console retries every two seconds.
        </Alert>
      )}
    </div>
  );
}
