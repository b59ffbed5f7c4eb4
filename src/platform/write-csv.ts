import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { DomainError } from '../domain/errors';
import { messageOf } from './error-shape';

/**
 * Writes rows to a CSV file as they come: memory does not grow with their number. A cell that a spreadsheet would take for a formula is
 * written so that it does not.
 * @throws DomainError INVALID_INPUT where the file cannot be written
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
