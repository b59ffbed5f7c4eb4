import type { CheckStatus } from '../../domain/check-status';

/** How one check of a run came out. */
export interface RunCheck {
  readonly name: string;
  readonly status: CheckStatus;
  /** With numbers, and the first examples. */
  readonly detail: string;
  readonly expected: number | null;
  readonly actual: number | null;
}

/** So many examples are named. */
export const SHOWN = 5;

/** `: organization 3; organization 8; and 12 more`: the first of many. */
export function sayExamples(examples: readonly string[], count: number): string {
  if (examples.length === 0) return '';
  const more = count > examples.length ? `; and ${count - examples.length} more` : '';
  return `: ${examples.join('; ')}${more}`;
}

/** `1 row`, `2 rows`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
