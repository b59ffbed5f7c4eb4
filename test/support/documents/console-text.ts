import { userInfo } from 'node:os';

/** What stands for what in the document: names as a reader may have them, for those of a test's run. */
export interface Names {
  readonly database: { readonly real: string; readonly shown: string };
  readonly host: { readonly real: string; readonly shown: string };
  readonly folder: string;
}

const USER = 'cli:ann';

/** A command of the document as it is to be run here; its dates, which are examples, are ten days ahead. */
export function toRun(code: string, { database }: Names): string {
  return upToDate(code).replace(new RegExp(`\\b${database.shown}\\b`, 'g'), database.real);
}

/** The same command for the document, with the dates that were used. */
export function upToDate(code: string): string {
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  return code.replace(/\b20\d\d-\d\d-\d\d\b/g, day);
}

/** The names of this run's environment, as the document has them. */
export function toName(text: string, { database, host, folder }: Names): string {
  return text
    .replaceAll(database.real, database.shown)
    .replaceAll(host.real, host.shown)
    .replaceAll(`${folder}/`, '')
    .replaceAll(`cli:${userInfo().username}`, USER);
}

/** What a command printed here, as the document shows it: tables are drawn anew, since names have other lengths there. */
export function toShow(printed: string, names: Names): string {
  // Progress comes every ten seconds, where a command takes so long here.
  const named = toName(printed, names).replace(/^… \d+ of (\d+|\?) organizations\b.*\n/gm, '');
  return redrawTables(named.split('\n').map((line) => line.trimEnd()))
    .join('\n')
    .replace(/^\n+|\s+$/g, '');
}

/** What two outputs of the same have in common: all but times, and what is worked out from times. */
export function comparable(shown: string): string {
  return shown
    .replace(/\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00| UTC)?/g, '<time>')
    .replace(/\b20\d\d-\d\d-\d\d\b/g, '<day>')
    .replace(/\blocked for \d+ ms$/gm, 'locked for <time>')
    .replace(/, PostgreSQL \d+\.\d+( \(.+\))?$/gm, ', PostgreSQL <version>')
    .replace(/\b\d+ bytes, SHA-256 [0-9a-f]{64}/g, '<bytes and hash>');
}

/** In characters, whatever a character takes in memory. */
export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** Tables of box characters, each column as wide as its widest cell. */
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
