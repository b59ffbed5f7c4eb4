import { Button, Group, Title } from '@mantine/core';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { RunVerificationDocument, type RunVerificationQuery } from './run.generated';

type Check = NonNullable<NonNullable<RunVerificationQuery['migrationRun']>['verification']>['checks'][number];

const columns: readonly Column<Check>[] = [
  { title: 'Check', cell: ({ name }) => name },
  { title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Expected', align: 'right', cell: ({ expected }) => expected?.toLocaleString() ?? '' },
  { title: 'Actual', align: 'right', cell: ({ actual }) => actual?.toLocaleString() ?? '' },
  { title: 'Finding', cell: ({ detail }) => detail },
];

/** Whether the effect of the run is still in place. It checks every row, so that it runs only on request. */
export function Verification({ id }: { readonly id: string }) {
  const [started, setStarted] = useState(false);
  const { data, error, isFetching, refetch } = useOperation(
    RunVerificationDocument,
    { id },
    { enabled: started, still: true },
  );
  const verify = () => {
    setStarted(true);
    if (data) void refetch(); // a result from an earlier visit may be out of date
  };
  if (!started)
    return (
      <EmptyState title="Is the effect of this run still in place?">
        <Button mt="xs" onClick={verify}>
          Verify the run
        </Button>
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const verification = data?.migrationRun?.verification;
  if (!verification) return <LoadingState />;
  return (
    <section aria-label="Verification">
      <Group mb="sm">
        <Title order={2}>Verification</Title>
        <StatusBadge status={verification.status} />
        <span>
          <Time at={verification.computedAt} />
        </span>
        <Button size="xs" variant="default" onClick={() => void refetch()} loading={isFetching}>
          Verify again
        </Button>
      </Group>
      <DataTable caption="Checks of the run" columns={columns} rows={verification.checks} keyOf={({ name }) => name} />
    </section>
  );
}
