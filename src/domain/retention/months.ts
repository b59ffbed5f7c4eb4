/** How many months have partitions before they begin. */
const AHEAD = 3;

/** The first moment of the month that is `months` after the one of `at`, in UTC. */
export function startOfMonth(at: Date, months = 0): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
}

/** The months that have partitions made now, as their first days: this one and those ahead. */
export function monthsToMake(at: Date): readonly string[] {
  return Array.from({ length: AHEAD + 1 }, (_, months) => startOfMonth(at, months).toISOString().slice(0, 10));
}

/** `2026-11` */
export function sayMonth(start: Date): string {
  return start.toISOString().slice(0, 7);
}
