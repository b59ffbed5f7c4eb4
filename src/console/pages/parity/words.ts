import type { ParityCause, ParityKind } from '../../generated/schema-types';
import type { ReportFragment } from './parity.generated';

export const KINDS: readonly ParityKind[] = ['LOST', 'GAINED', 'STATUS', 'READING'];

export const KIND_LABELS: Readonly<Record<ParityKind, string>> = {
  LOST: 'Lost',
  GAINED: 'Gained',
  STATUS: 'Status changed',
  READING: 'Read wrong',
};

/** What each cause means, in short; those that explain a difference first. */
export const CAUSES: Readonly<Record<ParityCause, string>> = {
  OVERRIDE: 'An override decides the answer',
  MANUAL_ROW: 'The row was created by hand',
  TRIAL_ENDED: 'The trial has ended; flags have no end date',
  LATE_WRITER: 'The flags were changed after the run',
  NEVER_RUN: 'No execution in effect has migrated it',
  UNREADABLE: 'The flags are unreadable',
  HELD: 'The run held the change because access would be taken away',
  TAXONOMY: 'The taxonomy or the mapping changed after the run',
  OTHER: 'None of these, such as a row written with SQL',
  PRODUCT_ALLOWS: 'The product allows what the reading of the flags denies',
  PRODUCT_DENIES: 'The product denies what the reading of the flags allows',
};

export const CAUSE_NAMES: readonly ParityCause[] = [
  'OVERRIDE',
  'MANUAL_ROW',
  'TRIAL_ENDED',
  'LATE_WRITER',
  'NEVER_RUN',
  'UNREADABLE',
  'HELD',
  'TAXONOMY',
  'OTHER',
  'PRODUCT_ALLOWS',
  'PRODUCT_DENIES',
];

/** A constant of the API in words. */
export function say(word: string): string {
  return word.replaceAll('_', ' ').toLowerCase();
}

export interface Counting {
  readonly kind?: ParityKind;
  readonly cause?: ParityCause;
  readonly explained?: boolean;
}

/** The number of differences of a report that match. */
export function countOf({ totals }: Pick<ReportFragment, 'totals'>, { kind, cause, explained }: Counting): number {
  return totals
    .filter(
      (one) =>
        (kind === undefined || one.kind === kind) &&
        (cause === undefined || one.cause === cause) &&
        (explained === undefined || one.explained === explained),
    )
    .reduce((sum, { count }) => sum + count, 0);
}

/** The organizations that a report compares. */
export function scopeOf({ organizationIds }: Pick<ReportFragment, 'organizationIds'>): string {
  if (organizationIds === null) return 'All organizations';
  return organizationIds.length === 1
    ? `Organization ${organizationIds.join()}`
    : `${organizationIds.length.toLocaleString()} selected organizations`;
}

export function isLive({ status }: Pick<ReportFragment, 'status'>): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}
