import { judgeFlag } from './judge-flag';
import { type FlagValue, type LegacyFlag, WHOLE_VALUE } from './legacy-value';
import type { Mapping } from './mapping';

/**
 * The values of a flag that still need a rule that names them: those that the rules for the flag do not know, and of a
 * flag without a rule those that are neither on nor off. The value itself, text or a number in place of a list or
 * object, needs one whatever it is.
 */
export function openValues(flag: LegacyFlag, mapping: Mapping): readonly FlagValue[] {
  const rules = mapping.rulesFor(flag.name);
  if (rules.length > 0) {
    const { unreadable, unmapped } = judgeFlag(flag, rules);
    return [...unreadable, ...unmapped];
  }
  if (mapping.knows(flag.name)) return [];
  return flag.name === WHOLE_VALUE ? flag.values : flag.values.filter(({ on }) => on === null);
}

const LONGEST = 120;

/**
 * What a rule has to say to be met by just this value of a flag; null if no rule can. In place of a list or object the
 * text `NULL` is left without one: a rule with that value would be taken for one about null.
 */
export function nameOfValue({ text }: FlagValue, flagName: string): string | null {
  if (flagName === WHOLE_VALUE && text === 'null') return null;
  // PostgreSQL cannot store every text, and a longer one is no name of a plan or level.
  return text === null || text === '' || text.length > LONGEST || text.includes('\0') || !text.isWellFormed()
    ? null
    : text;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const TIME = /^\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z| ?[+-]\d\d(?::?\d\d)?)?)?$/;

/** Whether a value, as rules compare it, is a number that means neither on nor off, or a time. */
export function isNumberOrTime(text: string): boolean {
  return TIME.test(text) || (NUMBER.test(text) && Number(text) !== 0 && Number(text) !== 1);
}
