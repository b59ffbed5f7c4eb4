import { invalidInput } from './errors';

/** What is asked of a reason, as a fault says it. */
export const REASON_RULE = 'must have 3 to 500 characters';

/** True for a reason, trimmed, that says something and is not too long for its event. */
export function isReason(trimmed: string): boolean {
  return trimmed.length >= 3 && trimmed.length <= 500;
}

/**
 * Why something is done, as its event keeps it: trimmed.
 * @throws DomainError INVALID_INPUT where it has fewer than 3 or more than 500 characters
 */
export function readReason(reason: string): string {
  const trimmed = reason.trim();
  if (isReason(trimmed)) return trimmed;
  throw invalidInput([{ field: 'input.reason', message: REASON_RULE }]);
}
