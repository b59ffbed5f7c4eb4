import { type EntitlementRow, RUN_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import { type Change, isMade, type ModuleState, type RowState, type SubmoduleState } from './plan-changes';

/**
 * The changes with the rows that were really stored, because a trigger of another application may have altered them.
 * @param stored the rows after the changes
 * @returns the same array if every row was stored as planned
 */
export function asWritten(changes: readonly Change[], stored: StoredAccess): readonly Change[] {
  const written = changes.map((change): Change => {
    if (!isMade(change)) return change;
    if (change.submodule === null) {
      const after = moduleNow(stored.entitlements.find(({ module }) => module === change.module));
      if (isAsLeft(change.after, after)) return change;
      return { ...change, after };
    }
    const after = submoduleNow(
      stored.subentitlements.find(
        ({ module, submodule }) => module === change.module && submodule === change.submodule,
      ),
    );
    if (isAsLeft(change.after, after)) return change;
    return { ...change, after };
  });
  return written.every((change, index) => change === changes[index]) ? changes : written;
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
