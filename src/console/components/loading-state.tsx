import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** A placeholder for a list or page that is loading. */
export function LoadingState({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" aria-busy="true">
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} />
      ))}
    </Stack>
  );
}
