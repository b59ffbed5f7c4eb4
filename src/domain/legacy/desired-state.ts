import type { Taxonomy } from '../taxonomy/taxonomy';
import { type DesiredModule, unite } from '../taxonomy/unite';
import { judgeFlag } from './judge-flag';
import type { ReadableFlags } from './legacy-flags';
import { type LegacyFlag, shorten, showValue, WHOLE_VALUE } from './legacy-value';
import { type Mapping, outerNames } from './mapping';
import type { MappingRule } from './mapping-rule';
import { isListOrObject } from './parse-json';

/** A flag that a rule asked for. */
export interface MetFlag {
  readonly name: string;
  /** As the column has it. */
  readonly path: string;
  /** Whether the flag meets the rule. */
  readonly on: boolean;
  /** The flag's value, if rules ask for values; null if they ask only whether it is on. */
  readonly value: string | null;
}

/**
 * A rule that applies to an organization, and the flag that it asked for. The flag is null for a `*` or `@empty` rule,
 * and for a rule that is met because its flag is absent. It is an outer flag if that is off in place of the list or
 * object in which the rule's flag would be.
 */
export interface MetRule {
  readonly rule: MappingRule;
  readonly flag: MetFlag | null;
  readonly on: boolean;
}

export interface DesiredState {
  readonly modules: ReadonlyMap<string, DesiredModule>;
  /** Every rule that matched a flag, on or off, including rules with an inactive target: an explanation lists them. */
  readonly met: readonly MetRule[];
  /** Flags that no rule names, as the column has them; with `=value`, values that no rule for the flag names. */
  readonly unmapped: readonly string[];
}

/**
 * What legacy flags grant under a mapping, as `unite` makes it of the rules that they meet. Runs, legacy answers and
 * parity reports all use this function.
 * - A flag that is off or absent grants nothing. Rules with an inactive target are ignored.
 * - A rule with a `value` is met by just this value; with any other value its flag counts as off. A rule with
 *   `whenAbsent` is met also if the value does not mention its flag, and an `@empty` rule if there are no flags at all.
 * - Anything in place of the list or object in which a flag would be mentions the flag: off is off for it too, and what
 *   else it means is up to the rules for that place. With `crm.enabled` on when absent, `{"crm": false}` is off.
 */
export function desiredState(flags: ReadableFlags, mapping: Mapping, taxonomy: Taxonomy): DesiredState {
  const { met, unmapped } = meetRules(flags, mapping);
  const said = met.map(({ rule: { targetModule, targetSubmodule, defaultStatus }, on }) => ({
    module: targetModule,
    submodule: targetSubmodule,
    status: defaultStatus,
    on,
  }));
  const modules = unite(said, taxonomy);
  return { modules, met, unmapped };
}

/** The rules that apply to an organization, and what no rule knows. */
export function meetRules(flags: ReadableFlags, mapping: Mapping): { met: MetRule[]; unmapped: string[] } {
  const met: MetRule[] = mapping.rulesForEveryOrganization().map((rule) => ({ rule, flag: null, on: true }));
  if (flags.empty !== null) for (const rule of mapping.rulesForEmpty()) met.push({ rule, flag: null, on: true });
  const unmapped: string[] = [];
  for (const flag of flags.flags.values()) {
    const rules = mapping.rulesFor(flag.name);
    if (rules.length === 0) {
      if (!mapping.knows(flag.name)) unmapped.push(flag.path);
      continue;
    }
    const judged = judgeFlag(flag, rules);
    const value = sayValue(flag, rules);
    for (const { rule, on } of judged.met)
      met.push({ rule, flag: { name: flag.name, path: flag.path, on, value }, on });
    const values = new Set(judged.unmapped.map(({ json }) => showValue(json)));
    for (const shown of values) unmapped.push(`${shorten(flag.path)}=${shown}`);
  }
  for (const { name, rule } of mapping.rulesWhenAbsent()) {
    if (flags.flags.has(name) || flags.nested.has(name)) continue;
    const instead = inPlaceOf(name, flags);
    const off = instead.find(({ on }) => on === false);
    if (off)
      met.push({ rule, flag: { name: off.name, path: off.path, on: false, value: sayValue(off, [rule]) }, on: false });
    else if (instead.length === 0) met.push({ rule, flag: null, on: true });
  }
  return { met, unmapped };
}

/** What the value has in place of the lists and objects in which a flag would be, itself included: see `LegacyFlag`. */
function inPlaceOf(name: string, { flags }: ReadableFlags): readonly LegacyFlag[] {
  return [WHOLE_VALUE, ...outerNames(name)].flatMap((outer) => {
    const flag = flags.get(outer);
    const values = flag?.values.filter(({ json }) => !isListOrObject(json)) ?? [];
    if (!flag || values.length === 0) return [];
    return { ...flag, values, on: values.every(({ on }) => on === false) ? false : flag.on };
  });
}

function sayValue({ on, values }: LegacyFlag, rules: readonly MappingRule[]): string | null {
  if (on !== null && rules.every((rule) => rule.value === undefined)) return null;
  return values.map(({ json }) => (json === null ? 'no value' : showValue(json))).join(', ');
}

function withActiveTarget(met: readonly MetRule[], taxonomy: Taxonomy): readonly MetRule[] {
  return met.filter(({ rule }) => taxonomy.isActive(rule.targetModule, rule.targetSubmodule));
}

/** Whether legacy flags allow an organization to use a module or submodule. */
export function desiredStateAllows(state: DesiredState, moduleKey: string, submoduleKey: string | null): boolean {
  const module = state.modules.get(moduleKey);
  if (!module || module.status === 'disabled') return false;
  return submoduleKey === null || (module.submodules.get(submoduleKey) ?? !module.partial);
}

/**
 * The rule, with the flag that it matched, that decides the legacy answer for a module or submodule: the one that
 * grants it, or switches it off. For a submodule without an answer of its own, and for one that is off because the
 * module was granted only for other submodules, it is the rule that grants the module.
 * @param taxonomy the one with which the state was made
 * @returns undefined if no rule concerns the target, so nothing is granted
 */
export function decidingRule(
  state: DesiredState,
  taxonomy: Taxonomy,
  moduleKey: string,
  submoduleKey: string | null,
): MetRule | undefined {
  const met = withActiveTarget(state.met, taxonomy).filter(({ rule }) => rule.targetModule === moduleKey);
  const ofModule = met.filter(({ rule }) => rule.targetSubmodule === null);
  const module = state.modules.get(moduleKey);
  const granting = module?.partial ? met.filter(({ rule }) => rule.targetSubmodule !== null) : ofModule;
  const grant = granting.find(({ on, rule }) => on && rule.defaultStatus === module?.status);
  const ofSubmodule = met.filter(({ rule }) => rule.targetSubmodule === submoduleKey);
  if (submoduleKey === null || !module || module.status === 'disabled') {
    return grant ?? ofModule.find(({ on }) => !on) ?? ofSubmodule.find(({ on }) => !on);
  }
  const own = module.submodules.get(submoduleKey);
  return ofSubmodule.find(({ on }) => on === own) ?? grant;
}
