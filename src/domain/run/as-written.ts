import { type EntitlementRow, RUN_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import { type Change, isMade, type ModuleState, type RowState, type SubmoduleState } from './plan-changes';

/**
 * Changes as they came out: a trigger of another application may have made something else of a row than was written.
 * @param stored the rows as they stand after the changes
 * @returns the same changes where all came out as they were planned
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

/** What a module's row says; its source where it is not a run's. */
export function moduleNow(row: EntitlementRow | undefined): ModuleState | null {
  if (!row) return null;
  const { status, partial, trialExpiresAt, source } = row;
  return { status, partial, trialExpiresAt, ...(source === RUN_SOURCE ? {} : { source }) };
}

/** What a submodule's row says; its source where it is not a run's. */
export function submoduleNow(row: SubentitlementRow | undefined): SubmoduleState | null {
  if (!row) return null;
  return { enabled: row.enabled, ...(row.source === RUN_SOURCE ? {} : { source: row.source }) };
}

/** Whether a row still is what was left of it. */
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

/** An end is written with milliseconds by us, with microseconds by PostgreSQL. */
function sameEnd(one: string | null, other: string | null): boolean {
  const plain = (end: string | null) => end?.replace(/(\.\d*?)0*Z$/, '$1Z').replace('.Z', 'Z');
  return plain(one) === plain(other);
}
