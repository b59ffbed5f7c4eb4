import type { Change } from '../run/plan-changes';
import { actionOf } from '../run/plan-grants';
import { type KeptRow, undoChanges } from '../run/undo-changes';
import type { Target } from '../taxonomy/taxonomy';
import type { ChangeContext } from './change-context';
import {
  type Besides,
  isSamePackage,
  madeBesides,
  type OrganizationState,
  type OverrideChange,
  type OverrideState,
  type PackageChange,
  type PackageState,
} from './organization-state';
import { assignmentsOf, type ChangePlan, dueAfter } from './plan-change';
import { isSameOverride, overrideNow } from './plan-overrides';

/** A package or an override that a rollback leaves as it is, because it was changed since the run. */
export type KeptBesides = KeptPackage | KeptOverride;

export interface KeptPackage {
  readonly of: 'PACKAGE';
  readonly key: string;
  readonly left: PackageState | null;
  readonly now: PackageState | null;
}

export interface KeptOverride extends Target {
  readonly of: 'OVERRIDE';
  readonly left: OverrideState | null;
  readonly now: OverrideState | null;
}

interface UndoingBesides {
  readonly packages: readonly PackageChange[];
  readonly overrides: readonly OverrideChange[];
  readonly kept: readonly KeptBesides[];
}

/**
 * What undoes the changes of packages and overrides of one organization, each only if it is still as the run left it.
 * If one package was changed since, they are all kept: what packages give together must not be mixed.
 * @param journal what the run did, with the ids of overrides that it set
 */
function undoBesides(journal: Besides, state: OrganizationState): UndoingBesides {
  const made = madeBesides(journal);
  const packageNow = (key: string) => state.packages.get(key) ?? null;
  const edited = made.packages.some(({ key, after }) => !isSamePackage(after, packageNow(key)));
  const packages = edited
    ? []
    : made.packages.map(({ key, before }): PackageChange => {
        const now = packageNow(key);
        return { action: actionOf(now, before), key, before: now, after: before };
      });
  const isAsLeft = ({ after, ...target }: OverrideChange) => {
    const now = overrideNow(state, target);
    return isSameOverride(after, now) && (after?.id ?? null) === (now?.id ?? null);
  };
  const overrides = made.overrides.filter(isAsLeft).map(({ module, submodule, before }): OverrideChange => {
    const now = overrideNow(state, { module, submodule });
    return { action: actionOf(now, before), module, submodule, before: now, after: before && { ...before, id: null } };
  });
  return {
    packages,
    overrides,
    kept: [
      ...(edited
        ? made.packages.map(({ key, after }): KeptBesides => ({
            of: 'PACKAGE',
            key,
            left: after,
            now: packageNow(key),
          }))
        : []),
      ...made.overrides
        .filter((one) => !isAsLeft(one))
        .map(({ module, submodule, after }): KeptBesides => ({
          of: 'OVERRIDE',
          module,
          submodule,
          left: after,
          now: overrideNow(state, { module, submodule }),
        })),
    ],
  };
}

/** What undoes a change run for one organization, and what is kept. */
export interface UndoneChange extends ChangePlan {
  readonly kept: readonly KeptRow[];
  readonly keptBesides: readonly KeptBesides[];
}

/**
 * What undoes a change run for one organization. Where its packages were changed since, the rows that the run wrote are
 * kept with them.
 * @param journal what the run did, as it was written
 * @param context.at since when packages may have had something to do
 */
export function undoChange(
  { changes: journal, besides }: { readonly changes: readonly Change[]; readonly besides: Besides },
  state: OrganizationState,
  context: Pick<ChangeContext, 'taxonomy' | 'published' | 'at'> & { readonly switchedOffSince: readonly string[] },
): UndoneChange {
  const { packages, overrides, kept: keptBesides } = undoBesides(besides, state);
  const rows = undoChanges(journal, state.stored, context.taxonomy, context.switchedOffSince, 'CHANGE');
  const isKept = keptBesides.some(({ of }) => of === 'PACKAGE');
  const changes = isKept ? [] : rows.changes;
  const kept = isKept ? [...rows.kept, ...rows.changes.filter(hasJournal).map(keepRow)] : rows.kept;
  const after = new Map([...state.packages].filter(([key]) => !packages.some((one) => one.key === key)));
  for (const { key, after: restored } of packages) if (restored) after.set(key, restored);
  const isDue = after.size > 0 && changes.length + packages.length > 0;
  const due = isDue ? dueAfter(assignmentsOf({ packages: after }, context), state, changes, context) : null;
  return {
    changes,
    packages: isDue || packages.length > 0 ? { changes: packages, due } : null,
    overrides: overrides.length > 0 ? overrides : null,
    kept,
    keptBesides,
  };

  function hasJournal({ module, submodule }: Change): boolean {
    return journal.some((one) => one.module === module && one.submodule === submodule);
  }
}

function keepRow({ module, submodule, before }: Change): KeptRow {
  return { module, submodule, cause: 'PACKAGES_KEPT', left: before, now: before };
}
