import { groupBy } from '../group-by';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { shorten, showValue } from './legacy-value';
import { type Mapping, ruleFlagName } from './mapping';
import { grantsNothing, type MappingRule } from './mapping-rule';

/** A value of a flag that is granted a module without submodules that rules for other values of the flag name. */
export interface NarrowedValue {
  /** As the rule that grants the module names the flag, without `enabled_modules.` */
  readonly flag: string;
  /** Null for a flag that is on, by a rule without a value. */
  readonly value: string | null;
  readonly module: string;
  /** Denied with this value, unless another flag switches them on. */
  readonly submodules: readonly string[];
  /** The values whose rules name these submodules. */
  readonly namedFor: readonly (string | null)[];
}

/**
 * The values that are granted a module as a whole while rules for another value of the same flag name submodules of it
 * that the value's own rules do not. Such rules count as off, so they take the submodules away: that may be meant, as
 * where `plan` = `pro` has `reporting/exports` and `basic` has not, and it may be an oversight, as where `premium`
 * includes everything that `basic` has. No reading can know which, so it has to be seen.
 * @example
 * // crm = premium → sales, crm = basic → sales/leads: premium has sales without leads
 * narrowedValues(mapping, taxonomy).map(sayNarrowedValue);
 */
export function narrowedValues(mapping: Mapping, taxonomy: Taxonomy): readonly NarrowedValue[] {
  const granting = mapping.rules.filter(
    (rule) =>
      !grantsNothing(rule) &&
      rule.defaultStatus !== 'disabled' &&
      taxonomy.isActive(rule.targetModule, rule.targetSubmodule),
  );
  const ofEveryone = mapping.rulesForEveryOrganization();
  const alike = groupBy(granting, ({ legacyFlag, targetModule }) =>
    JSON.stringify([ruleFlagName(legacyFlag), targetModule]),
  );
  return [...alike.values()].flatMap((rules) => {
    const whole = rules.filter(({ targetSubmodule }) => targetSubmodule === null);
    return whole.flatMap((rule) => narrowed(rule, rules, ofEveryone));
  });
}

/** @param rules those for the same flag and module */
function narrowed(
  rule: MappingRule,
  rules: readonly MappingRule[],
  ofEveryone: readonly MappingRule[],
): readonly NarrowedValue[] {
  const own = [...rules.filter(({ value }) => value === rule.value), ...ofEveryone];
  const isOwn = (other: MappingRule) =>
    own.some(
      ({ targetModule, targetSubmodule }) =>
        targetModule === other.targetModule && targetSubmodule === other.targetSubmodule,
    );
  const taking = rules.filter((other) => other.targetSubmodule !== null && !isOwn(other));
  if (taking.length === 0) return [];
  return [
    {
      flag: rule.legacyFlag.replace(/^enabled_modules\./, ''),
      value: rule.value ?? null,
      module: rule.targetModule,
      submodules: [...new Set(taking.flatMap(({ targetSubmodule }) => targetSubmodule ?? []))],
      namedFor: [...new Set(taking.map(({ value }) => value ?? null))],
    },
  ];
}

/** `crm=pro has sales without leads: rules for crm=basic name it. If it has it, add rules with the value pro.` */
export function sayNarrowedValue({ flag, value, module, submodules, namedFor }: NarrowedValue): string {
  const them = submodules.length === 1 ? 'it' : 'them';
  return (
    `${sayFlag(flag, value)} has ${module} without ${submodules.join(', ')}: rules for ` +
    `${namedFor.map((other) => sayFlag(flag, other)).join(', ')} name ${them}. If it has ${them}, add rules ` +
    `${value === null ? 'without a value' : `with the value ${showValue(value)}`}.`
  );
}

function sayFlag(flag: string, value: string | null): string {
  return value === null ? `${shorten(flag)} (on)` : `${shorten(flag)}=${showValue(value)}`;
}
