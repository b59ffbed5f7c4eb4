import type { CheckStatus } from '../../domain/check-status';

/** The result of one check of a run. */
export interface RunCheck {
  readonly name: string;
  readonly status: CheckStatus;
  /** The finding as a sentence, with numbers and the first examples. */
  readonly detail: string;
  readonly expected: number | null;
  readonly actual: number | null;
}

/** How many examples are listed. */
export const SHOWN = 5;

/** The first of many examples, such as `: organization 3; organization 8; and 12 more`; empty without examples. */
export function sayExamples(examples: readonly string[], count: number): string {
  if (examples.length === 0) return '';
  const more = count > examples.length ? `; and ${count - examples.length} more` : '';
  return `: ${examples.join('; ')}${more}`;
}

/** A number with its noun, such as `1 row`, `2 rows`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
