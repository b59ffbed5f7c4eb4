import { invalidInput } from './errors';

/** The rule for a reason, as the message of a fault. */
export const REASON_RULE = 'must have 3 to 500 characters';

/** True for a trimmed reason of an accepted length. */
export function isReason(trimmed: string): boolean {
  return trimmed.length >= 3 && trimmed.length <= 500;
}

/**
 * The reason of a change, trimmed as its event stores it.
 * @throws DomainError INVALID_INPUT if it has fewer than 3 or more than 500 characters
 */
export function readReason(reason: string): string {
  const trimmed = reason.trim();
  if (isReason(trimmed)) return trimmed;
  throw invalidInput([{ field: 'input.reason', message: REASON_RULE }]);
}
