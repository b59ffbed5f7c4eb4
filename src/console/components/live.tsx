import { Text } from '@mantine/core';
import type { Liveness } from '../api/live';

/** Says how the page is kept up to date. */
export function Live({ liveness }: { readonly liveness: Liveness }) {
  const words = { connecting: 'Connecting', live: 'Live', polling: 'Refreshed periodically' };
  return (
    <Text span size="xs" c="dimmed" role="status">
      {words[liveness]}
    </Text>
  );
}
