import { DomainError } from '../errors';
import { sayTime } from '../say';

/** Whether the column of the product that has the legacy flags exists. */
export interface LegacyColumn {
  /** As people call it, such as `organizations.enabled_modules`; null if the flags are not one column. */
  readonly name: string | null;
  readonly exists: boolean;
  /** When Portcullis dropped it; null if it exists, or was dropped by other means. */
  readonly droppedAt: Date | null;
  /** When its retained values were deleted; null if they were not. */
  readonly purgedAt: Date | null;
}

/** A sentence that says why the legacy flags cannot answer any more. */
export function sayColumnMissing({ name, droppedAt }: LegacyColumn): string {
  const what = droppedAt === null ? 'does not exist' : `was dropped at ${sayTime(droppedAt)}`;
  return `The legacy column ${name ?? 'of the source'} ${what}.`;
}

/** What to do about a missing column that Portcullis did not drop, as a sentence. */
export const NOT_DROPPED_BY_US =
  "Portcullis did not drop it: put it back, or say where the flags are now with 'portcullis source set'.";

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
