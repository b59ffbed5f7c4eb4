import { groupBy } from '../group-by';
import { ENTITLEMENT_STATUSES, type EntitlementStatus } from '../status';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { LegacyFlag, ReadableFlags } from './legacy-flags';
import type { Mapping, MappingRule } from './mapping';

/** What an organization's legacy flags give it of one module. */
export interface DesiredModule {
  readonly status: EntitlementStatus;
  /** Granted for a submodule's sake only: every submodule that no rule switches on is switched off. */
  readonly partial: boolean;
  /** Submodules with an answer of their own, by key; any other has the module's. */
  readonly submodules: ReadonlyMap<string, boolean>;
}

/** A rule that counts for an organization, and the flag that met it (none for a `*` rule). */
export interface MetRule {
  readonly rule: MappingRule;
  readonly flag: LegacyFlag | null;
  readonly on: boolean;
}

export interface DesiredState {
  readonly modules: ReadonlyMap<string, DesiredModule>;
  /** Every rule that a flag met, on or off, those with an inactive target too: what an explanation tells. */
  readonly met: readonly MetRule[];
  /** Flags that no rule knows, as the column holds them. */
  readonly unmapped: readonly string[];
}

/**
 * What legacy flags give under a mapping: the one statement of that rule, for runs, legacy answers and parity alike.
 * - Module rule, flag on: the module gets the rule's status; of several the strongest.
 * - Submodule rule, flag on: the submodule is on. Where no module rule grants the module (`disabled` grants nothing), it is
 *   granted partially, with the strongest status of those rules, and its other active submodules are off.
 * - Submodule rule, flag off: off within a granted module, unless another flag switches the same submodule on.
 * - A flag that is off or absent gives nothing. Inactive targets are left out.
 */
export function desiredState(flags: ReadableFlags, mapping: Mapping, taxonomy: Taxonomy): DesiredState {
  const { met, unmapped } = meetRules(flags, mapping);
  const effective = withActiveTarget(met, taxonomy);
  const modules = new Map<string, DesiredModule>();
  for (const [moduleKey, metOfModule] of groupBy(effective, ({ rule }) => rule.targetModule)) {
    const desired = desiredModule(moduleKey, metOfModule, taxonomy);
    if (desired) modules.set(moduleKey, desired);
  }
  return { modules, met, unmapped };
}

function meetRules(flags: ReadableFlags, mapping: Mapping): { met: MetRule[]; unmapped: string[] } {
  const met: MetRule[] = mapping.rulesForEveryOrganization().map((rule) => ({ rule, flag: null, on: true }));
  const unmapped: string[] = [];
  for (const flag of flags.flags.values()) {
    const rules = mapping.rulesFor(flag.name);
    if (rules.length === 0) unmapped.push(flag.path);
    for (const rule of rules) met.push({ rule, flag, on: flag.on });
  }
  return { met, unmapped };
}

function withActiveTarget(met: readonly MetRule[], taxonomy: Taxonomy): readonly MetRule[] {
  return met.filter(({ rule }) => taxonomy.isActive(rule.targetModule, rule.targetSubmodule));
}

function desiredModule(moduleKey: string, met: readonly MetRule[], taxonomy: Taxonomy): DesiredModule | undefined {
  const on = met.filter((one) => one.on).map((one) => one.rule);
  const moduleStatus = strongest(on.filter((rule) => rule.targetSubmodule === null));
  const submodulesOn = on.flatMap((rule) => rule.targetSubmodule ?? []);
  const submodulesOff = met.filter((one) => !one.on).flatMap(({ rule }) => rule.targetSubmodule ?? []);

  if (moduleStatus === 'enabled' || moduleStatus === 'trial') {
    return { status: moduleStatus, partial: false, submodules: answers(submodulesOff, submodulesOn) };
  }
  const partialStatus = strongest(on.filter((rule) => rule.targetSubmodule !== null));
  if (partialStatus) {
    const all = taxonomy.activeSubmodules(moduleKey).map((submodule) => submodule.key);
    return { status: partialStatus, partial: true, submodules: answers(all, submodulesOn) };
  }
  return moduleStatus && { status: moduleStatus, partial: false, submodules: new Map() };
}

/** On beats off. */
function answers(off: readonly string[], on: readonly string[]): ReadonlyMap<string, boolean> {
  return new Map([...off.map((key) => [key, false] as const), ...on.map((key) => [key, true] as const)]);
}

function strongest(rules: readonly MappingRule[]): EntitlementStatus | undefined {
  return ENTITLEMENT_STATUSES.find((status) => rules.some((rule) => rule.defaultStatus === status));
}

/** Whether legacy flags let an organization use a module, or one submodule of it. */
export function desiredStateAllows(state: DesiredState, moduleKey: string, submoduleKey: string | null): boolean {
  const module = state.modules.get(moduleKey);
  if (!module || module.status === 'disabled') return false;
  return submoduleKey === null || (module.submodules.get(submoduleKey) ?? !module.partial);
}

/**
 * The rule, and the flag that met it, behind what legacy flags say of a module or submodule: what gives it, or takes it away. Where a
 * submodule has no answer of its own, or is off because its module was granted for others' sake, it is the rule that gives the module.
 * @param taxonomy the one that the state was made with
 * @returns undefined where no rule says anything, so that nothing is given
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
