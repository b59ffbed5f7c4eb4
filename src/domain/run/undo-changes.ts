import { type EntitlementRow, RUN_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { type Change, isMade } from './plan-changes';
import { isAsLeft, moduleNow, type RowState, submoduleNow } from './row-state';

/**
 * Why a rollback keeps a row.
 * - `EDITED`: the row was changed after the run.
 * - `MODULE_KEPT`: the module's row is kept, or has a source of its own by now.
 * - `SUBMODULES_ADDED`: the run created the module, and others have added or changed submodule rows under it.
 * - `NOT_IN_TAXONOMY`: the module or submodule is not in the taxonomy any more.
 */
export type KeptCause = 'EDITED' | 'MODULE_KEPT' | 'SUBMODULES_ADDED' | 'NOT_IN_TAXONOMY';

/** A row that a rollback leaves as it is. */
export interface KeptRow {
  readonly module: string;
  readonly submodule: string | null;
  readonly cause: KeptCause;
  /** The row as the run left it; null if the run deleted it. */
  readonly left: RowState | null;
  /** The row now; null if it does not exist. */
  readonly now: RowState | null;
}

/** The changes that undo a run for an organization, and the rows that are kept. */
export interface Undoing {
  readonly changes: readonly Change[];
  readonly kept: readonly KeptRow[];
}

/**
 * The changes that undo a run for one organization.
 * - A row is undone only if it is still as the run left it.
 * - If a module's row is kept, all of its submodule rows are kept too, because a partial grant must not lose the rows
 *   that limit it.
 * - If a module is no longer partial after the rollback, the rows with which later loads of the taxonomy switched off
 *   new submodules for the partial grant are deleted too.
 * @param journal the run's changes, as they were written
 * @param stored the rows now
 * @param switchedOffSince submodules, such as `sales/leads`, that loads of the taxonomy have switched off for partial
 *   grants since the run
 */
export function undoChanges(
  journal: readonly Change[],
  stored: StoredAccess,
  taxonomy: Taxonomy,
  switchedOffSince: readonly string[],
): Undoing {
  const changes: Change[] = [];
  const kept: KeptRow[] = [];
  for (const module of new Set(journal.filter(isMade).map((change) => change.module))) {
    const ofModule = journal.filter((change) => change.module === module);
    const row = stored.entitlements.find((one) => one.module === module);
    const rows = stored.subentitlements.filter((one) => one.module === module);
    const undone = undoModule(ofModule, row, rows, taxonomy);
    changes.push(...undone.changes, ...liftSwitchedOff(ofModule, rows, undone, switchedOffSince));
    kept.push(...undone.kept);
  }
  return { changes, kept };
}

function undoModule(
  journal: readonly Change[],
  row: EntitlementRow | undefined,
  rows: readonly SubentitlementRow[],
  taxonomy: Taxonomy,
): Undoing {
  const made = journal.filter(isMade);
  const stateOf = (change: Change): RowState | null =>
    change.submodule === null
      ? moduleNow(row)
      : submoduleNow(rows.find(({ submodule }) => submodule === change.submodule));
  const keep = (change: Change, cause: KeptCause): KeptRow => ({
    module: change.module,
    submodule: change.submodule,
    cause,
    left: change.after,
    now: stateOf(change),
  });

  const [first] = made;
  if (!first) return { changes: [], kept: [] };
  if (!taxonomy.module(first.module))
    return { changes: [], kept: made.map((change) => keep(change, 'NOT_IN_TAXONOMY')) };
  const causeOf = (change: Change): KeptCause | null => {
    if (change.submodule !== null && !taxonomy.submodule(change.module, change.submodule)) return 'NOT_IN_TAXONOMY';
    return isAsLeft(change.after, stateOf(change)) ? null : 'EDITED';
  };
  const ofModule = made.find(({ submodule }) => submodule === null);
  const moduleCause = ofModule
    ? (causeOf(ofModule) ??
      (ofModule.before === null && hasLaterSubmodules(journal, rows, causeOf, taxonomy) ? 'SUBMODULES_ADDED' : null))
    : null;
  const hasOtherSource = !ofModule && row !== undefined && row.source !== RUN_SOURCE;
  if (moduleCause !== null || hasOtherSource) {
    return {
      changes: [],
      kept: made.map((change) =>
        keep(
          change,
          change.submodule === null && moduleCause !== null ? moduleCause : (causeOf(change) ?? 'MODULE_KEPT'),
        ),
      ),
    };
  }
  const judged = made.map((change) => ({ change, cause: causeOf(change) }));
  return {
    changes: judged.flatMap(({ change, cause }) => (cause === null ? [reverse(change, row, rows)] : [])),
    kept: judged.flatMap(({ change, cause }) => (cause === null ? [] : [keep(change, cause)])),
  };
}

/**
 * If the rollback ends a partial grant, deletes the rows that later loads of the taxonomy added to limit it. Otherwise
 * they would deny these submodules under a full grant of the module.
 */
function liftSwitchedOff(
  journal: readonly Change[],
  rows: readonly SubentitlementRow[],
  { changes }: Undoing,
  switchedOffSince: readonly string[],
): readonly Change[] {
  const ended = changes.some(
    ({ submodule, before, after }) => submodule === null && isPartial(before) && !isPartial(after),
  );
  if (!ended) return [];
  return rows
    .filter(
      ({ module, submodule, enabled, source }) =>
        !enabled &&
        source === RUN_SOURCE &&
        switchedOffSince.includes(`${module}/${submodule}`) &&
        !journal.some((change) => change.submodule === submodule),
    )
    .map((row) => ({
      action: 'REVOKE',
      module: row.module,
      submodule: row.submodule,
      before: submoduleNow(row),
      after: null,
    }));
}

function isPartial(state: RowState | null): boolean {
  return state !== null && 'partial' in state && state.partial;
}

/**
 * Whether others have added or changed submodule rows under a module that the run created. Without the module's row,
 * they would have no effect.
 */
function hasLaterSubmodules(
  journal: readonly Change[],
  rows: readonly SubentitlementRow[],
  causeOf: (change: Change) => KeptCause | null,
  taxonomy: Taxonomy,
): boolean {
  return rows.some(({ module, submodule, source }) => {
    if (!taxonomy.isActive(module, submodule)) return false;
    const change = journal.find((one) => one.submodule === submodule);
    // The run's journal does not name the row, so it was added later, unless a run owns it.
    if (!change) return source !== RUN_SOURCE;
    return isMade(change) && causeOf(change) !== null;
  });
}

function reverse(change: Change, row: EntitlementRow | undefined, rows: readonly SubentitlementRow[]): Change {
  const action = change.before === null ? 'REVOKE' : change.after === null ? 'CREATE' : 'UPDATE';
  if (change.submodule === null)
    return { action, module: change.module, submodule: null, before: moduleNow(row), after: change.before };
  const now = submoduleNow(rows.find(({ submodule }) => submodule === change.submodule));
  return { action, module: change.module, submodule: change.submodule, before: now, after: change.before };
}
