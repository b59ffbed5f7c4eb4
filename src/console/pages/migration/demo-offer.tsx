import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useChange, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { IfRight } from '../../components/if-right';
import { MigrationDemoDocument, SeedDemoDocument } from './migration.generated';

/** Offers demo data on a database that has no organizations yet, for a first look at Portcullis. */
export function DemoOffer() {
  const { data } = useOperation(MigrationDemoDocument, {});
  const seed = useChange(SeedDemoDocument);
  if (!data?.instance.demoOffered) return null;
  return (
    <Alert variant="outline" title="This database has no organizations yet" mb="md">
      <Stack align="flex-start" gap="sm">
        <Text size="sm">
          Try Portcullis with demo data: a taxonomy, a mapping, and organizations with legacy flags to migrate. To use
          your own product&rsquo;s database, start Portcullis with <Code>DATABASE_URL</Code>.
        </Text>
        {seed.error && <ErrorState title="The demo data could not be loaded" error={seed.error} />}
        <IfRight right="MANAGE_DATABASE" to="load demo data">
          <Button
            loading={seed.isPending}
            onClick={() =>
              seed.mutate(
                {},
                {
                  onSuccess: ({ seedDemo }) =>
                    notifications.show({ message: `${seedDemo.organizations} demo organizations created.` }),
                },
              )
            }
          >
            Load demo data
          </Button>
        </IfRight>
      </Stack>
    </Alert>
  );
}
