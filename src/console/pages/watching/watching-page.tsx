import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { GO_BACK_AT, INVESTIGATE_AT } from '../../components/unexpected-share';
import { Adoption } from './adoption';
import { CountList } from './count-list';
import { DayChart } from './day-chart';
import { PeriodControl } from './period-control';
import { RunHistory } from './run-history';
import { shareOf } from './share';
import { useDays } from './use-days';
import { type Period, usePeriod } from './use-period';
import { type AccessByDayQuery, WatchedDenialsDocument, WatchedShadowDifferencesDocument } from './watching.generated';

type Day = AccessByDayQuery['accessByDay'][number];

const THRESHOLDS = `investigate from ${shareOf(INVESTIGATE_AT, 1)}, go back to LEGACY from ${shareOf(GO_BACK_AT, 1)}`;

interface OfPeriod {
  readonly days: readonly Day[];
  readonly period: Period;
}

/** Recent access checks: denials, shadow differences, adoption, and the newest runs. */
export function WatchingPage() {
  const [period, setPeriod] = usePeriod();
  const { days, error, retry } = useDays(period);
  return (
    <>
      <PageHeader title="Watching" actions={<PeriodControl period={period} onChange={setPeriod} />}>
        Counted by day, in UTC; today is refreshed every 30 seconds
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
      <PageTabs tabs={tabs} keep={['days', 'module', 'source']} />
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
          note: `${shareOf(unexpected, checks)}; ${THRESHOLDS}`,
        },
        { label: 'Shadow differences', value: differences, note: shareOf(differences, checks) },
      ]}
    />
  );
}

function Denials({ days, period }: OfPeriod) {
  return (
    <>
      {/* A chart and scale of its own: a few unexpected denials among thousands of others would be invisible. */}
      <DayChart
        title="Denied unexpectedly, by day"
        days={days}
        label="Unexpected"
        color="var(--mantine-color-red-8)"
        of={({ unexpected }) => unexpected}
      />
      <DayChart
        title="Denied as the legacy flags would, by day"
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
        empty="No denials in this period."
      />
    </>
  );
}

function ShadowDifferences({ days, period }: OfPeriod) {
  return (
    <>
      <DayChart
        title="Checks with another answer from entitlements, by day"
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
        caption="Checks with another answer from entitlements"
        empty="No differences in this period. Checks are compared under SHADOW only."
      />
    </>
  );
}
