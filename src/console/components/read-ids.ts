/** One id of a list: in quotes, with quotes in it doubled, or without. */
const LISTED = /(?<=^|[,;\n])(?:[^\S\n]*"((?:[^"]|"")*)"[^\S\n]*(?=[,;\n]|$)|([^,;\n]*))/g;

/** How lists of ids are written, for those who write one. */
export const HOW_IDS_ARE_LISTED =
  'Separated by commas or line breaks, numbers also by spaces; an ID that has a comma is put in "quotes".';

/** Pasted IDs, one a line, or separated by commas or semicolons; whole numbers may be separated by spaces too. */
export function readIds(text: string): readonly string[] {
  const ids = [...text.matchAll(LISTED)].flatMap(([, inQuotes, plain = '']) => {
    if (inQuotes !== undefined) return [inQuotes.replaceAll('""', '"')];
    return /^[\d\s-]+$/.test(plain) ? plain.trim().split(/\s+/) : [plain.trim()];
  });
  return [...new Set(ids.filter((id) => id !== ''))];
}
