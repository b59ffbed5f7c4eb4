import type { ParityCause, ParityKind } from '../../generated/schema-types';
import type { ReportFragment } from './parity.generated';

export const KINDS: readonly ParityKind[] = ['LOST', 'GAINED', 'STATUS'];

export const KIND_LABELS: Readonly<Record<ParityKind, string>> = {
  LOST: 'Lost',
  GAINED: 'Gained',
  STATUS: 'Another status',
};

/** What each cause means, in short: those that explain a difference first. */
export const CAUSES: Readonly<Record<ParityCause, string>> = {
  OVERRIDE: 'An override decided so',
  MANUAL_ROW: 'Somebody made the row',
  TRIAL_ENDED: 'The trial has ended, and flags know no end',
  LATE_WRITER: 'Flags were changed after the run',
  NEVER_RUN: 'No execution that stands brought it over',
  UNREADABLE: 'The flags cannot be read',
  HELD: 'The run held it, since it would take access away',
  TAXONOMY: 'Taxonomy or mapping changed after the run',
  OTHER: 'None of these, such as a row written by hand',
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
];

/** A word of the API as a person says it. */
export function say(word: string): string {
  return word.replaceAll('_', ' ').toLowerCase();
}

export interface Counting {
  readonly kind?: ParityKind;
  readonly cause?: ParityCause;
  readonly explained?: boolean;
}

/** How many differences of a report are like that. */
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

/** Whom a report is of. */
export function scopeOf({ organizationIds }: Pick<ReportFragment, 'organizationIds'>): string {
  if (organizationIds === null) return 'all organizations';
  return organizationIds.length === 1
    ? `organization ${organizationIds.join()}`
    : `${organizationIds.length.toLocaleString()} chosen organizations`;
}

export function isLive({ status }: Pick<ReportFragment, 'status'>): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}
