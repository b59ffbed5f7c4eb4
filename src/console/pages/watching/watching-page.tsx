import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { GO_BACK_AT, LOOK_AT } from '../../components/unexpected-share';
import { Adoption } from './adoption';
import { CountList } from './count-list';
import { DayChart } from './day-chart';
import { PeriodControl } from './period-control';
import { RunHistory } from './run-history';
import { shareOf } from './share';
import { useDays } from './use-days';
import { usePeriod, type Period } from './use-period';
import { WatchedDenialsDocument, WatchedShadowDifferencesDocument, type AccessByDayQuery } from './watching.generated';

type Day = AccessByDayQuery['accessByDay'][number];

interface OfPeriod {
  readonly days: readonly Day[];
  readonly period: Period;
}

/** How access is answered lately: what is denied, what the comparison finds, who has what, and the runs. */
export function WatchingPage() {
  const [period, setPeriod] = usePeriod();
  const { days, error, retry } = useDays(period);
  return (
    <>
      <PageHeader title="Watching" actions={<PeriodControl period={period} onChange={setPeriod} />}>
        By day, in UTC; today is asked for again every half minute.
      </PageHeader>
      {error && <ErrorState error={error} onRetry={retry} />}
      {days ? <Watched days={days} period={period} /> : !error && <LoadingState />}
    </>
  );
}

function Watched({ days, period }: OfPeriod) {
  const tabs = [
    { value: 'denials', title: 'Denials', content: <Denials days={days} period={period} /> },
    { value: 'shadow', title: 'Shadow differences', content: <ShadowDifferences days={days} period={period} /> },
    { value: 'adoption', title: 'Adoption', content: <Adoption /> },
    { value: 'runs', title: 'Runs', content: <RunHistory /> },
  ];
  return (
    <>
      <Totals days={days} />
      <PageTabs tabs={tabs} keep={['days', 'module']} />
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
        {
          label: 'Denied unexpectedly',
          value: unexpected,
          note: `${shareOf(unexpected, checks)}; look whose from ${shareOf(LOOK_AT, 1)}, go back to LEGACY from ${shareOf(GO_BACK_AT, 1)}`,
        },
        { label: 'Shadow differences', value: differences, note: shareOf(differences, checks) },
      ]}
    />
  );
}

function Denials({ days, period }: OfPeriod) {
  return (
    <>
      {/* Apart, and on a scale of its own: a few among thousands of others would not be seen. */}
      <DayChart
        title="Denied unexpectedly, by day"
        days={days}
        label="Unexpected"
        color="var(--mantine-color-red-8)"
        of={({ unexpected }) => unexpected}
      />
      <DayChart
        title="Denied as by the legacy flags, by day"
        days={days}
        label="As expected"
        color="var(--mantine-color-gray-5)"
        of={({ denied, unexpected }) => denied - unexpected}
      />
      <CountList
        document={WatchedDenialsDocument}
        name="denials"
        period={period}
        connection={({ accessDenials }) => accessDenials}
        caption="Denied checks, unexpected ones first"
        withUnexpected
        empty="Nothing was denied."
      />
    </>
  );
}

function ShadowDifferences({ days, period }: OfPeriod) {
  return (
    <>
      <DayChart
        title="Checks that entitlements would have answered otherwise, by day"
        days={days}
        label="Differences"
        color="var(--mantine-color-yellow-7)"
        of={({ shadowDifferences }) => shadowDifferences}
      />
      <CountList
        document={WatchedShadowDifferencesDocument}
        name="shadow"
        period={period}
        connection={({ shadowDifferences }) => shadowDifferences}
        caption="Checks that entitlements would have answered otherwise"
        empty="Nothing would have been answered otherwise. Checks are compared under SHADOW only."
      />
    </>
  );
}
