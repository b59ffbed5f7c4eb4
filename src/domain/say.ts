import { nearest } from './nearest';

const SHOWN_LENGTH = 60;

/** A readable time: `2026-05-01 00:00 UTC`, with seconds unless they are zero. */
export function sayTime(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return 'an unknown time';
  const [day = '', time = ''] = moment.toISOString().split('T');
  return `${day} ${time.replace(/(:00)?\.000Z$|Z$/, '')} UTC`;
}

/** `1 flag`, `2 flags` */
export function sayCount(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Control characters, line separators and changes of direction, which could forge lines of output, and no text. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069\p{Cs}]/gu;

/** Whether a text is safe to print as it is, in one line. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/**
 * What a file or a client wrote, as one line that moves no cursor: with `?`, as the view of organizations shows names.
 * @example printable('acme\n✓ PASS') // acme?✓ PASS
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '?');
}

/** Like `printable`, for text of several lines: its line breaks are kept. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A key in quotes, printable, and shortened because a client can send text of any length. */
export function sayKey(key: string): string {
  return `'${printable(key.length <= SHOWN_LENGTH ? key : `${key.slice(0, SHOWN_LENGTH).toWellFormed()}…`)}'`;
}

/** `'slaes' (did you mean 'sales'?)`: an unknown key and the known one that is nearest to it, if any is near. */
export function sayUnknownKey(key: string, known: readonly string[]): string {
  // Text much longer than any key resembles none, and comparing it would be slow.
  return sayKey(key) + (key.length <= SHOWN_LENGTH ? nearest(key, known) : '');
}

/** Words as a sentence lists them. @example sayList(['A', 'B', 'C']) // A, B and C */
export function sayList(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}
