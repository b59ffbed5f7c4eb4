import { userInfo } from 'node:os';

/** The names of a test's environment, and the names that the document shows in their place. */
export interface Names {
  readonly database: { readonly real: string; readonly shown: string };
  readonly host: { readonly real: string; readonly shown: string };
  readonly folder: string;
}

const USER = 'cli:ann';

/** A command of the document with the names of this environment, and with its dates set to ten days ahead. */
export function toRun(code: string, { database }: Names): string {
  return upToDate(code).replace(new RegExp(`\\b${database.shown}\\b`, 'g'), database.real);
}

/** A command with its dates, which are examples, set to ten days ahead. */
export function upToDate(code: string): string {
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  return code.replace(/\b20\d\d-\d\d-\d\d\b/g, day);
}

/** A text with the names of the document in place of those of this environment. */
export function toName(text: string, { database, host, folder }: Names): string {
  return text
    .replaceAll(database.real, database.shown)
    .replaceAll(host.real, host.shown)
    .replaceAll(`${folder}/`, '')
    .replaceAll(`cli:${userInfo().username}`, USER);
}

/** A command's output as the document shows it. Tables are redrawn, because names have other lengths there. */
export function toShow(printed: string, names: Names): string {
  // A command that takes longer than ten seconds prints its progress.
  const named = toName(printed, names).replace(/^… \d+ of (\d+|\?) organizations\b.*\n/gm, '');
  return redrawTables(named.split('\n').map((line) => line.trimEnd()))
    .join('\n')
    .replace(/^\n+|\s+$/g, '');
}

/** The part of an output that is the same in every run, without times and values that depend on them. */
export function comparable(shown: string): string {
  return shown
    .replace(/\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00| UTC)?/g, '<time>')
    .replace(/\b20\d\d-\d\d-\d\d\b/g, '<day>')
    .replace(/\blocked for \d+ ms$/gm, 'locked for <time>')
    .replace(/, PostgreSQL \d+\.\d+( \(.+\))?$/gm, ', PostgreSQL <version>')
    .replace(/\b\d+ bytes, SHA-256 [0-9a-f]{64}/g, '<bytes and hash>');
}

/** The width in characters, not in UTF-16 units. */
export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** Redraws tables of box characters with each column as wide as its widest cell. */
function redrawTables(lines: readonly string[]): readonly string[] {
  const drawn: string[] = [];
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (/^[┌│├└]/.test(lines[to] ?? '')) to += 1;
    if (to === from) drawn.push(lines[from] ?? '');
    else drawn.push(...redraw(lines.slice(from, to)));
    from = Math.max(to, from + 1);
  }
  return drawn;
}

function redraw(table: readonly string[]): readonly string[] {
  const rows = table
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('│')
        .map((cell) => cell.trim()),
    );
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const rule = (left: string, between: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(between) + right;
  const drawn = rows.map((row) => `│${row.map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0)} `).join('│')}│`);
  return [rule('┌', '┬', '┐'), ...drawn, rule('└', '┴', '┘')];
}
