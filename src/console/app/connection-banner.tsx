import { Alert } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;

/** Says so while the server cannot be reached, tries again by itself, and has everything on the screen asked anew when it is back. */
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
    refetchInterval: ({ state }) => (state.status === 'error' ? LOOK_AGAIN_MS : LOOK_MS),
  });
  const wasGone = useRef(false);
  useEffect(() => {
    if (wasGone.current && !isError)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'health' });
    wasGone.current = isError;
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
          What you see may be old. It is tried again every two seconds; nothing needs to be done here.
        </Alert>
      )}
    </div>
  );
}
