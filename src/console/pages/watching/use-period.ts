import { useSearchParams } from 'react-router';
import { sinceDays } from './since-days';

/** The days, the module and the source to show, held by the address. */
export interface Period {
  /** The number of days, including today. */
  readonly days: number;
  /** The start of the first day. */
  readonly since: string;
  /** A module's key; null for all. */
  readonly module: string | null;
  /** Who counted the checks; null for all. */
  readonly source: string | null;
  /** Milliseconds between polls of lists, which read every count of the period. */
  readonly every: number;
}

/** The poll interval of cheap queries. */
export const POLL_MS = 30_000;
const SLOW_POLL_MS = 300_000;
const LONG_DAYS = 8;
const DEFAULT_DAYS = 7;

/** The periods to choose from, in days. */
export const PERIODS: readonly number[] = [1, DEFAULT_DAYS, 30, 90];

export interface PeriodChange {
  readonly days?: number;
  /** Null for all modules. */
  readonly module?: string | null;
  /** Null for all sources. */
  readonly source?: string | null;
}

/** The period in the address, and a function that changes it, which also returns lists to their first page. */
export function usePeriod(): readonly [Period, (change: PeriodChange) => void] {
  const [parameters, setParameters] = useSearchParams();
  const days = PERIODS.find((one) => String(one) === parameters.get('days')) ?? DEFAULT_DAYS;
  const module = parameters.get('module');
  const source = parameters.get('source');
  const change = (to: PeriodChange) => {
    const next = { days, module, source, ...to };
    const tab = parameters.get('tab');
    setParameters(
      {
        ...(next.days !== DEFAULT_DAYS && { days: String(next.days) }),
        ...(next.module !== null && { module: next.module }),
        ...(next.source !== null && { source: next.source }),
        ...(tab !== null && { tab }),
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return [{ days, since: sinceDays(days), module, source, every: days < LONG_DAYS ? POLL_MS : SLOW_POLL_MS }, change];
}
