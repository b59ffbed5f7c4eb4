import { Alert, Button, Stack, Text } from '@mantine/core';
import { RequestError } from '../api/request';

interface ErrorStateProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Says what was refused or broke, in the server's words, and offers to try again where that can help. */
export function ErrorState({ error, title, onRetry }: ErrorStateProps) {
  const refused = error instanceof RequestError;
  const heading =
    title ??
    (refused && error.code === 'NOT_FOUND'
      ? 'There is no such thing, or you may not see it'
      : 'This could not be loaded');
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={heading}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{error instanceof Error ? error.message : 'Something broke that nobody expected.'}</Text>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
