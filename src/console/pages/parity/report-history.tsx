import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import { type ReportFragment, ReportHistoryDocument } from './parity.generated';
import { countOf, scopeOf } from './words';

const number = (value: (report: ReportFragment) => number) => (report: ReportFragment) =>
  report.status === 'SUCCEEDED' ? value(report).toLocaleString() : '';

const columns: readonly Column<ReportFragment>[] = [
  {
    title: 'Report',
    cell: ({ id }) => (
      <Anchor component={Link} size="sm" to={`?report=${id}`}>
        {id}
      </Anchor>
    ),
  },
  {
    title: 'Result',
    cell: ({ status, clean }) => (
      <StatusBadge status={status === 'SUCCEEDED' ? (clean ? 'CLEAN' : 'NOT_CLEAN') : status} />
    ),
  },
  { title: 'Unexplained', align: 'right', cell: number((report) => countOf(report, { explained: false })) },
  { title: 'Not covered', align: 'right', cell: number(({ uncovered }) => uncovered) },
  { title: 'Explained', align: 'right', cell: number((report) => countOf(report, { explained: true })) },
  { title: 'Scope', cell: (report) => scopeOf(report) },
  { title: 'As of', cell: ({ at }) => <Time at={at} /> },
  { title: 'Requested by', cell: ({ requestedBy }) => requestedBy },
];

/** Every report, newest first. */
export function ReportHistory() {
  const list = useListState('reports');
  const query = useOperation(ReportHistoryDocument, { after: list.after }, { keepPrevious: true });
  return (
    <ConnectionTable
      caption="Reports"
      query={query}
      connection={({ parityReports }) => parityReports}
      columns={columns}
      list={list}
      empty="No reports yet."
    />
  );
}
