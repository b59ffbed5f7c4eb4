import { Group, Paper, Title } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { PreflightDocument, type PreflightQuery } from './runs.generated';

const columns: readonly Column<PreflightQuery['migrationPreflight']['checks'][number]>[] = [
  { title: 'Check', cell: ({ name }) => name },
  { title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Finding', cell: ({ detail }) => detail },
];

/** Whether the database is ready for a run. It scans all organizations, so that it runs only on request. */
export function PreflightCheck() {
  const { data, error, refetch } = useOperation(PreflightDocument, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={5} />;
  const { status, checks } = data.migrationPreflight;
  return (
    <Paper withBorder p="md" mb="md" component="section" aria-label="Preflight">
      <Group mb="sm">
        <Title order={2}>Preflight</Title>
        <StatusBadge status={status} />
      </Group>
      <DataTable caption="Preflight checks" columns={columns} rows={checks} keyOf={({ name }) => name} />
    </Paper>
  );
}
