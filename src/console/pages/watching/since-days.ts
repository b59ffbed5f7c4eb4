const DAY_MS = 86_400_000;

/**
 * The start, in UTC, of a period that ends today: the same text all day, so that it can be part of a cache key.
 * @param days the length of the period, including today
 */
export function sinceDays(days: number): string {
  const today = Math.floor(Date.now() / DAY_MS);
  return new Date((today - days + 1) * DAY_MS).toISOString();
}
