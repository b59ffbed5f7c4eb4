import type { Fault } from '../errors';
import type { FileRow } from '../file-row';
import { withoutGuard } from '../formula';
import { groupBy } from '../group-by';
import { hashOf } from '../hash';
import { nearest } from '../nearest';
import { ENTITLEMENT_STATUSES } from '../status';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { normaliseFlagPath, normaliseFlagValue } from './flag-name';
import { WHOLE_VALUE } from './legacy-value';
import { grantsNothing, type MappingRule, NOTHING } from './mapping-rule';
import { isListOrObject, JsonObject, parseJson } from './parse-json';

export type { MappingRule } from './mapping-rule';

export const MAPPING_COLUMNS = [
  'legacy_flag',
  'legacy_route_pattern',
  'target_module',
  'target_submodule',
  'default_status',
  'notes',
] as const;

/** Columns that a file may have besides. */
export const OPTIONAL_MAPPING_COLUMNS = ['value', 'when_absent'] as const;

export type MappingColumn = (typeof MAPPING_COLUMNS)[number] | (typeof OPTIONAL_MAPPING_COLUMNS)[number];

const EVERY_ORGANIZATION = '*';
/** The `legacy_flag` of rules for organizations whose value is null, `{}`, `[]` or empty text. */
export const EMPTY_VALUE = '@empty';
const WHOLE_VALUE_FLAG = 'enabled_modules';
const FLAG_PREFIXES = { 'enabled_modules.': '', 'route_access.': 'route_access.' } as const;

/** Rules that name no flag. They are kept apart because a flag could be named '*' too. */
function namesNoFlag({ legacyFlag }: Pick<MappingRule, 'legacyFlag'>): boolean {
  return legacyFlag === EVERY_ORGANIZATION || legacyFlag === EMPTY_VALUE;
}

/**
 * The name of a rule's `legacy_flag` among an organization's flags; `*` for every organization, `@empty` for those
 * without flags.
 * @returns undefined if the text has none of the forms
 */
export function ruleFlagName(legacyFlag: string): string | undefined {
  if (namesNoFlag({ legacyFlag })) return legacyFlag;
  if (legacyFlag === WHOLE_VALUE_FLAG) return WHOLE_VALUE;
  for (const [prefix, kept] of Object.entries(FLAG_PREFIXES)) {
    const name = legacyFlag.slice(prefix.length);
    if (legacyFlag.startsWith(prefix) && name !== '') return kept + normaliseFlagPath(name);
  }
  return undefined;
}

/** Why a rule is met without a flag. */
export function withoutFlag({ legacyFlag }: MappingRule): 'EVERY' | 'EMPTY' | 'ABSENT' {
  if (legacyFlag === EVERY_ORGANIZATION) return 'EVERY';
  return legacyFlag === EMPTY_VALUE ? 'EMPTY' : 'ABSENT';
}

/** The rules of a mapping, looked up by flag. Immutable. */
export class Mapping {
  private readonly byFlag: ReadonlyMap<string | undefined, readonly MappingRule[]>;
  /** The names of all lists and objects in which a rule that grants something names a flag. */
  private readonly outer: ReadonlySet<string>;
  private readonly always: readonly MappingRule[];
  private readonly ofEmpty: readonly MappingRule[];
  private readonly absent: readonly { readonly name: string; readonly rule: MappingRule }[];
  /** Names that are known to grant nothing, with everything within them. */
  private readonly nothing: ReadonlySet<string>;

  /** Without any rule, for the time before a mapping is loaded. */
  static readonly NONE = new Mapping([]);

  constructor(readonly rules: readonly MappingRule[]) {
    const ofFlags = rules
      .filter((rule) => !namesNoFlag(rule))
      .map((rule) => ({ name: ruleFlagName(rule.legacyFlag) ?? '', rule }));
    this.always = rules.filter(({ legacyFlag }) => legacyFlag === EVERY_ORGANIZATION);
    this.ofEmpty = rules.filter(({ legacyFlag }) => legacyFlag === EMPTY_VALUE);
    this.byFlag = new Map(
      [...groupBy(ofFlags, ({ name }) => name)].map(([name, named]) => [name, named.map(({ rule }) => rule)]),
    );
    this.outer = new Set(ofFlags.flatMap(({ name, rule }) => (grantsNothing(rule) ? [] : outerNames(name))));
    this.absent = ofFlags.filter(({ rule }) => rule.whenAbsent === 'on');
    this.nothing = new Set(ofFlags.flatMap(({ name, rule }) => (!rule.value && grantsNothing(rule) ? name : [])));
  }

  /** The rules that name this flag, in the file's order. */
  rulesFor(flagName: string): readonly MappingRule[] {
    return this.byFlag.get(flagName) ?? [];
  }

  /** Whether a rule that grants something names this flag. */
  grantsBy(flagName: string): boolean {
    return this.rulesFor(flagName).some((rule) => !grantsNothing(rule));
  }

  /** Whether a rule that grants something names a flag within this list or object. */
  grantsWithin(name: string): boolean {
    return this.outer.has(name);
  }

  /** Whether a rule names this flag, or says that what contains it grants nothing. */
  knows(flagName: string): boolean {
    if (this.byFlag.has(flagName)) return true;
    return this.nothing.size > 0 && outerNames(flagName).some((outer) => this.nothing.has(outer));
  }

  /** The rules with `*`, which apply to every organization. */
  rulesForEveryOrganization(): readonly MappingRule[] {
    return this.always;
  }

  /** The rules with `@empty`, which apply to organizations without flags. */
  rulesForEmpty(): readonly MappingRule[] {
    return this.ofEmpty;
  }

  /** The rules that are met also where their flag is absent, with its name. */
  rulesWhenAbsent(): readonly { readonly name: string; readonly rule: MappingRule }[] {
    return this.absent;
  }

  /** The same for equal rules in any order. It identifies a mapping, and the mapping that a plan was made with. */
  hash(): string {
    const parts = this.rules.map((rule) => [
      rule.legacyFlag === EVERY_ORGANIZATION,
      rule.legacyFlag === EMPTY_VALUE ? { empty: true } : ruleFlagName(rule.legacyFlag),
      rule.targetModule,
      rule.targetSubmodule,
      rule.defaultStatus,
      rule.legacyRoutePattern,
      rule.notes,
      // Only where they are given, so that the mappings of earlier versions keep their hashes.
      ...(rule.value || rule.whenAbsent ? [rule.value ?? null, rule.whenAbsent ?? null] : []),
    ]);
    return hashOf(parts.map((part) => JSON.stringify(part)).sort());
  }
}

/** `a.b.c` is within `a.b` and `a`. */
export function outerNames(name: string): readonly string[] {
  const segments = name.split('.');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.'));
}

/**
 * Turns the rows of a mapping file into rules, or reports all of its faults with their lines.
 * A file is accepted whole or not at all: use the rules only if `faults` is empty.
 */
export function checkMappingRows(
  rows: readonly FileRow<MappingColumn>[],
  taxonomy: Taxonomy,
): { readonly rules: readonly MappingRule[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const rules: MappingRule[] = [];
  const lineOfRule = new Map<string, number>();
  const lineOfFlag = { granting: new Map<string, number>(), nothing: new Map<string, number>() };

  for (const { line, values } of rows) {
    const found = checkRow(values, taxonomy).map((fault) => ({ line, ...fault }));
    const { legacy_flag: legacyFlag, target_module: targetModule, target_submodule: targetSubmodule } = values;
    const value = normaliseFlagValue(withoutGuard(values.value));
    const isNothing = targetModule === NOTHING;

    const flag = JSON.stringify([
      legacyFlag === EVERY_ORGANIZATION || legacyFlag === EMPTY_VALUE,
      ruleFlagName(legacyFlag) ?? legacyFlag,
      value,
    ]);
    const identity = JSON.stringify([flag, targetModule, targetSubmodule]);
    const earlier = lineOfRule.get(identity);
    const opposite = (isNothing ? lineOfFlag.granting : lineOfFlag.nothing).get(flag);
    const alike = isNothing ? lineOfFlag.nothing : lineOfFlag.granting;
    if (earlier !== undefined)
      found.push({ line, field: 'legacy_flag', message: `repeats the rule of line ${earlier}` });
    else if (opposite !== undefined)
      found.push({ line, field: 'target_module', message: `contradicts line ${opposite}: '-' grants nothing` });
    if (earlier === undefined) lineOfRule.set(identity, line);
    if (!alike.has(flag)) alike.set(flag, line);
    faults.push(...found);

    const defaultStatus = isNothing ? 'disabled' : ENTITLEMENT_STATUSES.find((one) => one === values.default_status);
    if (defaultStatus && found.length === 0) {
      rules.push({
        legacyFlag,
        legacyRoutePattern: values.legacy_route_pattern || null,
        targetModule,
        targetSubmodule: targetSubmodule || null,
        defaultStatus,
        notes: withoutGuard(values.notes) || null,
        ...(value !== '' && { value }),
        ...(values.when_absent !== '' && { whenAbsent: 'on' }),
      });
    }
  }
  if (rows.length === 0) faults.push({ message: 'the file holds no rule' });
  return { rules, faults };
}

/** The faults of one row by itself. */
function checkRow(values: Readonly<Record<MappingColumn, string>>, taxonomy: Taxonomy): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (field: MappingColumn, message: string) => faults.push({ field, message });
  const { legacy_flag: legacyFlag, value, when_absent: whenAbsent } = values;
  if (ruleFlagName(legacyFlag) === undefined) {
    fault(
      'legacy_flag',
      `'${legacyFlag}' must be enabled_modules.<name>, route_access.<name>, enabled_modules, ${EMPTY_VALUE} or *`,
    );
  }
  if (value !== '' && namesNoFlag({ legacyFlag }))
    fault('value', `a rule for ${legacyFlag} has no value: leave it empty`);
  else if (legacyFlag === WHOLE_VALUE_FLAG) {
    const why = neverTheWhole(normaliseFlagValue(withoutGuard(value)));
    if (why !== null) fault('value', why);
  }
  if (whenAbsent !== '' && normaliseFlagValue(whenAbsent) !== 'on')
    fault('when_absent', `'${whenAbsent}' must be on, or empty`);
  else if (whenAbsent !== '' && (namesNoFlag({ legacyFlag }) || values.target_module === NOTHING))
    fault('when_absent', `a rule ${namesNoFlag({ legacyFlag }) ? `for ${legacyFlag}` : 'with the target -'} has none`);
  faults.push(...(values.target_module === NOTHING ? checkNothing(values) : checkTarget(values, taxonomy)));
  return faults;
}

/**
 * Why the value itself is never this text, as JSON in it is read first: with such a rule nothing would be granted, and
 * nobody told. Null for anything else.
 */
function neverTheWhole(value: string): string | null {
  const json = parseJson(value);
  const isEmpty =
    (Array.isArray(json) && json.length === 0) || (json instanceof JsonObject && json.entries.length === 0);
  if (json === null || isEmpty)
    return `the value itself is never ${value}: ${EMPTY_VALUE} is the legacy_flag for null, {} and [] alike`;
  if (isListOrObject(json))
    return 'the value itself is never a list or an object: a rule names a flag within it, as enabled_modules.<name>';
  if (typeof json === 'string') return `the value itself is read without quotes: write ${json}`;
  return null;
}

/** A status is allowed and counts for nothing, so that the target of a drafted row can be decided by one cell. */
function checkNothing(values: Readonly<Record<MappingColumn, string>>): readonly Fault[] {
  const { legacy_flag: legacyFlag, target_submodule: targetSubmodule, default_status: status } = values;
  const faults: Fault[] = [];
  if (legacyFlag === EVERY_ORGANIZATION)
    faults.push({ field: 'target_module', message: '- has no meaning for *: leave the rule out instead' });
  if (targetSubmodule !== '')
    faults.push({ field: 'target_submodule', message: 'the target - grants nothing: leave this empty' });
  if (status !== '' && !ENTITLEMENT_STATUSES.some((one) => one === status))
    faults.push({
      field: 'default_status',
      message: `'${status}' must be one of ${ENTITLEMENT_STATUSES.join(', ')}, or empty, since the target - has none`,
    });
  return faults;
}

function checkTarget(values: Readonly<Record<MappingColumn, string>>, taxonomy: Taxonomy): readonly Fault[] {
  const faults: Fault[] = [];
  const { target_module: targetModule, target_submodule: targetSubmodule } = values;
  if (targetModule === '') {
    faults.push({ field: 'target_module', message: 'is missing: name a module, or - if the flag grants nothing' });
  } else if (!taxonomy.module(targetModule)) {
    const known = taxonomy.modules.map((module) => module.key);
    faults.push({
      field: 'target_module',
      message: `unknown module '${targetModule}'${nearest(targetModule, known)}`,
    });
  } else if (targetSubmodule !== '' && !taxonomy.submodule(targetModule, targetSubmodule)) {
    const known = taxonomy.module(targetModule)?.submodules.map((submodule) => submodule.key) ?? [];
    faults.push({
      field: 'target_submodule',
      message: `module '${targetModule}' has no submodule '${targetSubmodule}'${nearest(targetSubmodule, known)}`,
    });
  }
  const defaultStatus = ENTITLEMENT_STATUSES.find((status) => status === values.default_status);
  if (!defaultStatus) {
    faults.push({
      field: 'default_status',
      message: `'${values.default_status}' must be one of ${ENTITLEMENT_STATUSES.join(', ')}`,
    });
  } else if (defaultStatus === 'disabled' && targetSubmodule !== '') {
    faults.push({
      field: 'default_status',
      message: 'a rule for a submodule cannot be disabled: leave the rule out instead',
    });
  }
  return faults;
}
