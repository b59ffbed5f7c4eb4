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

/** What a report has found: the numbers first, then what they are made of. */
export function ReportState({ report, newest }: ReportStateProps) {
  const { id, at, computedAt, createdAt, status, uncovered, error } = report;
  const made = status === 'SUCCEEDED';
  const tabs = [
    ...(made
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
            {newest ? `The newest report, ${id}` : `Report ${id}`}
          </Title>
          {!made && <StatusBadge status={status} />}
        </Group>
        <Text size="sm" c="dimmed">
          Of {scopeOf(report)}, {at === createdAt ? 'as of ' : 'as it will be on '}
          <Time at={at} />
          {computedAt && (
            <>
              , made <Time at={computedAt} />
            </>
          )}
          {!newest && (
            <>
              .{' '}
              <Anchor component={Link} size="sm" underline="always" to="/parity">
                To the newest
              </Anchor>
            </>
          )}
        </Text>
        {status === 'FAILED' && (
          <ErrorState title="The report came to nothing" error={new Error(error ?? 'It does not say why.')} />
        )}
        {isLive(report) && <Text size="sm">It is not made yet.</Text>}
        {made && <ReportFigures report={report} />}
      </section>
      <PageTabs tabs={tabs} keep={['report']} />
    </>
  );
}
