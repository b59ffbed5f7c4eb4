import { groupBy } from '../../domain/group-by';
import { sayCount } from '../../domain/say';
import type { Target } from '../../domain/taxonomy/taxonomy';

/** Submodules of a module that are named one by one; of more, the rest is counted. */
const NAMED = 3;

/**
 * Modules and submodules as people read them: a module stands for its submodules, of which there may be dozens.
 * @returns such as `hr with 24 submodules` and `sales/leads`
 */
export function sayTargetsBriefly(targets: readonly Target[]): readonly string[] {
  return [...groupBy(targets, ({ module }) => module)].flatMap(([module, of]) => {
    const submodules = of.flatMap(({ submodule }) => submodule ?? []);
    if (submodules.length < of.length)
      return [submodules.length === 0 ? module : `${module} with ${sayCount(submodules.length, 'submodule')}`];
    const named = submodules.slice(0, NAMED).map((submodule) => `${module}/${submodule}`);
    const more = submodules.length - named.length;
    return more === 0 ? named : [...named, `${sayCount(more, 'more submodule')} of ${module}`];
  });
}

/**
 * Joins what is said alike of a module and its submodules, in the order given.
 * @param wordsOf what is said of one
 * @returns the first of each group, and how many others there are
 */
export function joinAlike<One extends Target>(
  all: readonly One[],
  wordsOf: (one: One) => string,
): readonly { readonly first: One; readonly others: number }[] {
  return [...groupBy(all, (one) => JSON.stringify([one.module, wordsOf(one)]))].flatMap(([, [first, ...others]]) =>
    first ? [{ first, others: others.length }] : [],
  );
}
