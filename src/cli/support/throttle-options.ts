import { InvalidArgumentError, type Command } from 'commander';
import type { ThrottleChange } from '../../features/migration-runs/start/throttle-input';

/** `none` lifts a limit. Not null: commander takes that for an option without a value. */
type Limit = number | 'none';

export interface ThrottleOptions {
  readonly maxRate?: Limit;
  readonly maxReplicationLag?: Limit;
  readonly maxLockWaits?: Limit;
}

/** Adds the options that say what a run may ask of the database. */
export function addThrottleOptions(command: Command): Command {
  return command
    .option('--max-rate <n>', 'organizations a second, by all workers together, or none', readLimit)
    .option(
      '--max-replication-lag <seconds>',
      'wait while a standby is further behind, or cannot be seen, or none',
      readLimit,
    )
    .option('--max-lock-waits <n>', 'wait while more sessions of others wait for locks, or none', readLimit);
}

export function throttleChange({ maxRate, maxReplicationLag, maxLockWaits }: ThrottleOptions): ThrottleChange {
  return { maxRate: orNull(maxRate), maxReplicationLag: orNull(maxReplicationLag), maxLockWaits: orNull(maxLockWaits) };
}

function orNull(limit: Limit | undefined): number | null | undefined {
  return limit === 'none' ? null : limit;
}

/** The ranges are the service's to check, which the API shares. */
function readLimit(text: string): Limit {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`'${text}' must be a number, or none.`);
  return value;
}
