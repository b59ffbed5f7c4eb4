import { Alert, Text } from '@mantine/core';
import { RequestError } from '../../api/request';
import { type Column, DataTable } from '../../components/data-table';
import { ErrorState } from '../../components/error-state';

interface FileFault {
  readonly line?: number;
  readonly field?: string;
  readonly message: string;
}

const columns: readonly Column<FileFault>[] = [
  { title: 'Line', cell: ({ line }) => line },
  { title: 'Column', cell: ({ field }) => field },
  {
    title: 'Fault',
    cell: ({ message }) => (
      <Text size="sm" miw={220}>
        {message}
      </Text>
    ),
  },
];

/** The faults of a rejected file, by line; any other error as usual. */
export function MappingFaults({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const faults = error instanceof RequestError ? faultsOf(error.details) : [];
  if (faults.length === 0) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={`The file was rejected: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}`}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <DataTable
        caption="Faults of the file"
        columns={columns}
        rows={faults}
        keyOf={({ line, field, message }) => `${line ?? ''} ${field ?? ''} ${message}`}
      />
    </Alert>
  );
}

function faultsOf(details: unknown): readonly FileFault[] {
  return typeof details === 'object' && details !== null && 'faults' in details && Array.isArray(details.faults)
    ? details.faults.filter(isFault)
    : [];
}

function isFault(value: unknown): value is FileFault {
  if (typeof value !== 'object' || value === null || !('message' in value) || typeof value.message !== 'string')
    return false;
  return (
    (!('line' in value) || typeof value.line === 'number') && (!('field' in value) || typeof value.field === 'string')
  );
}
