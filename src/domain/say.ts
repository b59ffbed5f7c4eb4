import { nearest } from './nearest';

const SHOWN_LENGTH = 60;

/** A moment for people: `2026-05-01 00:00 UTC`, with seconds where they are not zero. */
export function sayTime(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return 'an unknown time';
  const [day = '', time = ''] = moment.toISOString().split('T');
  return `${day} ${time.replace(/(:00)?\.000Z$|Z$/, '')} UTC`;
}

/** `1 flag`, `2 flags` */
export function sayCount(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A key as somebody wrote it, in quotes: it may be anything, of any length. */
export function sayKey(key: string): string {
  return `'${key.length <= SHOWN_LENGTH ? key : `${key.slice(0, SHOWN_LENGTH).toWellFormed()}…`}'`;
}

/** `'slaes' (did you mean 'sales'?)`: a key that nobody knows, and the one that it may have been meant to be. */
export function sayUnknownKey(key: string, known: readonly string[]): string {
  // What is much longer than any key resembles none, and comparing it would cost.
  return sayKey(key) + (key.length <= SHOWN_LENGTH ? nearest(key, known) : '');
}
