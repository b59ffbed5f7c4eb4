import { readWord } from './legacy-value';

/**
 * The only values besides on for which a target is proposed. The words that may mean off (`past_due`, `nil`, `locked`)
 * are beyond counting, so any other value is the operator's to decide.
 */
const POSITIVE: ReadonlySet<string> = new Set([
  ...['full', 'all', 'active', 'paid', 'included', 'read', 'write', 'admin'],
  ...['trial', 'basic', 'standard', 'plus', 'pro', 'premium', 'enterprise'],
]);

/**
 * Whether a value plainly says that a flag is on.
 * @param value as rules compare it
 * @example isPositive('premium') // true
 * @example isPositive('past_due') // false
 */
export function isPositive(value: string): boolean {
  return POSITIVE.has(value) || readWord(value) === true;
}
