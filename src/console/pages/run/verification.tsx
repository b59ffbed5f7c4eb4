import { Button, Group, Title } from '@mantine/core';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation';
import { DataTable, type Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { RunVerificationDocument, type RunVerificationQuery } from './run.generated';

type Check = NonNullable<NonNullable<RunVerificationQuery['migrationRun']>['verification']>['checks'][number];

const columns: readonly Column<Check>[] = [
  { title: 'Check', cell: ({ name }) => name },
  { title: 'Is', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Should be', align: 'right', cell: ({ expected }) => expected?.toLocaleString() ?? '' },
  { title: 'Is there', align: 'right', cell: ({ actual }) => actual?.toLocaleString() ?? '' },
  { title: 'What was found', cell: ({ detail }) => detail },
];

/** Whether what the run did still stands. It goes through all of it, so it is asked for. */
export function Verification({ id }: { readonly id: string }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useOperation(
    RunVerificationDocument,
    { id },
    { enabled: asked, still: true },
  );
  const verify = () => {
    setAsked(true);
    if (data) void refetch(); // what was found when one was here before may be so no more
  };
  if (!asked)
    return (
      <EmptyState title="Does what it did still stand?">
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
