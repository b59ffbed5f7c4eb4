import { RUN_SOURCE, type StoredAccess } from '../stored-access';
import { type Change, isMade } from './plan-changes';

/**
 * The rows of an organization as changes leave them. Used to preview what is not written yet.
 * @param changes of rows that are as `stored` has them
 */
export function applyChanges(stored: StoredAccess, changes: readonly Change[]): StoredAccess {
  const made = changes.filter(isMade);
  const ofModules = made.flatMap((change) => (change.submodule === null ? [change] : []));
  const ofSubmodules = made.flatMap((change) => (change.submodule === null ? [] : [change]));
  const entitlements = stored.entitlements.filter(({ module }) => !ofModules.some((one) => one.module === module));
  const subentitlements = stored.subentitlements.filter(
    ({ module, submodule }) => !ofSubmodules.some((one) => one.module === module && one.submodule === submodule),
  );
  return {
    entitlements: [
      ...entitlements,
      ...ofModules.flatMap(({ module, after }) =>
        after === null
          ? []
          : [
              {
                module,
                status: after.status,
                partial: after.partial,
                trialExpiresAt: after.trialExpiresAt,
                source: after.source ?? RUN_SOURCE,
              },
            ],
      ),
    ],
    subentitlements: [
      ...subentitlements,
      ...ofSubmodules.flatMap(({ module, submodule, after }) =>
        after === null ? [] : [{ module, submodule, enabled: after.enabled, source: after.source ?? RUN_SOURCE }],
      ),
    ],
  };
}
