import { sayCount } from '../say';
import { readWord, WHOLE_VALUE } from './legacy-value';
import { EMPTY_VALUE, type Mapping, type MappingColumn, ruleFlagName } from './mapping';
import { grantsNothing, type MappingRule, NOTHING } from './mapping-rule';
import type { NothingOnCount } from './nothing-on';
import type { Proposal } from './propose-target';

/** A flag that was met, as a draft needs it. */
export interface MetFlagCount {
  readonly name: string;
  readonly path: string;
  readonly on: number;
  readonly off: number;
  readonly other: number;
  readonly values: readonly { readonly value: string; readonly organizations: number }[];
  readonly unmapped: boolean;
  readonly nearest: Proposal | null;
}

export type DraftRow = Readonly<Record<MappingColumn, string>>;

const EMPTY_ROW: DraftRow = {
  legacy_flag: '',
  legacy_route_pattern: '',
  target_module: '',
  target_submodule: '',
  default_status: '',
  notes: '',
  value: '',
  when_absent: '',
};
/** A flag that takes access away: a rule for it would grant what it takes. */
const NEGATION = /^(?:[-!]|no[_ ]|not[_ ]|disable|hide|without)/i;
/** A flag that holds a number or a time, and grants nothing by itself. */
const LIMIT = /(?:^|[_. ])(?:max|min|limits?|quota|seats|version|expir\w*|unit)(?:$|[_. ])/i;
const NUMBER_OR_TIME = /^-?\d+(?:\.\d+)?$|^\d{4}-\d\d-\d\d/;
const GRANTING_NOTHING: readonly string[] = ['none', 'never', 'n', 'f', 'inactive', 'expired'];

/**
 * A mapping to review: the present rules, and a row for each flag and value without one, with the nearest target
 * proposed. Where nothing is near, and where a decision is needed, the target is empty: such a file is refused with the
 * line, until the operator decides.
 */
export function draftMapping(
  mapping: Mapping,
  flags: readonly MetFlagCount[],
  nothingOn: readonly NothingOnCount[],
): readonly DraftRow[] {
  return [
    ...mapping.rules.map(rowOf),
    ...flags.flatMap((flag) => (flag.unmapped ? draftFlag(flag) : draftValues(flag, mapping.rulesFor(flag.name)))),
    ...(mapping.rulesForEmpty().length === 0 ? draftEmpty(nothingOn) : []),
  ];
}

function rowOf(rule: MappingRule): DraftRow {
  return {
    legacy_flag: rule.legacyFlag,
    legacy_route_pattern: rule.legacyRoutePattern ?? '',
    target_module: rule.targetModule,
    target_submodule: rule.targetSubmodule ?? '',
    default_status: grantsNothing(rule) ? '' : rule.defaultStatus,
    notes: rule.notes ?? '',
    value: rule.value ?? '',
    when_absent: rule.whenAbsent ?? '',
  };
}

function draftFlag(flag: MetFlagCount): readonly DraftRow[] {
  const legacyFlag = flagAsRule(flag);
  if (legacyFlag === null) return [];
  const counted = `on in ${flag.on}, off in ${flag.off}${flag.other > 0 ? `, other values in ${flag.other}` : ''}`;
  const others = flag.values.filter(({ value }) => readWord(value) === null);
  const row = { ...EMPTY_ROW, legacy_flag: legacyFlag };
  if (LIMIT.test(flag.path) || (others.length > 0 && others.every(({ value }) => NUMBER_OR_TIME.test(value))))
    return [{ ...row, target_module: NOTHING, notes: `${counted}: looks like a number or a time` }];
  if (others.some(({ value }) => /^[[{]/.test(value)) || /\[\d+\]$/.test(flag.path))
    return [{ ...row, target_module: NOTHING, notes: `${counted}: a list or object, or no name in a list` }];
  if (NEGATION.test(flag.path))
    return [{ ...row, default_status: 'enabled', notes: `${counted}: may take access away${near(flag.nearest)}` }];
  return [
    ...(flag.on > 0 || others.length === 0 ? [{ ...row, ...targetOf(flag.nearest), notes: counted }] : []),
    ...others.map((one) => valueRow(row, one, flag.nearest)),
  ];
}

/** Values that the rules for a flag do not know. */
function draftValues(flag: MetFlagCount, rules: readonly MappingRule[]): readonly DraftRow[] {
  const [rule] = rules;
  if (!rule || rules.some((one) => grantsNothing(one) && one.value === undefined)) return [];
  const named = rules.flatMap(({ value }) => value ?? []);
  const isAsked = rules.some(({ value }) => value === undefined);
  const proposal = { legacyFlag: null, module: rule.targetModule, submodule: rule.targetSubmodule };
  return flag.values
    .filter(({ value }) => {
      const word = readWord(value);
      const isKnown = named.includes(value.toLowerCase()) || word === false || (word === true && isAsked);
      return !isKnown && !/^[[{]/.test(value);
    })
    .map((one) => valueRow({ ...EMPTY_ROW, legacy_flag: rule.legacyFlag }, one, grantsNothing(rule) ? null : proposal));
}

function valueRow(
  row: DraftRow,
  { value, organizations }: { readonly value: string; readonly organizations: number },
  proposal: Proposal | null,
): DraftRow {
  const target = GRANTING_NOTHING.includes(value.toLowerCase()) ? { target_module: NOTHING } : targetOf(proposal);
  return { ...row, ...target, value, notes: `this value in ${sayCount(organizations, 'organization')}` };
}

function draftEmpty(nothingOn: readonly NothingOnCount[]): readonly DraftRow[] {
  if (nothingOn.length === 0) return [];
  const shapes = nothingOn.map(({ shape, organizations }) => `${organizations} ${shape}`).join(', ');
  const notes = `No flag is on in: ${shapes}. Name what null, {} and [] mean in the product, or - for nothing`;
  return [{ ...EMPTY_ROW, legacy_flag: EMPTY_VALUE, notes }];
}

function targetOf(proposal: Proposal | null): Partial<DraftRow> {
  return {
    target_module: proposal?.module ?? '',
    target_submodule: proposal?.submodule ?? '',
    default_status: 'enabled',
  };
}

function near(proposal: Proposal | null): string {
  return proposal ? `, near ${proposal.module}${proposal.submodule === null ? '' : `/${proposal.submodule}`}` : '';
}

/** Null for a name that no rule can have. */
function flagAsRule({ name, path }: MetFlagCount): string | null {
  if (name === WHOLE_VALUE) return 'enabled_modules';
  const legacyFlag =
    name.startsWith('route_access.') && path.startsWith('route_access.') ? path : `enabled_modules.${path}`;
  return ruleFlagName(legacyFlag) === name ? legacyFlag : null;
}
