import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useChange, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { SeedDemoDocument, MigrationDemoDocument } from './migration.generated';

/** Offers demo data to whoever looks at Portcullis for the first time, on a database that holds nothing yet. */
export function DemoOffer() {
  const { data } = useOperation(MigrationDemoDocument, {});
  const seed = useChange(SeedDemoDocument);
  if (!data?.instance.demoOffered) return null;
  return (
    <Alert variant="outline" title="This database holds no organization yet" mb="md">
      <Stack align="flex-start" gap="sm">
        <Text size="sm">
          Look around with demo data: a taxonomy, a mapping, and organizations whose flags are to be taken over. For
          your own product&rsquo;s, start Portcullis with <Code>DATABASE_URL</Code>.
        </Text>
        {seed.error && <ErrorState title="It could not be filled" error={seed.error} />}
        <Button
          loading={seed.isPending}
          onClick={() =>
            seed.mutate(
              {},
              {
                onSuccess: ({ seedDemo }) =>
                  notifications.show({ message: `${seedDemo.organizations} demo organizations are there.` }),
              },
            )
          }
        >
          Fill it with demo data
        </Button>
      </Stack>
    </Alert>
  );
}
