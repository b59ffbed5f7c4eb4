import { Alert, Button, Stack, Text } from '@mantine/core';
import { RequestError } from '../api/request';

interface ErrorStateProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Shows an error, a refusal in the server's words; offers a retry if `onRetry` is given. */
export function ErrorState({ error, title, onRetry }: ErrorStateProps) {
  const refused = error instanceof RequestError;
  const heading =
    title ?? (refused && error.code === 'NOT_FOUND' ? 'Not found, or not visible to you' : 'Loading failed');
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={heading}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{error instanceof Error ? error.message : 'Unexpected error.'}</Text>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
