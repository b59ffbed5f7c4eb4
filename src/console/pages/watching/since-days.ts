const DAY_MS = 86_400_000;

/** The beginning of a period that ends today, in UTC: the same text all day, so that an answer is kept by it. @param days how many, today included */
export function sinceDays(days: number): string {
  const today = Math.floor(Date.now() / DAY_MS);
  return new Date((today - days + 1) * DAY_MS).toISOString();
}
