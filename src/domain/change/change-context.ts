import type { Published } from '../package/change-assignments';
import { readEnd } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { RunChange } from './run-change';

/** What a plan depends on besides the organization. */
export interface ChangeContext {
  readonly taxonomy: Taxonomy;
  /** Every version of a package that the change or the organization names. */
  readonly published: Published;
  readonly at: Date;
  /** False to hold what takes access away, or lets it end sooner. */
  readonly allowRevocations: boolean;
}

const DAY_MS = 86_400_000;

/** The later end of a trial; null if it is not extended: it has no end, ends later already, or has ended. */
export function laterEnd(
  { to, days, ended }: Extract<RunChange, { of: 'EXTEND_TRIAL' }>,
  end: string | null,
  at: Date,
): string | null {
  const now = readEnd(end);
  if (now === Infinity || (now <= at.getTime() && !ended)) return null;
  const later = days === null ? readEnd(to) : Math.max(now, at.getTime()) + days * DAY_MS;
  return later > now && Number.isFinite(later) ? new Date(later).toISOString() : null;
}
