import { nearestOf } from '../nearest';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import { normaliseFlagName, wordsOf } from './flag-name';
import { type Mapping, ruleFlagName } from './mapping';
import { grantsNothing } from './mapping-rule';

/** What a flag without a rule may mean: what a rule for a similar flag grants, or a target of a similar name. */
export interface Proposal extends Target {
  /** The `legacy_flag` of the similar rule; null if a module or submodule has the similar name. */
  readonly legacyFlag: string | null;
}

/** Parts of names that say nothing about what a flag grants. */
const COMMON: ReadonlySet<string> = new Set([
  'enabled',
  'is',
  'has',
  'module',
  'modules',
  'features',
  'options',
  'read',
]);
/** Words of limits, whose similarity to a name says nothing: `seats` is not `sales`. */
const OF_LIMITS: ReadonlySet<string> = new Set(['max', 'min', 'limit', 'limits', 'quota', 'seats', 'version']);
/** What makes the opposite of a name when it is written together with it: `nosales`, `salesoff`. */
const OPPOSITE = /^(?:no|non|not|un|in|dis|de|ex|off|out|ban|min|max)$/;
const LONGEST = 60;

/** The names that flags are compared with. Made once for many flags. */
export class Proposals {
  private readonly targets = new Map<string, Proposal>();

  constructor(mapping: Mapping, taxonomy: Taxonomy) {
    const add = (name: string, proposal: Proposal) => {
      if (name.length > 1 && !this.targets.has(name)) this.targets.set(name, proposal);
    };
    for (const rule of mapping.rules.filter((one) => !grantsNothing(one) && one.legacyFlag.includes('.'))) {
      const name = ruleFlagName(rule.legacyFlag) ?? '';
      const proposal = { legacyFlag: rule.legacyFlag, module: rule.targetModule, submodule: rule.targetSubmodule };
      add(name, proposal);
      add(name.slice(name.lastIndexOf('.') + 1), proposal);
    }
    const modules = taxonomy.activeModules();
    for (const { key } of modules) add(key, { legacyFlag: null, module: key, submodule: null });
    for (const { key } of modules)
      for (const submodule of taxonomy.activeSubmodules(key))
        add(submodule.key, { legacyFlag: null, module: key, submodule: submodule.key });
  }

  /**
   * The nearest proposal for a flag: by its whole name, by the names within it (`modules.crm`), by these without words
   * that say nothing (`max_purchase_orders`), then by its words (`has_crm`, `disableCrm`, `crm:read`); an equal name
   * before a similar one.
   * @param path the flag as the column has it
   */
  nearest(path: string): Proposal | null {
    const forms = formsOf(path.slice(0, LONGEST));
    const equal = forms.find((form) => this.targets.has(form));
    if (equal !== undefined) return this.targets.get(equal) ?? null;
    const known = [...this.targets.keys()];
    for (const form of forms.filter((one) => !OF_LIMITS.has(one))) {
      const similar = nearestOf(form, known);
      if (similar !== null && !OPPOSITE.test(form.replace(similar, ''))) return this.targets.get(similar) ?? null;
    }
    return null;
  }
}

function formsOf(path: string): readonly string[] {
  const segments = path.split('.');
  const forms = [
    segments.map(normaliseFlagName).join('.'),
    ...[...segments].reverse().map(normaliseFlagName),
    ...[...segments].reverse().map((segment) => wordsOf(segment).filter(saysSomething).join('_')),
    ...wordsOf(path),
  ];
  return [...new Set(forms)].filter((form) => form.length > 1 && !COMMON.has(form));
}

function saysSomething(word: string): boolean {
  return !COMMON.has(word) && !OF_LIMITS.has(word);
}
