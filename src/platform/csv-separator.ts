import { invalidInput } from '../domain/errors';

/** What spreadsheets and databases put between columns in place of commas, and how a sentence names it. */
const OTHERS = [
  [';', "';'"],
  ['\t', 'tabs'],
  ['|', "'|'"],
] as const;

/**
 * Refuses a file whose columns are separated by something else than commas: read as CSV it would have one column of an
 * unknown name, or quotes at odd places, and neither says what is wrong.
 * @param path the file's name, for messages
 * @param text the file, or the beginning of it with the whole header
 * @param required columns that the header should have
 * @throws DomainError INVALID_INPUT if the header has some of them by another separator, and none by commas
 * @example refuseOtherSeparator('a.csv', 'id;name\n1;Ash\n', ['id', 'name']) // throws: separated by ';': use commas
 */
export function refuseOtherSeparator(path: string, text: string, required: readonly string[]): void {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/, MOST_LINES);
  const line = lines.findIndex((one) => one.trim() !== '');
  const columnsBy = (separator: string) =>
    (lines[line] ?? '')
      .split(separator)
      .map((cell) =>
        cell
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim()
          .toLowerCase(),
      )
      .filter((name) => required.includes(name)).length;
  if (columnsBy(',') > 0) return;
  const found = OTHERS.find(([separator]) => columnsBy(separator) > 1);
  if (found === undefined) return;
  throw invalidInput(
    [{ line: line + 1, message: `the columns are separated by ${found[1]}: use commas` }],
    `${path} was not loaded; nothing was changed`,
  );
}

/** Lines in which the header is looked for: a file may begin with blank ones. */
const MOST_LINES = 20;
