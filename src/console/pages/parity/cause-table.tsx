import { Anchor, Text } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { StatusBadge } from '../../components/status-badge';
import type { ParityCause } from '../../generated/schema-types';
import type { ReportFragment } from './parity.generated';
import { CAUSE_NAMES, CAUSES, countOf, KIND_LABELS, KINDS, say } from './words';

/** Differences by cause, unexplained ones first. */
export function CauseTable({ report }: { readonly report: ReportFragment }) {
  const [parameters] = useSearchParams();
  const linkTo = (cause: ParityCause) => {
    const shown = parameters.has('report') && { report: report.id };
    return `?${new URLSearchParams({ ...shown, tab: 'differences', cause }).toString()}`;
  };
  const isExplained = (cause: ParityCause) => countOf(report, { cause, explained: true }) > 0;
  const found = CAUSE_NAMES.filter((cause) => countOf(report, { cause }) > 0);
  if (found.length === 0)
    return <EmptyState title="No differences">Entitlements answer exactly as the legacy flags do.</EmptyState>;
  const columns: readonly Column<ParityCause>[] = [
    {
      title: 'Cause',
      cell: (cause) => (
        <>
          <Anchor component={Link} size="sm" fw={600} to={linkTo(cause)}>
            {say(cause)}
          </Anchor>
          <Text size="xs" c="dimmed" miw={160}>
            {CAUSES[cause]}
          </Text>
        </>
      ),
    },
    { title: 'Explained', cell: (cause) => <StatusBadge status={isExplained(cause) ? 'EXPLAINED' : 'UNEXPLAINED'} /> },
    ...KINDS.map((kind): Column<ParityCause> => ({
      title: KIND_LABELS[kind],
      align: 'right',
      cell: (cause) => countOf(report, { kind, cause }).toLocaleString(),
    })),
  ];
  return (
    <DataTable
      caption="Differences by cause"
      columns={columns}
      rows={[...found.filter((cause) => !isExplained(cause)), ...found.filter(isExplained)]}
      keyOf={(cause) => cause}
    />
  );
}
