/** ` (did you mean 'x'?)` for the known key that takes the fewest edits, where one is near; else nothing. */
export function nearestKey(wanted: string, known: readonly string[]): string {
  let best: string | undefined;
  let fewest = Infinity;
  for (const key of known) {
    const edits = editDistance(wanted.toLowerCase(), key.toLowerCase());
    if (edits < fewest) [best, fewest] = [key, edits];
  }
  return best !== undefined && fewest <= Math.max(2, Math.floor(best.length / 3)) ? ` (did you mean '${best}'?)` : '';
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let line = 0; line < from.length; line++) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[line] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
