import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { RunHistoryDocument, type RunHistoryQuery } from './watching.generated';

type Row = RunHistoryQuery['migrationRuns']['nodes'][number];

const POLL_MS = 30_000;

const columns: readonly Column<Row>[] = [
  {
    title: 'Run',
    cell: ({ id, mode }) => (
      <Anchor component={Link} size="sm" to={`/runs/${id}`}>
        {id} {mode === 'DRY_RUN' ? 'dry run' : 'execution'}
      </Anchor>
    ),
  },
  { title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Requested', cell: ({ createdAt }) => <Time at={createdAt} /> },
  { title: 'Requested by', cell: ({ requestedBy }) => requestedBy },
  {
    title: 'Duration',
    align: 'right',
    cell: ({ startedAt, finishedAt }) =>
      startedAt !== null && finishedAt !== null ? duration(startedAt, finishedAt) : '',
  },
  { title: 'Changed', align: 'right', cell: ({ counts }) => counts.changed.toLocaleString() },
  { title: 'Failed', align: 'right', cell: ({ counts }) => counts.failed.toLocaleString() },
];

/** The newest runs with their outcome. */
export function RunHistory() {
  const { data, error, refetch } = useOperation(RunHistoryDocument, {}, { every: POLL_MS });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={5} />;
  const { nodes } = data.migrationRuns;
  if (nodes.length === 0)
    return (
      <EmptyState title="No runs yet">A dry run shows what an execution would do, and changes nothing.</EmptyState>
    );
  return <DataTable caption="Newest runs" columns={columns} rows={nodes} keyOf={({ id }) => id} />;
}

function duration(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
