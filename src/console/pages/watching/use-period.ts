import { useSearchParams } from 'react-router';
import { sinceDays } from './since-days';

/** Which days and module are looked at; in the address. */
export interface Period {
  /** How many days, today included. */
  readonly days: number;
  /** When the first of them begins. */
  readonly since: string;
  /** A module's key; null for all. */
  readonly module: string | null;
  /** After how many milliseconds to ask again for all of these days: a list goes through every count of them. */
  readonly every: number;
}

/** How often to ask again for what costs little. */
export const POLL_MS = 30_000;
const SLOW_POLL_MS = 300_000;
const LONG_DAYS = 8;
const DEFAULT_DAYS = 7;

/** The periods on offer, in days. */
export const PERIODS: readonly number[] = [1, DEFAULT_DAYS, 30, 90];

export interface PeriodChange {
  readonly days?: number;
  /** Null for all modules. */
  readonly module?: string | null;
}

/** The period that the address says, and what changes it; lists begin at their first page then. */
export function usePeriod(): readonly [Period, (change: PeriodChange) => void] {
  const [parameters, setParameters] = useSearchParams();
  const days = PERIODS.find((one) => String(one) === parameters.get('days')) ?? DEFAULT_DAYS;
  const module = parameters.get('module');
  const change = (to: PeriodChange) => {
    const next = { days, module, ...to };
    const tab = parameters.get('tab');
    setParameters(
      {
        ...(next.days !== DEFAULT_DAYS && { days: String(next.days) }),
        ...(next.module !== null && { module: next.module }),
        ...(tab !== null && { tab }),
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return [{ days, since: sinceDays(days), module, every: days < LONG_DAYS ? POLL_MS : SLOW_POLL_MS }, change];
}
