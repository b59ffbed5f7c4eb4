import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ConnectionTable, type Column } from '../../components/connection-table';
import { EmptyState } from '../../components/empty-state';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import {
  UncoveredOrganizationsDocument,
  type ReportFragment,
  type UncoveredOrganizationsQuery,
} from './parity.generated';

type Row = NonNullable<UncoveredOrganizationsQuery['parityReport']>['uncoveredOrganizations']['nodes'][number];

const EMPTY = { nodes: [], pageInfo: { hasNextPage: false } };

const columns: readonly Column<Row>[] = [
  { title: 'Id', cell: ({ id }) => id },
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${id}`}>
        {name}
      </Anchor>
    ),
  },
  { title: 'Answered by', cell: ({ gating }) => <StatusBadge status={gating} /> },
];

/** Whom no execution that stands has brought over, though their flags give something. */
export function UncoveredList({ report: { id, uncovered, detailsKept } }: { readonly report: ReportFragment }) {
  const list = useListState(`uncovered-${id}`);
  const query = useOperation(
    UncoveredOrganizationsDocument,
    { id, after: list.after },
    { keepPrevious: true, enabled: uncovered > 0 && detailsKept },
  );
  if (uncovered === 0)
    return (
      <EmptyState title="Everybody is covered">
        An execution that stands brought over each organization whose flags give something.
      </EmptyState>
    );
  if (!detailsKept)
    return (
      <EmptyState title="Their names were deleted">
        Those of the 10 newest reports are kept; totals are kept of all.
      </EmptyState>
    );
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Their flags give something, and no execution that stands has brought them over: run one.
      </Text>
      <ConnectionTable
        caption="Organizations that are not covered"
        query={query}
        connection={({ parityReport }) => parityReport?.uncoveredOrganizations ?? EMPTY}
        columns={columns}
        list={list}
        empty="They are gone since."
      />
    </>
  );
}
