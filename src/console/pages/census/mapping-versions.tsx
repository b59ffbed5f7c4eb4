import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import { MappingsDocument, type MappingsQuery } from './census.generated';
import { MappingRules } from './mapping-rules';

type Version = MappingsQuery['mappings'][number];

/** The active mapping, or an earlier one, with its rules; and every mapping that was ever loaded. */
export function MappingVersions() {
  const { data, error, refetch } = useOperation(MappingsDocument, {});
  const list = useListState();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { mappings } = data;
  const shown =
    mappings.find(({ id }) => id === list.get('mapping')) ?? mappings.find(({ active }) => active) ?? mappings[0];
  if (!shown) {
    return (
      <EmptyState title="No mapping has been loaded yet">
        <Anchor component={Link} to="?tab=load">
          Load a mapping
        </Anchor>
      </EmptyState>
    );
  }
  return (
    <Stack>
      <section>
        <Group justify="space-between">
          <Title order={2}>{shown.active ? 'The active mapping' : 'An earlier mapping'}</Title>
          <Button component={Link} to={`?tab=load&from=${shown.id}`} variant="default" size="xs">
            {shown.active ? 'Change its rules' : 'Load it again'}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          Version {versionOf(shown)}, from {shown.name}
          {shown.loadedAt && (
            <>
              , loaded <Time at={shown.loadedAt} />
            </>
          )}
          {shown.loadedBy !== null && ` by ${shown.loadedBy}`}
        </Text>
      </section>
      {mappings.length > 1 && (
        <section>
          <Title order={2} mb="xs">
            All versions
          </Title>
          <DataTable caption="All versions" columns={columns} rows={mappings} keyOf={({ id }) => id} />
        </section>
      )}
      <section>
        <Title order={2} mb="xs">
          Rules
        </Title>
        <MappingRules id={shown.id} />
      </section>
    </Stack>
  );
}

const columns: readonly Column<Version>[] = [
  {
    title: 'Version',
    cell: (one) => (
      <Anchor component={Link} size="sm" to={`?tab=mapping&mapping=${one.id}`}>
        {versionOf(one)}
      </Anchor>
    ),
  },
  { title: 'Active', cell: ({ active }) => (active ? <StatusBadge status="ACTIVE" /> : 'no') },
  { title: 'File', cell: ({ name }) => name },
  { title: 'Loaded', cell: ({ loadedAt }) => (loadedAt ? <Time at={loadedAt} /> : 'never') },
  { title: 'By', cell: ({ loadedBy }) => loadedBy },
];

/** The same name as on the command line. */
function versionOf({ hash }: Pick<Version, 'hash'>): string {
  return hash.slice(0, 12);
}
