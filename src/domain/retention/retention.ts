import { hasEnded, type RunMode, type RunStatus } from '../run/run-status';
import { sayCount } from '../say';
import { startOfMonth } from './months';

/** How many whole months are kept besides the present one; null for ever. */
export interface RetentionMonths {
  readonly events: number | null;
  readonly counts: number | null;
  readonly journal: number | null;
}

/** `KEPT`: not due. `DUE`: to be detached. `HELD`: it would be due, and something still needs it. */
type RetentionState = 'KEPT' | 'DUE' | 'HELD';

export interface RetentionVerdict {
  readonly state: RetentionState;
  /** What still needs it; empty unless it is `HELD`. */
  readonly neededFor: readonly string[];
}

const KEPT: RetentionVerdict = { state: 'KEPT', neededFor: [] };

function judged(neededFor: readonly string[]): RetentionVerdict {
  return { state: neededFor.length > 0 ? 'HELD' : 'DUE', neededFor };
}

/** What ended before this moment is due; null if everything is kept for ever. */
export function dueBefore(months: number | null, now: Date): Date | null {
  return months === null ? null : startOfMonth(now, -months);
}

/** A month's partition of events or counts. */
export interface MonthFacts {
  /** The first moment after it. */
  readonly end: Date;
  /** Why its rows are still read, as far as the database was asked. */
  readonly neededFor: readonly string[];
}

/**
 * Whether the partition of a month is to be detached.
 * @param days for how many days the legacy status looks back
 */
export function judgeMonth(
  { end, neededFor }: MonthFacts,
  months: number | null,
  days: number,
  now: Date,
): RetentionVerdict {
  const before = dueBefore(months, now);
  if (before === null || end > before) return KEPT;
  const lookedAt = end.getTime() > now.getTime() - days * DAY_MS;
  return judged([...neededFor, ...(lookedAt ? [`the legacy status looks back ${sayCount(days, 'day')}`] : [])]);
}

const DAY_MS = 86_400_000;

/** What decides whether the journal of a run is still needed. */
export interface JournalFacts {
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly rollbackFinishedAt: Date | null;
  readonly resetAt: Date | null;
  /** The execution of this dry run's plan; null if there is none. */
  readonly execution: (Pick<JournalFacts, 'status' | 'resetAt'> & { readonly id: number }) | null;
}

/**
 * Whether the journal of a run is to be detached.
 * @param flagsGone whether the legacy flags were dropped and purged: then nothing is rolled back or resumed any more
 */
export function judgeJournal(
  run: JournalFacts,
  months: number | null,
  flagsGone: boolean,
  now: Date,
): RetentionVerdict {
  const before = dueBefore(months, now);
  const ended = run.rollbackFinishedAt ?? run.finishedAt ?? run.createdAt;
  if (before === null || ended >= before) return KEPT;
  if (!hasEnded(run.status)) return judged([`the run is ${run.status}`]);
  if (run.mode === 'EXECUTE')
    return judged(canBeRolledBack(run, flagsGone) ? ['the run is in effect and can be rolled back'] : []);
  const { execution } = run;
  const goesOn =
    execution !== null &&
    execution.resetAt === null &&
    (!hasEnded(execution.status) || (execution.status === 'FAILED' && !flagsGone));
  return judged(goesOn ? [`run ${execution.id} executes its plan and is ${execution.status}`] : []);
}

/** Whether a rollback of an execution may be started now or later, or goes on. */
export function canBeRolledBack(
  { status, resetAt }: Pick<JournalFacts, 'status' | 'resetAt'>,
  flagsGone: boolean,
): boolean {
  if (status === 'ROLLING_BACK') return true;
  return !flagsGone && resetAt === null && status !== 'ROLLED_BACK' && status !== 'ROLLED_BACK_WITH_CONFLICTS';
}
