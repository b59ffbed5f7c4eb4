import { DomainError, invalidInput } from './errors';
import { faultOfYear } from './read-moment';
import type { Right } from './rights';
import { sayTime } from './say';

/** What can be asked for, for a later time, and the right that it takes, then as now. */
export const SCHEDULED_OPERATIONS = { GRANT: 'CHANGE_ACCESS' } as const satisfies Readonly<Record<string, Right>>;
export type ScheduledOperation = keyof typeof SCHEDULED_OPERATIONS;

export type ScheduledStatus = 'SCHEDULED' | 'DONE' | 'STALE' | 'WITHDRAWN' | 'FAILED';
export type ScheduledAction = 'carryOut' | 'lapse' | 'withdraw' | 'fail';

/** Every possible transition of a scheduled change: it ends once. */
const TRANSITIONS: Readonly<Record<ScheduledStatus, Readonly<Partial<Record<ScheduledAction, ScheduledStatus>>>>> = {
  SCHEDULED: { carryOut: 'DONE', lapse: 'STALE', withdraw: 'WITHDRAWN', fail: 'FAILED' },
  DONE: {},
  STALE: {},
  WITHDRAWN: {},
  FAILED: {},
};

/**
 * The status of a scheduled change after an action.
 * @throws DomainError INVALID_TRANSITION if it has ended
 */
export function nextScheduledStatus(
  { id, status }: { readonly id: string; readonly status: ScheduledStatus },
  action: ScheduledAction,
): ScheduledStatus {
  const next = TRANSITIONS[status][action];
  if (next) return next;
  throw new DomainError('INVALID_TRANSITION', `Scheduled change ${id} is ${status}: it has ended.`, { id, status });
}

/**
 * Checks when something is to begin.
 * @returns null for now
 * @throws DomainError INVALID_INPUT for a time that is not in the future, or after the year 9999
 */
export function readStartAt(startAt: Date | null | undefined, now: Date): Date | null {
  if (startAt === null || startAt === undefined) return null;
  const message =
    startAt <= now
      ? `must be in the future, not ${sayTime(startAt)}: leave it out to begin now`
      : faultOfYear(startAt) && 'must be before the year 10000';
  if (message !== null) throw invalidInput([{ field: 'input.startAt', message }]);
  return startAt;
}

/** What a scheduled change rests on: the organization's version, and a hash of what it changes. */
export interface Basis {
  readonly version: number;
  readonly effectHash: string;
}

/** Why a change rests on something else than when it was asked for; null if it rests on the same. */
export function sayStale(asked: Basis, now: Basis): string | null {
  if (asked.version !== now.version)
    return `What the organization has was changed: its version is ${now.version}, not ${asked.version}.`;
  if (asked.effectHash !== now.effectHash)
    return 'It would change something else than was shown: modules, legacy flags, the gating or an end have changed.';
  return null;
}
