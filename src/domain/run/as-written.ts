import type { StoredAccess } from '../stored-access';
import { type Change, isMade } from './plan-changes';
import { isAsLeft, moduleNow, submoduleNow } from './row-state';

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
