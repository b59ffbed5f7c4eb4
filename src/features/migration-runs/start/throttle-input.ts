import { z } from 'zod';
import type { ThrottleLimits } from '../../../domain/run/throttle';

export const NO_THROTTLE: ThrottleLimits = { maxRate: null, maxReplicationLag: null, maxLockWaits: null };

/** New limits: an omitted limit stays as it is, null removes a limit. */
export type ThrottleChange = { readonly [Limit in keyof ThrottleLimits]?: ThrottleLimits[Limit] | undefined };

const range = (low: string, high: string) => `must be from ${low} to ${high}, or null for no limit`;
const rate = range('1', '1,000,000 organizations per second');
const lag = range('0.1', '86,400 seconds');
const waits = range('0', '10,000 sessions');

export const throttleInput = z.object({
  maxRate: z.number().int(rate).min(1, rate).max(1_000_000, rate).nullish(),
  maxReplicationLag: z.number().min(0.1, lag).max(86_400, lag).nullish(),
  maxLockWaits: z.number().int(waits).min(0, waits).max(10_000, waits).nullish(),
});

export function changeThrottle(limits: ThrottleLimits, change: ThrottleChange): ThrottleLimits {
  const {
    maxRate = limits.maxRate,
    maxReplicationLag = limits.maxReplicationLag,
    maxLockWaits = limits.maxLockWaits,
  } = change;
  return { maxRate, maxReplicationLag, maxLockWaits };
}

/** The limits of an input, for hashing. */
export function throttleParts(change: ThrottleChange | null | undefined): readonly unknown[] {
  const { maxRate, maxReplicationLag, maxLockWaits } = changeThrottle(NO_THROTTLE, change ?? {});
  return [maxRate, maxReplicationLag, maxLockWaits];
}
