import { type OrganizationId, sayIds } from '../organization-id';
import { sayCount } from '../say';
import { meetRules } from './desired-state';
import type { ReadableFlags } from './legacy-flags';
import type { EmptyShape } from './legacy-value';
import { EMPTY_VALUE, type Mapping, withoutFlag } from './mapping';
import { grantsNothing } from './mapping-rule';

/** The ways in which no flag of an organization is on: there is none at all, or none that is on. */
export type NothingOn = EmptyShape | 'ALL_OFF';

/**
 * Whether no flag of an organization is on, and no rule is met by its flags. Some products take such a value as
 * "everything", so what it means has to be decided. Rules for every organization, and `@empty` rules, do not count.
 * @returns null if a flag is on, or a value or an absent flag meets a rule
 */
export function nothingOn(flags: ReadableFlags, mapping: Mapping): NothingOn | null {
  if ([...flags.flags.values()].some(({ on }) => on === true)) return null;
  const isMet = meetRules(flags, mapping).met.some(
    ({ rule, flag, on }) => on && !grantsNothing(rule) && (flag !== null || withoutFlag(rule) === 'ABSENT'),
  );
  return isMet ? null : (flags.empty ?? 'ALL_OFF');
}

/** Whether the mapping says what it means that no flag is on: by an `@empty` rule, also with the target `-`. */
export function decidesNothingOn(mapping: Mapping): boolean {
  return mapping.rulesForEmpty().length > 0;
}

/** Organizations of one shape without a flag that is on. */
export interface NothingOnCount {
  readonly shape: NothingOn;
  readonly organizations: number;
  /** The first of them. */
  readonly firstIds: readonly OrganizationId[];
}

const SHAPES: readonly (readonly [NothingOn, string])[] = [
  ['NULL', 'null'],
  ['EMPTY_OBJECT', '{}'],
  ['EMPTY_LIST', '[]'],
  ['ALL_OFF', 'all off'],
];
const SHOWN = 5;

/** `3 organizations have no legacy flag that is on (2 null: 4, 9; 1 all off: 7), and …`: by shape, and what to do. */
export function sayNothingOn(counts: readonly NothingOnCount[]): string {
  const said = SHAPES.flatMap(([shape, name]) => {
    const found = counts.find((one) => one.shape === shape);
    if (!found) return [];
    const ids = sayIds(found.firstIds.slice(0, SHOWN));
    return [`${found.organizations} ${name}: ${ids}${found.organizations > SHOWN ? ' …' : ''}`];
  });
  const total = counts.reduce((sum, { organizations }) => sum + organizations, 0);
  return (
    `${sayCount(total, 'organization')} ${total === 1 ? 'has' : 'have'} no legacy flag that is on ` +
    `(${said.join('; ')}), and the mapping does not say what that means: add a rule with the legacy_flag ` +
    `${EMPTY_VALUE}, with the target - if they have nothing.`
  );
}
