import { type EntitlementRow, RUN_SOURCE, type SubentitlementRow } from '../stored-access';

export interface ModuleState {
  readonly status: string;
  readonly partial: boolean;
  /** ISO 8601 in UTC; null for no end, and for a planned trial, whose length is in `trialDays`. */
  readonly trialExpiresAt: string | null;
  /** In a plan: the days from the creation of the execution to the end of a new trial; null for no end. */
  readonly trialDays?: number | null;
  /** Present if no run owns the row. */
  readonly source?: string;
}

export interface SubmoduleState {
  readonly enabled: boolean;
  readonly source?: string;
}

/** The state of a row. */
export type RowState = ModuleState | SubmoduleState;

/** A planned state as a run writes it, in which a new trial ends `trialDays` after the creation of the execution. */
export function settleTrial(state: ModuleState, createdAt: Date): ModuleState {
  if (state.trialDays === undefined) return state;
  const { trialDays, ...settled } = state;
  const end = trialDays === null ? null : new Date(createdAt.getTime() + trialDays * 86_400_000).toISOString();
  return { ...settled, trialExpiresAt: end };
}

/** The state of a module's row, with its source if no run owns it. */
export function moduleNow(row: EntitlementRow | undefined): ModuleState | null {
  if (!row) return null;
  const { status, partial, trialExpiresAt, source } = row;
  return { status, partial, trialExpiresAt, ...(source === RUN_SOURCE ? {} : { source }) };
}

/** The state of a submodule's row, with its source if no run owns it. */
export function submoduleNow(row: SubentitlementRow | undefined): SubmoduleState | null {
  if (!row) return null;
  return { enabled: row.enabled, ...(row.source === RUN_SOURCE ? {} : { source: row.source }) };
}

/** Whether a row is still as a run left it. */
export function isAsLeft(left: RowState | null, now: RowState | null): boolean {
  if (left === null || now === null) return left === now;
  if ((left.source ?? RUN_SOURCE) !== (now.source ?? RUN_SOURCE)) return false;
  if ('enabled' in left) return 'enabled' in now && left.enabled === now.enabled;
  return (
    'status' in now &&
    left.status === now.status &&
    left.partial === now.partial &&
    sameEnd(left.trialExpiresAt, now.trialExpiresAt)
  );
}

/** Compares ends without trailing zeros: JavaScript writes milliseconds, PostgreSQL microseconds. */
function sameEnd(one: string | null, other: string | null): boolean {
  const plain = (end: string | null) => end?.replace(/(\.\d*?)0*Z$/, '$1Z').replace('.Z', 'Z');
  return plain(one) === plain(other);
}
