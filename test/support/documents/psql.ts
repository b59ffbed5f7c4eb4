import { Client, type QueryResult } from 'pg';
import { widthOf } from './console-text';

/** Object ids of the types that psql aligns to the right. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 790, 1700]);

/**
 * Executes statements as `psql` of the product would, in UTC.
 * @param shown the text to show for a value
 * @returns the output of `psql`: an aligned table for each query, and a command tag for each other statement
 * @throws the database's error as pg gives it
 */
export async function psql(url: string, statements: string, shown: (text: string) => string): Promise<string> {
  const client = new Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  try {
    // The path of the product's own applications. The embedded database's role is called as Portcullis' schema is, so
    // that "$user" would find that one first.
    await client.query(`SET TIME ZONE 'UTC'; SET search_path TO public`);
    const result: unknown = await client.query({ text: statements, rowMode: 'array' });
    const results: readonly unknown[] = Array.isArray(result) ? result : [result];
    const texts = statements.split(/;\s*/);
    return results
      .flatMap((one, index) => (isResult(one) ? [printResult(one, texts[index] ?? '', shown)] : []))
      .join('\n');
  } finally {
    await client.end();
  }
}

function isResult(value: unknown): value is QueryResult<(string | null)[]> {
  return typeof value === 'object' && value !== null && 'fields' in value && 'rows' in value;
}

function printResult(
  { command, fields, rows, rowCount }: QueryResult<(string | null)[]>,
  statement: string,
  shown: (text: string) => string,
): string {
  if (fields.length === 0) return printTag(command, rowCount ?? 0, statement);
  const cells = rows.map((row) => row.map((cell) => shown(cell ?? '')));
  const widths = fields.map(({ name }, column) =>
    Math.max(...[name, ...cells.map((row) => row[column] ?? '')].map(widthOf)),
  );
  const align = (row: readonly string[], pad: (text: string, room: number, column: number) => string) =>
    ` ${row.map((text, column) => pad(text, (widths[column] ?? 0) - widthOf(text), column)).join(' | ')}`.trimEnd();
  const head = align(
    fields.map(({ name }) => name),
    (text, room) => `${' '.repeat(Math.floor(room / 2))}${text}${' '.repeat(Math.ceil(room / 2))}`,
  );
  const line = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const body = cells.map((row) =>
    align(row, (text, room, column) =>
      NUMBERS.has(fields[column]?.dataTypeID ?? 0) ? ' '.repeat(room) + text : text + ' '.repeat(room),
    ),
  );
  return [head, line, ...body, `(${rows.length} row${rows.length === 1 ? '' : 's'})`].join('\n');
}

/** A command tag: `UPDATE 14`, `ALTER TABLE`. pg gives only its first word. */
function printTag(command: string, rowCount: number, statement: string): string {
  if (command === 'INSERT') return `INSERT 0 ${rowCount}`;
  if (['UPDATE', 'DELETE'].includes(command)) return `${command} ${rowCount}`;
  return ['ALTER', 'CREATE', 'DROP'].includes(command) ? statement.split(/\s+/, 2).join(' ') : command;
}
