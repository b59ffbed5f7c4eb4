import { DomainError } from '../errors';
import { sayTime } from '../say';

/** Whether `organizations.enabled_modules` is there. */
export interface LegacyColumn {
  readonly there: boolean;
  /** When Portcullis dropped it; null where it is there, or another hand has taken it away. */
  readonly droppedAt: Date | null;
  /** When the values that were kept of it went, too; null before. */
  readonly purgedAt: Date | null;
}

/** Why the legacy flags answer nothing any more, as a sentence. */
export function sayColumnGone({ droppedAt }: LegacyColumn): string {
  return `The legacy column organizations.enabled_modules ${droppedAt === null ? 'is not there' : `was dropped at ${sayTime(droppedAt)}`}.`;
}

/**
 * Refuses what the legacy flags would have to answer for.
 * @param then what follows, as a sentence
 * @throws DomainError CONFLICT where their column is gone
 */
export function requireColumn(column: LegacyColumn, then: string): void {
  if (column.there) return;
  throw new DomainError('CONFLICT', `${sayColumnGone(column)} ${then}`, {
    droppedAt: column.droppedAt?.toISOString() ?? null,
  });
}
