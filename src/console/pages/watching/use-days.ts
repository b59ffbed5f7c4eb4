import { useOperation } from '../../api/use-operation';
import { sinceDays } from './since-days';
import { type Period, POLL_MS } from './use-period';
import { AccessByDayDocument, type AccessByDayQuery } from './watching.generated';

interface Days {
  /** Null until there is an answer. */
  readonly days: AccessByDayQuery['accessByDay'] | null;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * The days of a period. Past days hardly change, so that only today is polled; its answer replaces the one of the whole
 * period.
 */
export function useDays({ since, module, source }: Period): Days {
  const whole = useOperation(AccessByDayDocument, { since, moduleKey: module, source }, { keepPrevious: true });
  const today = useOperation(
    AccessByDayDocument,
    { since: sinceDays(1), moduleKey: module, source },
    { every: POLL_MS },
  );
  // The previous answer is of another period, module or source: it is not mixed with today of this one.
  const newest = whole.isPlaceholderData ? [] : (today.data?.accessByDay ?? []);
  return {
    days: whole.data
      ? [...whole.data.accessByDay.filter(({ day }) => newest.every((one) => one.day !== day)), ...newest]
      : null,
    error: whole.error ?? today.error,
    retry: () => {
      void whole.refetch();
      void today.refetch();
    },
  };
}
