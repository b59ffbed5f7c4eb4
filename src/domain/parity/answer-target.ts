import { isPrintable, sayUnknownKey } from '../say';
import type { Taxonomy } from '../taxonomy/taxonomy';

const LONGEST_SOURCE = 200;

/** What is wrong with the source of answers, to continue after its field; null if nothing is. */
export function sourceFault(source: string): string | null {
  return source.trim() === '' || source.length > LONGEST_SOURCE || !isPrintable(source)
    ? `must have 1 to ${LONGEST_SOURCE} characters in one line`
    : null;
}

/** What is wrong with the module or submodule that an answer is about; empty if both exist. */
export function targetFaults(
  taxonomy: Taxonomy,
  moduleKey: string,
  submoduleKey: string | null,
): readonly { readonly field: 'module' | 'submodule'; readonly message: string }[] {
  const module = taxonomy.module(moduleKey);
  if (!module) {
    const known = taxonomy.modules.map(({ key }) => key);
    return [{ field: 'module', message: `there is no module ${sayUnknownKey(moduleKey, known)}` }];
  }
  if (submoduleKey === null || taxonomy.submodule(moduleKey, submoduleKey)) return [];
  const known = module.submodules.map(({ key }) => key);
  return [{ field: 'submodule', message: `${moduleKey} has no submodule ${sayUnknownKey(submoduleKey, known)}` }];
}
