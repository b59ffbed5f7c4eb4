import { sayUnknownKey } from '../../domain/say';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';

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
