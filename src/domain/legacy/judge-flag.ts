import type { FlagValue, LegacyFlag } from './legacy-value';
import { grantsNothing, type MappingRule } from './mapping-rule';

/** What the rules for a flag make of its values. */
export interface FlagJudgement {
  /** Each rule for the flag, and whether it is met. */
  readonly met: readonly { readonly rule: MappingRule; readonly on: boolean }[];
  /** Values that are neither on nor off, and that no rule names, although a rule asks whether the flag is on. */
  readonly unreadable: readonly FlagValue[];
  /** Values without a meaning: rules name other values of the flag, and none asks whether it is on. */
  readonly unmapped: readonly FlagValue[];
}

/**
 * Judges a flag by the rules that ask for it.
 * - A rule with a `value` is met by just this value.
 * - Any other rule is met if the flag is on. A value that a rule names belongs to that rule alone: it is neither on nor
 *   off for the others, which are not met.
 * - If the flag has several values, one that meets a rule is enough.
 * @param rules the rules for this flag, at least one
 */
export function judgeFlag(flag: LegacyFlag, rules: readonly MappingRule[]): FlagJudgement {
  const named = new Set(rules.flatMap(({ value }) => value ?? []));
  const others = named.size === 0 ? flag.values : flag.values.filter(({ text }) => text === null || !named.has(text));
  const isOn = others.some(({ on }) => on === true);
  const isKnown = rules.some((rule) => !rule.value && grantsNothing(rule));
  const isAsked = rules.some((rule) => !rule.value && !grantsNothing(rule));
  return {
    met: rules.map((rule) => ({
      rule,
      on: rule.value ? flag.values.some(({ text }) => text === rule.value) : isOn,
    })),
    unreadable: isAsked ? others.filter(({ on }) => on === null) : [],
    unmapped: isAsked || isKnown ? [] : others.filter(({ on }) => on !== false),
  };
}
