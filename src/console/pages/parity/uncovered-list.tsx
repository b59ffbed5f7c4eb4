import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { EmptyState } from '../../components/empty-state';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import {
  type ReportFragment,
  UncoveredOrganizationsDocument,
  type UncoveredOrganizationsQuery,
} from './parity.generated';

type Row = NonNullable<UncoveredOrganizationsQuery['parityReport']>['uncoveredOrganizations']['nodes'][number];

const EMPTY = { nodes: [], pageInfo: { hasNextPage: false } };

const columns: readonly Column<Row>[] = [
  { title: 'Id', cell: ({ id }) => id },
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(id)}`}>
        {name}
      </Anchor>
    ),
  },
  { title: 'Gating', cell: ({ gating }) => <StatusBadge status={gating} /> },
];

/** Organizations whose flags grant something, and that no execution in effect has migrated. */
export function UncoveredList({ report: { id, uncovered, detailsKept } }: { readonly report: ReportFragment }) {
  const list = useListState(`uncovered-${id}`);
  const query = useOperation(
    UncoveredOrganizationsDocument,
    { id, after: list.after },
    { keepPrevious: true, enabled: uncovered > 0 && detailsKept },
  );
  if (uncovered === 0)
    return (
      <EmptyState title="Every organization is covered">
        An execution in effect has migrated every organization whose flags grant something.
      </EmptyState>
    );
  if (!detailsKept)
    return (
      <EmptyState title="The list of this report was deleted">
        Lists are retained for the 10 newest reports, totals for all reports.
      </EmptyState>
    );
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Their flags grant something, and no execution in effect has migrated them: run a dry run and execute it.
      </Text>
      <ConnectionTable
        caption="Organizations not covered"
        query={query}
        connection={({ parityReport }) => parityReport?.uncoveredOrganizations ?? EMPTY}
        columns={columns}
        list={list}
        empty="These organizations were deleted since."
      />
    </>
  );
}
