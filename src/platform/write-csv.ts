import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { stringify as stringifyRows } from 'csv-stringify/sync';
import { DomainError } from '../domain/errors';
import { withGuard } from '../domain/formula';
import { messageOf } from './error-shape';

/** Spaces at the ends of a cell are kept by quotes, because readers trim. */
const QUOTED = /^\s|\s$/;

/** One line of a CSV file, without its end, for programs: formulas are not guarded. */
export function csvLine(cells: readonly string[]): string {
  return stringifyRows([[...cells]], { quoted_match: QUOTED, eof: false });
}

/**
 * Rows as the text of a CSV file.
 * @param guarded columns with text of others, in which a spreadsheet must find no formula
 */
export function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string>>[],
  guarded: readonly Column[],
): string {
  const guard = (column: Column, cell: string) => (guarded.includes(column) ? withGuard(cell) : cell);
  return stringifyRows([[...columns], ...rows.map((row) => columns.map((column) => guard(column, row[column])))], {
    quoted_match: QUOTED,
  });
}

/**
 * Writes rows to a CSV file as they arrive: memory does not grow with their number. Cells that a spreadsheet would
 * execute as formulas are escaped.
 * @throws DomainError INVALID_INPUT if the file cannot be written
 */
export async function writeCsv<Column extends string>(
  path: string,
  columns: readonly Column[],
  rows: AsyncIterable<Readonly<Record<Column, string>>>,
): Promise<void> {
  try {
    await pipeline(
      Readable.from(rows),
      stringify({ header: true, columns: [...columns], cast: { string: withGuard }, quoted_match: QUOTED }),
      createWriteStream(path),
    );
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'path' in error)) throw error;
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${messageOf(error)}.`);
  }
}
