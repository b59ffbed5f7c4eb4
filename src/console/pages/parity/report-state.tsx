import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { ErrorState } from '../../components/error-state';
import { PageTabs } from '../../components/page-tabs';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { CauseTable } from './cause-table';
import { DifferenceList } from './difference-list';
import { GatePanel } from './gate-panel';
import type { ReportFragment } from './parity.generated';
import { ReportFigures } from './report-figures';
import { ReportHistory } from './report-history';
import { UncoveredList } from './uncovered-list';
import { countOf, isLive, scopeOf } from './words';

interface ReportStateProps {
  readonly report: ReportFragment;
  readonly newest: boolean;
}

/** The result of a report: its numbers, then the details. */
export function ReportState({ report, newest }: ReportStateProps) {
  const { id, at, computedAt, createdAt, status, uncovered, error } = report;
  const isDone = status === 'SUCCEEDED';
  const tabs = [
    ...(isDone
      ? [
          { value: 'causes', title: 'Causes', content: <CauseTable report={report} /> },
          {
            value: 'differences',
            title: `Differences (${countOf(report, {}).toLocaleString()})`,
            content: <DifferenceList report={report} />,
          },
          {
            value: 'uncovered',
            title: `Not covered (${uncovered.toLocaleString()})`,
            content: <UncoveredList report={report} />,
          },
        ]
      : []),
    { value: 'gate', title: 'Gate to ENFORCE', content: <GatePanel /> },
    { value: 'history', title: 'All reports', content: <ReportHistory /> },
  ];
  return (
    <>
      <section aria-labelledby="report">
        <Group gap="sm">
          <Title order={2} id="report">
            {newest ? `Newest report: ${id}` : `Report ${id}`}
          </Title>
          {!isDone && <StatusBadge status={status} />}
        </Group>
        <Text size="sm" c="dimmed">
          {scopeOf(report)}, {at === createdAt ? 'as of ' : 'as it will be at '}
          <Time at={at} />
          {computedAt && (
            <>
              , created <Time at={computedAt} />
            </>
          )}
          {!newest && (
            <>
              .{' '}
              <Anchor component={Link} size="sm" underline="always" to="/parity">
                Go to the newest
              </Anchor>
            </>
          )}
        </Text>
        {status === 'FAILED' && (
          <ErrorState title="The report failed" error={new Error(error ?? 'No reason was recorded.')} />
        )}
        {isLive(report) && <Text size="sm">This report has not finished yet.</Text>}
        {isDone && <ReportFigures report={report} />}
      </section>
      <PageTabs tabs={tabs} keep={['report']} />
    </>
  );
}
