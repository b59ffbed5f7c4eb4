import { sayCount } from '../say';
import { WHOLE_VALUE } from './legacy-value';
import { EMPTY_VALUE, type Mapping, type MappingColumn, outerNames, ruleFlagName } from './mapping';
import { grantsNothing, type MappingRule, NOTHING } from './mapping-rule';
import type { NothingOnCount } from './nothing-on';
import { OffAround } from './off-around';
import { isPositive } from './positive-value';
import type { Proposal } from './propose-target';
import { sayFlagsLeftOut } from './say-unmapped';
import { mayTakeAway } from './takes-away';

/** A flag that was met, as a draft needs it. */
export interface MetFlagCount {
  readonly name: string;
  readonly path: string;
  readonly on: number;
  readonly off: number;
  readonly other: number;
  /** The values that need a rule, as one would name them, most frequent first: see `openValues`. */
  readonly open: readonly { readonly value: string; readonly organizations: number }[];
  /** True if more values need a rule than were counted. */
  readonly openCut: boolean;
  /**
   * Organizations with a value that needs a rule and that none can name. A list or object in which a flag needs a rule
   * does not count: that flag has its own rows.
   */
  readonly unnamed: number;
  /** True if each value met, in whatever organization, is a number or a time: see `isNumberOrTime`. */
  readonly numbersOnly: boolean;
  readonly unmapped: boolean;
  readonly nearest: Proposal | null;
}

export type DraftRow = Readonly<Record<MappingColumn, string>>;

/** A mapping to review. */
export interface MappingDraft {
  readonly rows: readonly DraftRow[];
  /** What was met and has no row, each as a sentence. What is left out of a flag with a row is in that row's notes. */
  readonly leftOut: readonly string[];
}

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
/** A row whose target the operator has to name. The status counts once that is a module, and for nothing with `-`. */
const OPEN_ROW: DraftRow = { ...EMPTY_ROW, default_status: 'enabled' };
/** The name of a limit, but not within the settings of a module, whose presence may mean that the module is on. */
const LIMIT_NAME = /^(?:(?:max|min)[_ -][^.]*|(?:[^.]*[_ -])?(?:limits?|quota|seats|version))$/i;
const VALUES = 20;

/**
 * A mapping to review: the present rules, and a row for each flag and value without one, with the nearest target
 * proposed. Where nothing is near, and where a decision is needed, the target is empty: such a file is refused with the
 * line, until the operator decides. A target is proposed only for on and a few words like it, and for no flag with a
 * word of taking away in its name, nor for one beside or below a flag that is off for them (`crm.enabled`), since rules
 * read each flag by itself: what may mean off is never taken for a grant. The target `-` is proposed only for a
 * flag of which every value is a number or a time, with the name of a limit, near no module's or submodule's, and
 * without flags in it: what may mean on is never taken for nothing. Each value met is understood, has a row, or is said
 * to be left out.
 * @param flagsLeftOut how often a flag without a rule was met that is not among these
 * @example
 * // {"hr_modul": true, "seats": 25, "plan": "pro"} → hr_modul with the target hr, seats with -, plan = pro with none
 * draftMapping(Mapping.NONE, census.flags, census.flagsLeftOut, census.nothingOn);
 */
export function draftMapping(
  mapping: Mapping,
  flags: readonly MetFlagCount[],
  flagsLeftOut: number,
  nothingOn: readonly NothingOnCount[],
): MappingDraft {
  // What is in a list without a name has its place as part of the list's name: `limits[0]`.
  const outer = new Set(flags.flatMap(({ name }) => outerNames(name.replace(/\[\d+\]$/, '.$&'))));
  const offAround = new OffAround(flags);
  const drafts = flags.map((flag) => {
    const isOff = offAround.of(flag.name);
    const rows = flag.unmapped ? draftFlag(flag, outer.has(flag.name), isOff) : draftValues(flag, mapping, isOff);
    return withLeftOut(flag, rows);
  });
  return {
    rows: [
      ...mapping.rules.map(rowOf),
      ...drafts.flatMap(({ rows }) => rows),
      ...(mapping.rulesForEmpty().length === 0 ? draftEmpty(nothingOn) : []),
    ],
    leftOut: [
      ...drafts.flatMap(({ leftOut }) => leftOut),
      ...(flagsLeftOut === 0 ? [] : [`${sayFlagsLeftOut(flags, flagsLeftOut)}: load this mapping, and draft again.`]),
    ],
  };
}

function rowOf(rule: MappingRule): DraftRow {
  return {
    legacy_flag: rule.legacyFlag,
    legacy_route_pattern: rule.legacyRoutePattern ?? '',
    target_module: rule.targetModule,
    target_submodule: rule.targetSubmodule ?? '',
    default_status: grantsNothing(rule) ? OPEN_ROW.default_status : rule.defaultStatus,
    notes: rule.notes ?? '',
    value: rule.value ?? '',
    when_absent: rule.whenAbsent ?? '',
  };
}

/**
 * @param hasFlagsWithin whether the target `-` would count for other flags too
 * @param isOff what may switch it off, for a note; null if nothing does
 */
function draftFlag(flag: MetFlagCount, hasFlagsWithin: boolean, isOff: string | null): readonly DraftRow[] {
  const legacyFlag = flagAsRule(flag);
  if (legacyFlag === null) return [];
  const counted = `on in ${flag.on}, off in ${flag.off}${flag.other > 0 ? `, other values in ${flag.other}` : ''}`;
  const row = { ...OPEN_ROW, legacy_flag: legacyFlag };
  const isWhole = flag.name === WHOLE_VALUE;
  const isLimit = flag.numbersOnly && !hasFlagsWithin && LIMIT_NAME.test(flag.path);
  if (isLimit && flag.nearest === null)
    return [{ ...row, target_module: NOTHING, notes: `${counted}: looks like a number or a time` }];
  if (flag.numbersOnly && flag.open.length > VALUES && !isWhole)
    return [{ ...row, notes: `${counted}: numbers or times, too many for a row each; - if they are limits` }];
  const mayTake = mayTakeAway(flag.path, flag.nearest);
  const isNone = flag.on === 0 && flag.off > 0 && LIMIT_NAME.test(flag.path);
  const proposal = mayTake || isNone || isOff !== null ? null : flag.nearest;
  const doubt = mayTake ? 'may take access away' : isNone ? 'looks like a limit of nothing' : isOff;
  const notes = doubt === null ? counted : `${counted}: ${doubt}${near(flag.nearest)}`;
  const values = draftOpen(row, flag, proposal, mayTake ? null : isOff);
  const asksWhetherOn = values.length === 0 || (flag.on > 0 && !isWhole);
  return [...(asksWhetherOn ? [{ ...row, ...(flag.on + flag.off > 0 && targetOf(proposal)), notes }] : []), ...values];
}

/** Values that the rules for a flag do not know. */
function draftValues(flag: MetFlagCount, mapping: Mapping, isOff: string | null): readonly DraftRow[] {
  const [rule] = mapping.rulesFor(flag.name);
  if (!rule) return [];
  const proposal = { legacyFlag: null, module: rule.targetModule, submodule: rule.targetSubmodule };
  const isNear =
    isOff === null && !grantsNothing(rule) && flag.name !== WHOLE_VALUE && !mayTakeAway(flag.path, proposal);
  return draftOpen({ ...OPEN_ROW, legacy_flag: rule.legacyFlag }, flag, isNear ? proposal : null, isOff);
}

/** A row for each value that needs a rule, up to a bound. */
function draftOpen(
  row: DraftRow,
  { open }: MetFlagCount,
  proposal: Proposal | null,
  isOff: string | null,
): readonly DraftRow[] {
  return open.slice(0, VALUES).map(({ value, organizations }) => {
    const notes = `this value in ${sayCount(organizations, 'organization')}${isOff === null ? '' : `; ${isOff}`}`;
    return { ...row, ...(isPositive(value) && targetOf(proposal)), value, notes };
  });
}

function draftEmpty(nothingOn: readonly NothingOnCount[]): readonly DraftRow[] {
  if (nothingOn.length === 0) return [];
  const shapes = nothingOn.map(({ shape, organizations }) => `${organizations} ${shape}`).join(', ');
  const notes = `No flag is on in: ${shapes}. Name what null, {} and [] mean in the product, or - for nothing`;
  return [{ ...OPEN_ROW, legacy_flag: EMPTY_VALUE, notes }];
}

/** Says what of a flag has no row: in the notes of its last row, or in a sentence if it has none. */
function withLeftOut(flag: MetFlagCount, rows: readonly DraftRow[]): MappingDraft {
  const last = rows.at(-1);
  if (!last && flag.unmapped)
    return { rows, leftOut: [`Of the flag ${flag.path}: no rule can name it (on in ${flag.on}, off in ${flag.off}).`] };
  const said = last?.target_module === NOTHING ? [] : sayLeftOut(flag, last?.value !== '');
  if (!last || said.length === 0)
    return { rows, leftOut: said.map((sentence) => `Of the flag ${flag.path}: ${sentence}.`) };
  return { rows: [...rows.slice(0, -1), { ...last, notes: [last.notes, ...said].join('; ') }], leftOut: [] };
}

/** @param hasValueRows false if the one row is for all values */
function sayLeftOut({ open, openCut, unnamed }: MetFlagCount, hasValueRows: boolean): readonly string[] {
  const more = open.length - VALUES;
  return [
    more <= 0 || !hasValueRows
      ? []
      : `${openCut ? 'more than ' : ''}${sayCount(more, 'more value')} without a row: load this mapping and ` +
        'draft again to see them, or have one row without a value and the target - for all values',
    unnamed === 0
      ? []
      : `no row for a value in ${sayCount(unnamed, 'organization')} that no rule can name (a list or object, of ` +
        "which rules read the flags in it; what is in a list and no name; long text): the API's legacyFlagCensus " +
        'shows it',
  ].flat();
}

function targetOf(proposal: Proposal | null): Partial<DraftRow> {
  return { target_module: proposal?.module ?? '', target_submodule: proposal?.submodule ?? '' };
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
