import { type Command, InvalidArgumentError } from 'commander';
import type { ThrottleChange } from '../../features/migration-runs/start/throttle-input';
import { readDecimal } from './arguments';

/** `none` lifts a limit. Not null: commander takes that for an option without a value. */
type Limit = number | 'none';

export interface ThrottleOptions {
  readonly maxRate?: Limit;
  readonly maxReplicationLag?: Limit;
  readonly maxLockWaits?: Limit;
}

/**
 * Adds the options that limit a run's load on the database.
 * @param leftOut what an option that is left out means
 */
export function addThrottleOptions(command: Command, leftOut: string): Command {
  return command
    .option(
      '--max-rate <n>',
      `Organizations a second, by all workers together, or none for no limit (default: ${leftOut})`,
      readLimit,
    )
    .option(
      '--max-replication-lag <seconds>',
      `Wait while a standby is further behind, or its lag is unknown; none for no limit (default: ${leftOut})`,
      readLimit,
    )
    .option(
      '--max-lock-waits <n>',
      `Wait while more sessions of others wait for locks; none for no limit (default: ${leftOut})`,
      readLimit,
    );
}

export function throttleChange({ maxRate, maxReplicationLag, maxLockWaits }: ThrottleOptions): ThrottleChange {
  return { maxRate: orNull(maxRate), maxReplicationLag: orNull(maxReplicationLag), maxLockWaits: orNull(maxLockWaits) };
}

function orNull(limit: Limit | undefined): number | null | undefined {
  return limit === 'none' ? null : limit;
}

/** The service checks the ranges, for the API too. */
function readLimit(text: string): Limit {
  if (text === 'none') return text;
  const value = readDecimal(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a number, or none.');
  return value;
}
