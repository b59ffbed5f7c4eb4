import { SegmentedControl, Tabs } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { Adoption } from './adoption';
import { CountList } from './count-list';
import { DayChart } from './day-chart';
import { RunHistory } from './run-history';
import { sinceDays } from './since-days';
import { shareOf } from './share';
import { AccessByDayDocument, WatchedDenialsDocument, WatchedShadowDifferencesDocument, type AccessByDayQuery } from './watching.generated';

type Day = AccessByDayQuery['accessByDay'][number];

const PERIODS = ['7', '30', '90'];
const POLL_MS = 30_000;

/** How access is answered lately: what is denied, what the comparison finds, who has what, and the runs. */
export function WatchingPage() {
  const [parameters, setParameters] = useSearchParams();
  const period = PERIODS.find((one) => one === parameters.get('days')) ?? '7';
  const since = sinceDays(Number(period));
  const { data, error, refetch } = useOperation(AccessByDayDocument, { since }, { every: POLL_MS, keepPrevious: true });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const days = data.accessByDay;
  const go = (entries: Readonly<Record<string, string>>) => setParameters({ ...(period !== '7' && { days: period }), tab: shown, ...entries }, { replace: true });
  const tabs = [
    { value: 'denials', title: 'Denials', content: <Denials days={days} since={since} /> },
    { value: 'shadow', title: 'Shadow differences', content: <ShadowDifferences days={days} since={since} /> },
    { value: 'adoption', title: 'Adoption', content: <Adoption /> },
    { value: 'runs', title: 'Runs', content: <RunHistory /> },
  ];
  const shown = tabs.find(({ value }) => value === parameters.get('tab'))?.value ?? 'denials';
  return (
    <>
      <PageHeader title="Watching" actions={<SegmentedControl aria-label="Period" value={period} onChange={(value) => go({ days: value })} data={PERIODS.map((value) => ({ value, label: `${value} days` }))} />}>
        By day, in UTC; asked again every half minute.
      </PageHeader>
      <Totals days={days} />
      <Tabs value={shown} onChange={(tab) => go({ tab: tab ?? 'denials' })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map(({ value, title }) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, content }) => (
          <Tabs.Panel key={value} value={value}>
            {content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function Totals({ days }: { readonly days: readonly Day[] }) {
  const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);
  const checks = sum((day) => day.checks);
  const denied = sum((day) => day.denied);
  const unexpected = sum((day) => day.unexpected);
  const differences = sum((day) => day.shadowDifferences);
  return (
    <KeyFigures
      figures={[
        { label: 'Checks', value: checks },
        { label: 'Denied', value: denied, note: shareOf(denied, checks) },
        { label: 'Denied unexpectedly', value: unexpected, note: `${shareOf(unexpected, checks)}; 0.1 % is a warning, 1 % means back to legacy` },
        { label: 'Shadow differences', value: differences, note: shareOf(differences, checks) },
      ]}
    />
  );
}

function Denials({ days, since }: { readonly days: readonly Day[]; readonly since: string }) {
  return (
    <>
      {/* Apart, and on a scale of its own: a few among thousands of others would not be seen. */}
      <DayChart title="Denied unexpectedly, by day" days={days} label="Unexpected" color="var(--mantine-color-red-8)" of={({ unexpected }) => unexpected} />
      <DayChart title="Denied as by the legacy flags, by day" days={days} label="As expected" color="var(--mantine-color-gray-5)" of={({ denied, unexpected }) => denied - unexpected} />
      <CountList document={WatchedDenialsDocument} name="denials" since={since} connection={({ accessDenials }) => accessDenials} caption="Denied checks, unexpected ones first" withUnexpected empty="Nothing was denied." />
    </>
  );
}

function ShadowDifferences({ days, since }: { readonly days: readonly Day[]; readonly since: string }) {
  return (
    <>
      <DayChart title="Checks that entitlements would have answered otherwise, by day" days={days} label="Differences" color="var(--mantine-color-yellow-7)" of={({ shadowDifferences }) => shadowDifferences} />
      <CountList
        document={WatchedShadowDifferencesDocument}
        name="shadow"
        since={since}
        connection={({ shadowDifferences }) => shadowDifferences}
        caption="Checks that entitlements would have answered otherwise"
        empty="Nothing would have been answered otherwise. Checks are compared under SHADOW only."
      />
    </>
  );
}
