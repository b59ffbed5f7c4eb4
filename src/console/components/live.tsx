import { Text } from '@mantine/core';
import type { Liveness } from '../api/live';

/** Says whether what is shown follows by itself. */
export function Live({ liveness }: { readonly liveness: Liveness }) {
  const words = { connecting: 'Connecting', live: 'Live', polling: 'Asked again now and then' };
  return (
    <Text span size="xs" c="dimmed" role="status">
      {words[liveness]}
    </Text>
  );
}
