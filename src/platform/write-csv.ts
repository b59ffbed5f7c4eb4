import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { stringify as stringifyRows } from 'csv-stringify/sync';
import { DomainError } from '../domain/errors';
import { messageOf } from './error-shape';

/**
 * Rows as the text of a CSV file.
 * @param guarded columns with text of others: what a spreadsheet would execute as a formula gets an apostrophe
 */
export function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string>>[],
  guarded: readonly Column[],
): string {
  const guard = (column: Column, cell: string) =>
    guarded.includes(column) && /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell) ? `'${cell}` : cell;
  return stringifyRows([[...columns], ...rows.map((row) => columns.map((column) => guard(column, row[column])))]);
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
      stringify({ header: true, columns: [...columns], escape_formulas: true }),
      createWriteStream(path),
    );
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'path' in error)) throw error;
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${messageOf(error)}.`);
  }
}
