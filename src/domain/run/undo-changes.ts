import { type EntitlementRow, RUN_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { isAsLeft, moduleNow, submoduleNow } from './as-written';
import { type Change, isMade, type RowState } from './plan-changes';

/**
 * Why a rollback keeps a row: it is no longer what the run left; its module is kept, or somebody's own by now; others have added submodules
 * under a module that the run made; or its module or submodule is not in the taxonomy any more.
 */
export type KeptCause = 'EDITED' | 'MODULE_KEPT' | 'SUBMODULES_ADDED' | 'NOT_IN_TAXONOMY';

/** A row that a rollback leaves as it is. */
export interface KeptRow {
  readonly module: string;
  readonly submodule: string | null;
  readonly cause: KeptCause;
  /** What the run had left; null where it had deleted the row. */
  readonly left: RowState | null;
  /** What stands there now; null without a row. */
  readonly now: RowState | null;
}

/** What takes back what a run did to an organization, and what cannot be taken back. */
export interface Undoing {
  readonly changes: readonly Change[];
  readonly kept: readonly KeptRow[];
}

/**
 * What takes an organization's changes back. A row is taken back only where it still is what the run left. With a module's row all of its
 * submodules are kept: what stands is never a mixture that nobody decided, such as a partial grant without the rows that limit it. With a grant
 * that the run made partial goes what a newer taxonomy has switched off for its sake since.
 * @param journal what the run did, and left, as it was written
 * @param stored the rows as they are now
 * @param switchedOffSince submodules, as `sales/leads`, that loads of the taxonomy have switched off for partial grants since the run
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
      (ofModule.before === null && isBuiltUpon(journal, rows, causeOf, taxonomy) ? 'SUBMODULES_ADDED' : null))
    : null;
  const isSomebodys = !ofModule && row !== undefined && row.source !== RUN_SOURCE;
  if (moduleCause !== null || isSomebodys) {
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

/** Where the grant that the run made partial is taken back, the rows that limit it for submodules which came later: they would withhold what it never gave. */
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

/** Whether rows would stay behind, without effect, that somebody has put under a module that the run made, or has changed there. */
function isBuiltUpon(
  journal: readonly Change[],
  rows: readonly SubentitlementRow[],
  causeOf: (change: Change) => KeptCause | null,
  taxonomy: Taxonomy,
): boolean {
  return rows.some(({ module, submodule, source }) => {
    if (!taxonomy.isActive(module, submodule)) return false;
    const change = journal.find((one) => one.submodule === submodule);
    // A row that no run owns, and that the run did not find there, is new.
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
