import { hashOf } from '../hash';
import { type EntitlementRow, readEnd, RUN_SOURCE, type StoredAccess, type SubentitlementRow } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { DesiredModule } from '../taxonomy/unite';
import { isAsLeft, moduleNow, type ModuleState, submoduleNow, type SubmoduleState } from './row-state';

/**
 * Raise it with every change to what legacy flags grant or a run plans. A worker with another version does not work on
 * the run.
 */
export const RULES_VERSION = 2;

/** What a run does to one row. `HELD`: not done, because it would take access away and the run may not. */
export type ChangeAction = 'CREATE' | 'UPDATE' | 'REVOKE' | 'HELD' | 'KEEP_MANUAL';

/**
 * One row's change, from `before` to `after`; null means no row. In a change that is not made (`HELD`, `KEEP_MANUAL`),
 * `after` is what the legacy flags grant.
 */
export type Change =
  | {
      readonly action: ChangeAction;
      readonly module: string;
      readonly submodule: null;
      readonly before: ModuleState | null;
      readonly after: ModuleState | null;
    }
  | {
      readonly action: ChangeAction;
      readonly module: string;
      readonly submodule: string;
      readonly before: SubmoduleState | null;
      readonly after: SubmoduleState | null;
    };

/** What an organization is to have of a module, and the rows that give it. */
export interface WantedModule extends DesiredModule {
  /** What the rows say besides; if undefined, they are a run's, and a new trial ends by `PlanOptions.trialDays`. */
  readonly rows?: {
    readonly source: string;
    readonly trialExpiresAt: string | null;
    /** The source of the row of a submodule in `submodules`. */
    readonly sourceOf: (submodule: string) => string;
  };
}

export interface PlanOptions {
  /** Length of a new trial in days, null for trials without end. */
  readonly trialDays: number | null;
  /** True to make changes that take access away, false to hold them. */
  readonly allowRevocations: boolean;
  /** Whether rows of a source are brought to the desired state; all others are kept. @default those of runs */
  readonly owns?: (row: EntitlementRow | SubentitlementRow) => boolean;
}

const ofRuns = ({ source }: EntitlementRow | SubentitlementRow) => source === RUN_SOURCE;

const MADE: readonly ChangeAction[] = ['CREATE', 'UPDATE', 'REVOKE'];

/** True for a change that writes a row. */
export function isMade(change: Change): boolean {
  return MADE.includes(change.action);
}

/**
 * The changes that bring an organization's rows to its desired state; rows that already match are left out.
 * - Only rows of an owned source change (`PlanOptions.owns`). Rows of another source, and every submodule row under a
 *   module row of another source, are kept and reported. Rows of inactive modules and submodules are left alone.
 * - An existing trial keeps its end, unless the desired state says when it ends.
 * - If a module's changes would take access away and revocations are not allowed, all of its changes are held, even the
 *   gains. The module then keeps its old state whole, instead of a mixture of old and new rows.
 */
export function planChanges(
  desired: { readonly modules: ReadonlyMap<string, WantedModule> },
  stored: StoredAccess,
  taxonomy: Taxonomy,
  options: PlanOptions,
): readonly Change[] {
  const { owns = ofRuns, allowRevocations } = options;
  return taxonomy.activeModules().flatMap((module) => {
    const row = stored.entitlements.find((entitlement) => entitlement.module === module.key);
    const subrows = stored.subentitlements.filter(
      ({ module: key, submodule }) => key === module.key && taxonomy.isActive(key, submodule),
    );
    const wanted = desired.modules.get(module.key);
    if (!row && !wanted && subrows.length === 0) return [];

    if (row && !owns(row)) return keepModule(row, subrows, wanted, options);
    const changes = [
      ...moduleChange(module.key, row, wanted, options),
      ...submoduleChanges(module.key, subrows, wanted, owns),
    ];
    if (allowRevocations || !takesAccess(row, subrows, changes, taxonomy)) return changes;
    return changes.map((change) => (isMade(change) ? { ...change, action: 'HELD' } : change));
  });
}

function keepModule(
  row: EntitlementRow,
  subrows: readonly SubentitlementRow[],
  wanted: WantedModule | undefined,
  options: PlanOptions,
): readonly Change[] {
  const { module } = row;
  return [
    {
      action: 'KEEP_MANUAL',
      module,
      submodule: null,
      before: { ...moduleState(row), source: row.source },
      after: wanted ? newModule(wanted, options) : null,
    },
    ...[...subrows].sort((a, b) => (a.submodule < b.submodule ? -1 : 1)).map((subrow) => keepSubmodule(subrow, wanted)),
  ];
}

function keepSubmodule(subrow: SubentitlementRow, wanted: DesiredModule | undefined): Change {
  const { module, submodule, enabled, source } = subrow;
  const asked = wanted?.submodules.get(submodule);
  return {
    action: 'KEEP_MANUAL',
    module,
    submodule,
    before: { enabled, source },
    after: asked === undefined ? null : { enabled: asked },
  };
}

function moduleChange(
  module: string,
  row: EntitlementRow | undefined,
  wanted: WantedModule | undefined,
  options: PlanOptions,
): readonly Change[] {
  const before = moduleNow(row);
  if (!wanted) return before ? [{ action: 'REVOKE', module, submodule: null, before, after: null }] : [];
  if (!before) return [{ action: 'CREATE', module, submodule: null, before, after: newModule(wanted, options) }];

  const staysTrial = !wanted.rows && before.status === 'trial' && wanted.status === 'trial';
  const after = staysTrial ? { ...before, partial: wanted.partial } : newModule(wanted, options);
  return isAsLeft(before, after) ? [] : [{ action: 'UPDATE', module, submodule: null, before, after }];
}

function submoduleChanges(
  module: string,
  subrows: readonly SubentitlementRow[],
  wanted: WantedModule | undefined,
  owns: (row: SubentitlementRow) => boolean,
): readonly Change[] {
  const answers = wanted?.submodules ?? new Map<string, boolean>();
  const state = (submodule: string, enabled: boolean): SubmoduleState =>
    wanted?.rows ? { enabled, source: wanted.rows.sourceOf(submodule) } : { enabled };
  const existing = subrows.flatMap((subrow): readonly Change[] => {
    const { submodule } = subrow;
    if (!owns(subrow)) return [keepSubmodule(subrow, wanted)];
    const enabled = answers.get(submodule);
    const before = submoduleNow(subrow);
    if (enabled === undefined) return [{ action: 'REVOKE', module, submodule, before, after: null }];
    const after = state(submodule, enabled);
    return isAsLeft(before, after) ? [] : [{ action: 'UPDATE', module, submodule, before, after }];
  });
  const present = new Set(subrows.map((subrow) => subrow.submodule));
  const created = [...answers].flatMap(([submodule, enabled]): readonly Change[] =>
    present.has(submodule)
      ? []
      : [{ action: 'CREATE', module, submodule, before: null, after: state(submodule, enabled) }],
  );
  // Sorted, because equal plans must be equal regardless of the order of the rows.
  return [...existing, ...created].sort((a, b) => ((a.submodule ?? '') < (b.submodule ?? '') ? -1 : 1));
}

/** Whether changes lower the module's status, or deny a submodule that was allowed before. */
export function takesAccess(
  row: EntitlementRow | undefined,
  subrows: readonly SubentitlementRow[],
  changes: readonly Change[],
  taxonomy: Taxonomy,
): boolean {
  if (!row) return false;
  const statusBefore = row.status;
  let endAfter = row.trialExpiresAt;
  const rowsBefore = new Map(subrows.map((subrow) => [subrow.submodule, subrow.enabled]));
  let statusAfter: string | undefined = statusBefore;
  const rowsAfter = new Map(rowsBefore);
  for (const change of changes.filter(isMade)) {
    if (change.submodule === null) {
      statusAfter = change.after?.status;
      endAfter = change.after?.trialExpiresAt ?? null;
    } else if (change.after) rowsAfter.set(change.submodule, change.after.enabled);
    else rowsAfter.delete(change.submodule);
  }
  if (rank(statusAfter) < rank(statusBefore)) return true;
  if (statusAfter === 'trial' && readEnd(endAfter) < readEnd(row.trialExpiresAt) && statusBefore === 'trial')
    return true;
  const usable = (status: string | undefined, rows: ReadonlyMap<string, boolean>, key: string) =>
    rank(status) > 0 && (rows.get(key) ?? true);
  return taxonomy
    .activeSubmodules(row.module)
    .some(({ key }) => usable(statusBefore, rowsBefore, key) && !usable(statusAfter, rowsAfter, key));
}

/** An unknown status gives no access, as in a decision. */
function rank(status: string | undefined): number {
  if (status === 'enabled') return 2;
  return status === 'trial' ? 1 : 0;
}

function moduleState({ status, partial, trialExpiresAt }: EntitlementRow): ModuleState {
  return { status, partial, trialExpiresAt };
}

function newModule({ status, partial, rows }: WantedModule, options: PlanOptions): ModuleState {
  if (rows) return { status, partial, trialExpiresAt: rows.trialExpiresAt, source: rows.source };
  return status === 'trial'
    ? { status, partial, trialExpiresAt: null, trialDays: options.trialDays }
    : { status, partial, trialExpiresAt: null };
}

/**
 * Identifies what an organization's plan was made from: its stored flags and its rows. An execution that finds another
 * hash than the dry run leaves the organization `STALE`. Overrides and the time are not part of it.
 */
export function sourceHash(flagsText: string | null, stored: StoredAccess): string {
  const entitlements = stored.entitlements.map((row) => [
    row.module,
    row.status,
    row.trialExpiresAt,
    row.partial,
    row.source,
  ]);
  const subentitlements = stored.subentitlements.map((row) => [row.module, row.submodule, row.enabled, row.source]);
  const sorted = [...entitlements, ...subentitlements].map((row) => JSON.stringify(row)).sort();
  return hashOf([flagsText, sorted]);
}
