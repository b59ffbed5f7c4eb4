import { DomainError } from '../errors';
import { sayTime } from '../say';

/** Whether `organizations.enabled_modules` exists. */
export interface LegacyColumn {
  readonly exists: boolean;
  /** When Portcullis dropped it; null if it exists, or was dropped by other means. */
  readonly droppedAt: Date | null;
  /** When its retained values were deleted; null if they were not. */
  readonly purgedAt: Date | null;
}

/** A sentence that says why the legacy flags cannot answer any more. */
export function sayColumnMissing({ droppedAt }: LegacyColumn): string {
  const what = droppedAt === null ? 'does not exist' : `was dropped at ${sayTime(droppedAt)}`;
  return `The legacy column organizations.enabled_modules ${what}.`;
}

/**
 * Refuses an operation that needs the legacy flags.
 * @param then a sentence that follows the reason in the message
 * @throws DomainError CONFLICT if the column does not exist
 */
export function requireColumn(column: LegacyColumn, then: string): void {
  if (column.exists) return;
  throw new DomainError('CONFLICT', `${sayColumnMissing(column)} ${then}`, {
    droppedAt: column.droppedAt?.toISOString() ?? null,
  });
}
