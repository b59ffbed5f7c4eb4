import { Select } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import type { MigrationRunStatus } from '../../generated/schema-types';
import { ExecutionsDocument } from './runs.generated';

/** Executions that have ended, and stand. */
const STANDING: readonly MigrationRunStatus[] = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'FAILED'];
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

interface SinceSelectProps {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

/** The execution since which flags have changed, or that did not bring an organization over. */
export function SinceSelect({ value, onChange }: SinceSelectProps) {
  const { data, error, refetch } = useOperation(ExecutionsDocument, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const standing = (data?.migrationRuns.nodes ?? []).filter(
    ({ status, resetAt }) => STANDING.includes(status) && resetAt === null,
  );
  return (
    <Select
      label="Since which execution"
      description={
        data !== undefined && standing.length === 0
          ? 'There is none that stands: take all.'
          : 'New organizations, those with other flags than it read, and those it did not come to.'
      }
      data={standing.map(({ id, createdAt, requestedBy }) => ({
        value: id,
        label: `Run ${id}, ${day.format(new Date(createdAt))}, ${requestedBy}`,
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
