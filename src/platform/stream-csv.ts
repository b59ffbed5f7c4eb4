import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { DomainError, type Fault, invalidInput } from '../domain/errors';
import type { FileRow } from '../domain/file-row';
import { surplusCells } from './csv';
import { refuseOtherSeparator } from './csv-separator';
import { codeOf } from './error-shape';

const parsed = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** A row with a fault of its own; the caller adds those of the other rows, and refuses the file. */
export interface FaultyRow {
  readonly line: number;
  readonly fault: Fault;
}

/**
 * Reads the rows of a CSV file with a header one by one: memory does not grow with their number. Cells are given as
 * they are, with the blanks around them, which belong to an id. Otherwise it accepts what `parseCsv` accepts; blank
 * lines, repeated headers and unknown columns are ignored.
 * @returns the rows; one with more cells than the header comes as a fault
 * @throws DomainError INVALID_INPUT if the file cannot be read, is empty or not CSV, or its header has faults
 */
export async function* streamCsv<Column extends string>(
  path: string,
  required: readonly Column[],
): AsyncGenerator<FileRow<Column> | FaultyRow> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const source = Readable.from(withCommas(path, readText(path), required));
  // The parser ends with the error of its source: `pipe` alone would leave it waiting.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let names: readonly string[] | null = null;
  try {
    for await (const one of parser) {
      const { record, info } = parsed.parse(one);
      const line = info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      const cells = record.map((cell) => cell.trim().toLowerCase());
      if (names === null) {
        names = cells;
        refuseHeader(path, line, names, required);
        continue;
      }
      const isHeader = cells.every((cell, index) => cell === names?.[index]);
      if (isHeader || record.every((cell) => cell.trim() === '')) continue;
      const message = surplusCells(names, cells);
      yield message === null ? { line, values: pick(required, names, record) } : { line, fault: { line, message } };
    }
  } catch (error) {
    throw refusalOf(path, error);
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (names === null)
    throw invalidInput([{ line: 1, message: `expected the columns ${required.join(',')}` }], `${path} is empty`);
}

async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a file was read as text');
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** The text as it is, once its beginning shows that commas separate the columns. */
async function* withCommas(
  path: string,
  text: AsyncIterable<string>,
  required: readonly string[],
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const chunk of text) {
    if (isFirst) refuseOtherSeparator(path, chunk, required);
    isFirst = false;
    yield chunk;
  }
}

function refuseHeader(path: string, line: number, names: readonly string[], required: readonly string[]): void {
  const faults = required.flatMap((field): readonly Fault[] => {
    const times = names.filter((name) => name === field).length;
    if (times === 1) return [];
    return [{ line, field, message: times === 0 ? 'the column is missing' : 'the column appears twice' }];
  });
  if (faults.length > 0) throw invalidInput(faults, `${path} was not loaded; nothing was changed`);
}

function pick<Column extends string>(
  columns: readonly Column[],
  names: readonly string[],
  record: readonly string[],
): Readonly<Record<Column, string>> {
  const values: Partial<Record<Column, string>> = {};
  for (const column of columns) values[column] = record[names.indexOf(column)] ?? '';
  const isComplete = (some: Partial<Record<Column, string>>): some is Record<Column, string> =>
    columns.every((column) => some[column] !== undefined);
  if (!isComplete(values)) throw new Error('a column has no value');
  return values;
}

function refusalOf(path: string, error: unknown): unknown {
  if (error instanceof CsvError)
    return invalidInput(
      [{ ...('lines' in error && typeof error.lines === 'number' && { line: error.lines }), message: error.message }],
      `${path} is not CSV`,
    );
  const code = codeOf(error);
  if (code === 'ENOENT') return unreadable(path, 'there is no such file');
  if (code === 'EISDIR') return unreadable(path, 'it is a directory');
  if (code === 'EACCES') return unreadable(path, 'permission denied');
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return unreadable(path, 'it is not UTF-8; save it as "CSV UTF-8"');
  return error;
}

function unreadable(path: string, reason: string): DomainError {
  return new DomainError('INVALID_INPUT', `Cannot read ${path}: ${reason}.`);
}
