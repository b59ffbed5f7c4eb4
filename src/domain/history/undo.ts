import type { Override } from '../decision/override';
import type { Gating } from '../rollout/gating';
import { applyChanges } from '../run/apply-changes';
import type { Change } from '../run/plan-changes';
import { isAsLeft, moduleNow, type RowState, submoduleNow } from '../run/row-state';
import type { StoredAccess } from '../stored-access';
import type { RecordedChange } from './recorded-change';

/** What is stored about an organization at a time, without the set-up that all organizations share. */
export interface PastState {
  readonly stored: StoredAccess;
  /** With those that had ended by then. */
  readonly overrides: readonly Override[];
  /** The organization's own gating; null for none. */
  readonly ownGating: Gating | null;
}

export interface Undone {
  readonly state: PastState;
  /** False if the state was not as the change left it: something that nothing recorded came after the change. */
  readonly wasAsLeft: boolean;
}

/** Takes one change back. What it says was there before is put back even if the state was not as it left it. */
export function undo(state: PastState, change: RecordedChange): Undone {
  switch (change.of) {
    case 'ROW': {
      const now = rowNow(state.stored, change.change);
      return {
        state: { ...state, stored: applyChanges(state.stored, [reverse(change.change)]) },
        wasAsLeft: isAsLeft(
          change.anySource ? withoutSource(change.change.after) : change.change.after,
          change.anySource ? withoutSource(now) : now,
        ),
      };
    }
    case 'GATING':
      return { state: { ...state, ownGating: change.before }, wasAsLeft: state.ownGating === change.after };
    case 'OVERRIDE_SET': {
      const set = state.overrides.find(({ id }) => id === change.id);
      return { state: withOverride(state, change.id, null), wasAsLeft: set?.endedAt === null };
    }
    case 'OVERRIDE_ENDED': {
      const ended = state.overrides.find(({ id }) => id === change.id);
      return {
        state: ended ? withOverride(state, change.id, { ...ended, endedAt: null }) : state,
        wasAsLeft: ended !== undefined && ended.endedAt !== null,
      };
    }
    case 'OVERRIDE_ROW': {
      const now = state.overrides.find(({ id }) => id === change.id);
      return {
        state: withOverride(state, change.id, change.before),
        wasAsLeft: JSON.stringify(now ?? null) === JSON.stringify(change.after),
      };
    }
  }
}

/** What a change is of: two changes of the same thing have the same name. */
export function nameOf(change: RecordedChange): string {
  if (change.of === 'GATING') return 'gating';
  if (change.of === 'ROW') return `row ${change.change.module}/${change.change.submodule ?? ''}`;
  return `override ${change.id}`;
}

function rowNow({ entitlements, subentitlements }: StoredAccess, { module, submodule }: Change): RowState | null {
  if (submodule === null) return moduleNow(entitlements.find((row) => row.module === module));
  return submoduleNow(subentitlements.find((row) => row.module === module && row.submodule === submodule));
}

function reverse(change: Change): Change {
  const action = change.before === null ? 'REVOKE' : change.after === null ? 'CREATE' : 'UPDATE';
  return change.submodule === null
    ? { ...change, action, before: change.after, after: change.before }
    : { ...change, action, before: change.after, after: change.before };
}

function withoutSource(state: RowState | null): RowState | null {
  if (state === null) return null;
  const { source: _, ...others } = state;
  return others;
}

/** In the order of their ids, as they are read. */
function withOverride(state: PastState, id: string, override: Override | null): PastState {
  const others = state.overrides.filter((one) => one.id !== id);
  return { ...state, overrides: override ? [...others, override] : others };
}
