import { Select } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import type { MigrationRunStatus } from '../../generated/schema-types';
import { ExecutionsDocument } from './runs.generated';

/** The statuses of executions that have ended and are in effect. */
const IN_EFFECT: readonly MigrationRunStatus[] = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'FAILED'];
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

interface SinceSelectProps {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

/** The execution since which flags have changed, or which did not reach an organization. */
export function SinceSelect({ value, onChange }: SinceSelectProps) {
  const { data, error, refetch } = useOperation(ExecutionsDocument, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const executions = (data?.migrationRuns.nodes ?? []).filter(
    ({ status, resetAt }) => IN_EFFECT.includes(status) && resetAt === null,
  );
  return (
    <Select
      label="Execution"
      description={
        data !== undefined && executions.length === 0
          ? 'No execution is in effect: choose all organizations.'
          : 'Includes new organizations, those whose flags have changed, and those that the execution did not reach.'
      }
      data={executions.map(({ id, createdAt, requestedBy }) => ({
        value: id,
        label: `Run ${id}, ${day.format(new Date(createdAt))}, ${requestedBy}`,
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
