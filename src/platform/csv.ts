import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { DomainError, type Fault, invalidInput } from '../domain/errors';
import type { FileRow } from '../domain/file-row';
import { sayKey } from '../domain/say';
import { refuseOtherSeparator } from './csv-separator';
import { codeOf } from './error-shape';

export interface CsvFile<Column extends string> {
  readonly rows: readonly FileRow<Column>[];
  /** Faults of the lines as such. The caller adds those of their content, and refuses the file if there are any. */
  readonly faults: readonly Fault[];
  /** What was ignored, with line numbers. */
  readonly notices: readonly string[];
  /** The optional columns that the file has. */
  readonly columns: ReadonlySet<string>;
}

const records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** Like `parseCsv`, for a file. @throws DomainError INVALID_INPUT also if it cannot be read */
export async function readCsv<Required extends string, Optional extends string = never>(
  path: string,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Promise<CsvFile<Required | Optional>> {
  return parseCsv(path, await readText(path), required, optional);
}

/**
 * Parses the text of a CSV file with a header. Accepts what spreadsheets produce: a byte order mark, CRLF, quoted
 * commas, blank lines, spaces around cells, a repeated header. Columns may be in any order; unknown ones are ignored
 * with a notice.
 * @param path the file's name, for messages
 * @throws DomainError INVALID_INPUT if it is empty or not CSV, or its header has faults, with their lines
 */
export function parseCsv<Required extends string, Optional extends string = never>(
  path: string,
  text: string,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): CsvFile<Required | Optional> {
  refuseOtherSeparator(path, text, required);
  const [header, ...lines] = parseLines(path, text);
  if (!header)
    throw invalidInput([{ line: 1, message: `expected the columns ${required.join(',')}` }], `${path} is empty`);

  const names = header.record.map((name) => name.toLowerCase());
  const faults: Fault[] = required
    .filter((name) => !names.includes(name))
    .map((name) => ({ line: header.line, field: name, message: 'the column is missing' }));
  for (const name of new Set(names.filter((one, index) => one !== '' && names.indexOf(one) !== index))) {
    faults.push({ line: header.line, field: name, message: 'the column appears twice' });
  }

  refuseFaultyFile(path, faults);

  const known: readonly (Required | Optional)[] = [...required, ...optional];
  const unknown = names.filter((name) => name !== '' && !known.some((one) => one === name));
  const notices = unknown.map((name) => `line ${header.line}: unknown column ${sayKey(name)} ignored`);
  const rows: FileRow<Required | Optional>[] = [];
  let previousLine = header.line;
  const blank = (from: number, to: number) => {
    for (let line = from; line < to; line++) notices.push(`line ${line}: blank line skipped`);
  };
  for (const { record, line, lastLine } of lines) {
    const surplus = surplusCells(names, record);
    blank(previousLine + 1, line);
    previousLine = lastLine;
    if (record.every((cell) => cell === '')) {
      notices.push(`line ${line}: blank line skipped`);
    } else if (record.every((cell, index) => cell.toLowerCase() === (names[index] ?? ''))) {
      notices.push(`line ${line}: repeated header row skipped`);
    } else if (surplus !== null) {
      faults.push({ line, message: surplus });
    } else {
      rows.push({ line, values: pick(known, names, record) });
    }
  }
  return { rows, faults, notices, columns: new Set(names) };
}

/**
 * What is wrong with a row that has cells beyond the header's columns; null if they are empty. A comma without quotes
 * cuts a cell in two, and the first part could be taken for the whole.
 * @param record the cells, without blanks around them
 */
export function surplusCells(names: readonly string[], record: readonly string[]): string | null {
  if (record.slice(names.length).every((cell) => cell === '')) return null;
  return `${record.length} cells for ${names.length} columns: quote cells that contain commas`;
}

/** @throws DomainError INVALID_INPUT with all faults, ordered by line, if there are any */
export function refuseFaultyFile(path: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw invalidInput(
    [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    `${path} was not loaded; nothing was changed`,
  );
}

function pick<Column extends string>(
  known: readonly Column[],
  names: readonly string[],
  record: readonly string[],
): Readonly<Record<Column, string>> {
  const values: Partial<Record<Column, string>> = {};
  for (const column of known) values[column] = record[names.indexOf(column)] ?? '';
  return complete(values, known);
}

function complete<Column extends string>(
  values: Partial<Record<Column, string>>,
  columns: readonly Column[],
): Readonly<Record<Column, string>> {
  const isComplete = (some: Partial<Record<Column, string>>): some is Record<Column, string> =>
    columns.every((column) => some[column] !== undefined);
  if (!isComplete(values)) throw new Error('a column has no value');
  return values;
}

/** The text of a file in UTF-8. @throws DomainError INVALID_INPUT if it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const code = codeOf(error);
    const reason =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'it is not UTF-8; save it as "CSV UTF-8"'
          : String(error);
    throw new DomainError('INVALID_INPUT', `Cannot read ${path}: ${reason}.`);
  }
}

function parseLines(path: string, text: string): readonly { record: string[]; line: number; lastLine: number }[] {
  try {
    const parsed = records.parse(
      parse(text, {
        bom: true,
        trim: true,
        relax_column_count: true,
        skip_empty_lines: true,
        info: true,
        record_delimiter: ['\r\n', '\n', '\r'],
      }),
    );
    // csv-parse reports the line on which a record ends; a record with line breaks in quotes starts earlier.
    return parsed.map(({ record, info }) => {
      const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      return { record, line: info.lines - breaks, lastLine: info.lines };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidInput(
      [{ ...('lines' in error && typeof error.lines === 'number' && { line: error.lines }), message: error.message }],
      `${path} is not CSV`,
    );
  }
}
