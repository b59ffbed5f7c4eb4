import { Button, Group, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Column, DataTable } from './data-table';
import { EmptyState } from './empty-state';
import { ErrorState } from './error-state';
import { LoadingState } from './loading-state';
import type { ListState } from './use-list-state';

export type { Column } from './data-table';

/** A Relay connection, the form of every list in the API. */
export interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly totalCount?: number;
}

interface ConnectionTableProps<Result, Row extends { readonly id: string }> {
  /** What the table shows, for screen readers. */
  readonly caption: string;
  /** From `useOperation` with `keepPrevious`. */
  readonly query: UseQueryResult<Result>;
  readonly connection: (result: Result) => Connection<Row>;
  readonly columns: readonly Column<Row>[];
  readonly list: ListState;
  /** Shown if there are no rows. */
  readonly empty: ReactNode;
}

/** A list that the server pages; the address holds the page. */
export function ConnectionTable<Result, Row extends { readonly id: string }>({
  caption,
  query,
  connection,
  columns,
  list,
  empty,
}: ConnectionTableProps<Result, Row>) {
  const { data, error, isPlaceholderData, refetch } = query;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingState rows={10} />;
  const { nodes, pageInfo, totalCount } = connection(data);
  if (nodes.length === 0 && list.after === null) return <EmptyState title="No results">{empty}</EmptyState>;
  return (
    <>
      <DataTable caption={caption} columns={columns} rows={nodes} keyOf={({ id }) => id} busy={isPlaceholderData} />
      <Group justify="space-between" mt="sm">
        <Text size="sm" c="dimmed" aria-live="polite">
          {totalCount === undefined ? `${nodes.length} shown` : `${nodes.length} of ${totalCount.toLocaleString()}`}
        </Text>
        <Group gap="xs">
          <Button variant="default" size="xs" disabled={list.after === null} onClick={() => list.goTo(null)}>
            First page
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!pageInfo.hasNextPage}
            onClick={() => list.goTo(pageInfo.endCursor ?? null)}
          >
            Next page
          </Button>
        </Group>
      </Group>
    </>
  );
}
