/** A look at another clock. All in milliseconds. */
export interface ClockReading {
  /** By our clock, when the question was sent: since 1970. */
  readonly sentAt: number;
  /** How long the answer took, by a clock that nothing sets. */
  readonly tookMs: number;
  /** By the other clock, some time in between: since 1970. */
  readonly otherAt: number;
}

/** Decisions are made by the clock of the process: one that is off by more is told. */
const CLOCK_TOLERANCE_MS = 1_000;

/**
 * How far our clock is ahead of the other one, at least: negative if it is behind. What the time that the answer took
 * can explain does not count, so that a slow network is no fault of a clock.
 */
export function clockOffset({ sentAt, tookMs, otherAt }: ClockReading): number {
  if (otherAt < sentAt) return sentAt - otherAt;
  return Math.min(0, sentAt + tookMs - otherAt);
}

/** Whether a clock is off by so much that it is told. */
export function isClockOff(offsetMs: number): boolean {
  return Math.abs(offsetMs) > CLOCK_TOLERANCE_MS;
}

/** What is wrong with a clock, and what to do, as sentences; null if it is right enough. */
export function sayClockOffset(offsetMs: number): string | null {
  if (!isClockOff(offsetMs)) return null;
  const seconds = Math.round(Math.abs(offsetMs) / 100) / 10;
  return (
    `The clock of this machine is ${seconds} seconds ${offsetMs > 0 ? 'ahead of' : 'behind'} the database's, so ` +
    'trials and overrides end at another time here than in the database: set both clocks by NTP.'
  );
}
