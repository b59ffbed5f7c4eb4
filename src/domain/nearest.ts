import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean 'x'?)` for the known name that takes the fewest edits, where one is near; else nothing. */
export function nearest(wanted: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = closest(wanted.toLowerCase(), known);
  const near = distance(wanted.toLowerCase(), best) <= Math.max(2, Math.floor(best.length / 3));
  return near ? ` (did you mean '${best}'?)` : '';
}
