import { closest, distance } from 'fastest-levenshtein';

/** The known name with the fewest edits, if at most a third of the letters differ; null if none is near. */
export function nearestOf(wanted: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const best = closest(wanted, known);
  return distance(wanted, best) <= Math.floor(Math.min(wanted.length, best.length) / 3) ? best : null;
}

/** ` (did you mean 'x'?)` for the known name with the fewest edits, ignoring case; '' if none is near. */
export function nearest(wanted: string, known: readonly string[]): string {
  const folded = known.map((name) => name.toLowerCase());
  const nearestFolded = closest(wanted.toLowerCase(), folded);
  const best = known[folded.indexOf(nearestFolded)];
  if (best === undefined) return '';
  const near = distance(wanted.toLowerCase(), nearestFolded) <= Math.max(2, Math.floor(best.length / 3));
  return near ? ` (did you mean '${best}'?)` : '';
}
