import type { Target } from '../taxonomy/taxonomy';
import type { PackageItem } from './package';

/** An item that two versions give otherwise. */
export interface ItemChange {
  readonly before: PackageItem;
  readonly after: PackageItem;
}

/** What another version of a package gives more, less and otherwise. */
export interface PackageDifference {
  readonly added: readonly PackageItem[];
  readonly removed: readonly PackageItem[];
  readonly changed: readonly ItemChange[];
}

/** Compares the items of two versions, each in its own order. */
export function comparePackages(before: readonly PackageItem[], after: readonly PackageItem[]): PackageDifference {
  const find = (items: readonly PackageItem[], wanted: Target) =>
    items.find(({ module, submodule }) => module === wanted.module && submodule === wanted.submodule);
  return {
    added: after.filter((item) => !find(before, item)),
    removed: before.filter((item) => !find(after, item)),
    changed: after.flatMap((item): readonly ItemChange[] => {
      const old = find(before, item);
      return old && (old.status !== item.status || old.trialDays !== item.trialDays)
        ? [{ before: old, after: item }]
        : [];
    }),
  };
}
