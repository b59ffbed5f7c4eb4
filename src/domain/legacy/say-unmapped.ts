import { sayCount } from '../say';
import { showValue, WHOLE_VALUE } from './legacy-value';

/** A flag that was met, as far as it says what needs a rule. */
interface CountedFlag {
  readonly name: string;
  readonly on: number;
  readonly open: readonly { readonly value: string; readonly organizations: number }[];
  readonly openCut: boolean;
  readonly unnamed: number;
  readonly unmapped: boolean;
}

const SHOWN = 5;

/**
 * The flags, and the values of flags, that no rule knows, as sentences; none if each has a rule.
 * Content of the column that is no list or object has its place elsewhere while no rule names it: it cannot be read.
 * @param flagsLeftOut how often a flag without a rule was met that is not among these
 * @example
 * sayUnmapped(census.flags, 0); // ['1 value without a rule: sales=premium (in 12 organizations). It grants nothing.']
 */
export function sayUnmapped(flags: readonly CountedFlag[], flagsLeftOut: number): readonly string[] {
  const unmapped = flags.filter((flag) => flag.unmapped && flag.name !== WHOLE_VALUE);
  const known = flags.filter((flag) => !flag.unmapped);
  const values = known
    .flatMap(({ name, open }) => open.map((one) => ({ ...one, name })))
    .sort((a, b) => b.organizations - a.organizations);
  const unnamed = known.filter((flag) => flag.unnamed > 0).sort((a, b) => b.unnamed - a.unnamed);
  return [
    ...sayList(
      'flag without a rule',
      'flags without a rule',
      unmapped.map(({ name, on }) => `${showValue(name)} (on in ${on})`),
    ),
    ...sayList(
      'value without a rule',
      'values without a rule',
      values.map(
        ({ name, value, organizations }) =>
          `${showValue(name)}=${showValue(value)} (in ${sayCount(organizations, 'organization')})`,
      ),
      known.some(({ openCut }) => openCut),
    ),
    ...sayList(
      'flag with values that no rule can name',
      'flags with values that no rule can name',
      unnamed.map((flag) => `${showValue(flag.name)} (in ${sayCount(flag.unnamed, 'organization')})`),
    ),
    ...(flagsLeftOut === 0 ? [] : [`${sayFlagsLeftOut(flags, flagsLeftOut)}, and grant nothing.`]),
  ];
}

/** `Flags without a rule beyond the first 5000 were met 102 times` */
export function sayFlagsLeftOut(flags: readonly Pick<CountedFlag, 'unmapped'>[], flagsLeftOut: number): string {
  const first = flags.filter(({ unmapped }) => unmapped).length;
  const times = flagsLeftOut === 1 ? 'once' : `${flagsLeftOut} times`;
  return `Flags without a rule beyond the first ${first} were met ${times}`;
}

/** @param isCut whether there are more than were counted */
function sayList(one: string, several: string, entries: readonly string[], isCut = false): readonly string[] {
  if (entries.length === 0) return [];
  const more = entries.length > SHOWN ? ` and ${entries.length - SHOWN} more` : '';
  return [
    `${isCut ? 'More than ' : ''}${entries.length} ${entries.length === 1 ? one : several}: ` +
      `${entries.slice(0, SHOWN).join(', ')}${more}. ${entries.length === 1 ? 'It grants' : 'They grant'} nothing.`,
  ];
}
