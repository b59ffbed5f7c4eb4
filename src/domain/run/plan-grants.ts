import { type Fault, invalidInput } from '../errors';
import { groupBy } from '../group-by';
import { sayKey } from '../say';
import { type EntitlementStatus, toStoredStatus } from '../status';
import { type EntitlementRow, GRANT_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import { type AskedChange, faultsOfChanges } from '../taxonomy/asked-change';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import type { Change } from './plan-changes';
import { isAsLeft, moduleNow, type ModuleState, submoduleNow, type SubmoduleState } from './row-state';

/** What is granted of one module or submodule. */
export interface Grant extends Target {
  readonly status: EntitlementStatus;
  /** Null for a trial without end, and for any other status. */
  readonly trialExpiresAt: Date | null;
}

/**
 * Checks what somebody asks for, and returns the grants.
 * @returns the grants, in the order of the changes
 * @throws DomainError INVALID_INPUT naming every fault by its field
 */
export function readGrants(changes: readonly AskedChange[], taxonomy: Taxonomy, at: Date): readonly Grant[] {
  const faults = faultsOfChanges(changes, taxonomy, { expiresAt: null, at });
  if (faults.length > 0) throw invalidInput(faults);
  return changes.map(({ moduleKey, submoduleKey, status, trialExpiresAt }) => ({
    module: moduleKey,
    submodule: submoduleKey ?? null,
    status: toStoredStatus(status),
    trialExpiresAt: trialExpiresAt ?? null,
  }));
}

/**
 * The changes of rows that grants make. A row of another source becomes a grant, so that no later run changes it.
 * - A module is granted whole: if it was granted only for some submodules, the rows that limit it go, except those that
 *   are granted as well.
 * - A submodule of a module that the organization does not have: the module is granted for its sake (`partial`), and
 *   its other active submodules are switched off, as by a mapping.
 * @param grants from `readGrants`
 */
export function planGrants(grants: readonly Grant[], stored: StoredAccess, taxonomy: Taxonomy): readonly Change[] {
  return [...groupBy(grants, ({ module }) => module)].flatMap(([module, ofModule]) => {
    const row = stored.entitlements.find((one) => one.module === module);
    const rows = stored.subentitlements.filter((one) => one.module === module);
    const whole = ofModule.find(({ submodule }) => submodule === null);
    const wanted = new Map(
      ofModule.flatMap(({ submodule, status }): [string, boolean][] =>
        submodule === null ? [] : [[submodule, status === 'enabled']],
      ),
    );
    if (whole) {
      const lifted = row?.partial
        ? rows.filter(({ submodule, enabled, source }) => !enabled && source === row.source && !wanted.has(submodule))
        : [];
      return [
        ...moduleChange(module, row, stateOf(whole)),
        ...lifted.map((one) => revokeSubmodule(one)),
        ...submoduleChanges(module, rows, wanted),
      ];
    }
    if (row || ![...wanted.values()].includes(true)) return submoduleChanges(module, rows, wanted);
    const limited = taxonomy
      .activeSubmodules(module)
      .map(({ key }): [string, boolean] => [key, wanted.get(key) === true]);
    return [
      ...moduleChange(module, row, { status: 'enabled', partial: true, trialExpiresAt: null, source: GRANT_SOURCE }),
      ...submoduleChanges(module, rows, new Map([...wanted, ...limited])),
    ];
  });
}

/**
 * The changes of rows that end grants: what the organization has by them is over at once, and nothing that they
 * replaced comes back.
 * - With a module's grant, the grants of its submodules end.
 * - In a module that is granted only for some submodules, a submodule is switched off, since without a row it would
 *   have the module's answer; with the last one of them, the module's grant ends.
 * @throws DomainError INVALID_INPUT for each target that has no grant
 */
export function planEnds(targets: readonly Target[], stored: StoredAccess): readonly Change[] {
  const faults: Fault[] = [];
  if (targets.length === 0) faults.push({ field: 'input.targets', message: 'must name at least one module' });
  targets.forEach((target, index) => {
    const fault = faultOfEnd(target, stored) ?? faultOfRepeated(target, targets.slice(0, index));
    if (fault !== null) faults.push({ field: `input.targets.${index}`, message: fault });
  });
  if (faults.length > 0) throw invalidInput(faults);
  return [...groupBy(targets, ({ module }) => module)].flatMap(([module, ofModule]) => {
    const row = stored.entitlements.find((one) => one.module === module);
    const granted = stored.subentitlements.filter((one) => one.module === module && one.source === GRANT_SOURCE);
    const ended = granted.filter(({ submodule }) => ofModule.some((one) => one.submodule === submodule));
    const isPartial = row?.partial === true && row.source === GRANT_SOURCE;
    const isLast = isPartial && granted.every((one) => !one.enabled || ended.includes(one));
    if (row && (isLast || ofModule.some(({ submodule }) => submodule === null)))
      return [...moduleChange(module, row, null), ...granted.map((one) => revokeSubmodule(one))];
    if (isPartial) return submoduleChanges(module, ended, new Map(ended.map(({ submodule }) => [submodule, false])));
    return ended.map((one) => revokeSubmodule(one));
  });
}

function faultOfEnd({ module, submodule }: Target, stored: StoredAccess): string | null {
  const name = sayKey(submodule === null ? module : `${module}/${submodule}`);
  const row =
    submodule === null
      ? stored.entitlements.find((one) => one.module === module)
      : stored.subentitlements.find((one) => one.module === module && one.submodule === submodule);
  if (!row) return `names ${name}, of which the organization has no grant`;
  if (row.source === GRANT_SOURCE) return null;
  return (
    `names ${name}, which the organization has by ${sayKey(row.source)}, not by a grant: ` +
    'grant it with the status DISABLED to take it away'
  );
}

function faultOfRepeated({ module, submodule }: Target, earlier: readonly Target[]): string | null {
  const place = earlier.findIndex((one) => one.module === module && one.submodule === submodule);
  return place < 0 ? null : `names the same target as ${place + 1}`;
}

function stateOf({ status, trialExpiresAt }: Grant): ModuleState {
  return { status, partial: false, trialExpiresAt: trialExpiresAt?.toISOString() ?? null, source: GRANT_SOURCE };
}

function moduleChange(
  module: string,
  row: EntitlementRow | undefined,
  after: ModuleState | null,
): readonly (Change & { readonly submodule: null })[] {
  const before = moduleNow(row);
  if (isAsLeft(before, after)) return [];
  return [{ action: actionOf(before, after), module, submodule: null, before, after }];
}

function submoduleChanges(
  module: string,
  rows: readonly SubentitlementRow[],
  wanted: ReadonlyMap<string, boolean>,
): readonly Change[] {
  return [...wanted].flatMap(([submodule, enabled]): readonly Change[] => {
    const before = submoduleNow(rows.find((one) => one.submodule === submodule));
    const after: SubmoduleState = { enabled, source: GRANT_SOURCE };
    return isAsLeft(before, after) ? [] : [{ action: actionOf(before, after), module, submodule, before, after }];
  });
}

function revokeSubmodule(row: SubentitlementRow): Change {
  const { module, submodule } = row;
  return { action: 'REVOKE', module, submodule, before: submoduleNow(row), after: null };
}

function actionOf(before: object | null, after: object | null) {
  if (before === null) return 'CREATE';
  return after === null ? 'REVOKE' : 'UPDATE';
}
