import { judgeFlag } from './judge-flag';
import {
  type EmptyShape,
  type LegacyFlag,
  type LegacyShape,
  type LegacyValue,
  parseLegacyValue,
  shorten,
  showJson,
  WHOLE_VALUE,
  withValue,
} from './legacy-value';
import type { Mapping } from './mapping';
import { isTooDeep, JsonObject, MOST_LEVELS } from './parse-json';

export type { LegacyFlag, LegacyShape } from './legacy-value';

/** Legacy flags that a mapping can be applied to. */
export interface ReadableFlags {
  readonly readable: true;
  readonly shape: Exclude<LegacyShape, 'UNREADABLE'>;
  /** True if the value was a JSON string that contained the JSON. */
  readonly encoded: boolean;
  /** Not null if there are no flags because the value is null, `{}`, `[]` or empty text. */
  readonly empty: EmptyShape | null;
  readonly flags: ReadonlyMap<string, LegacyFlag>;
  /** Names of lists and objects within the value: such a name is not absent. */
  readonly nested: ReadonlySet<string>;
  /** Names that occur more than once, as rules name them; if one occurrence is on, the flag is on. */
  readonly duplicates: readonly string[];
}

export interface FlagProblem {
  /** The place in the value: `CRM`, `route_access.vendors`, or `$` for the value itself. */
  readonly path: string;
  /** The JSON found at that place, shortened. */
  readonly value: string;
  readonly message: string;
}

export interface UnreadableFlags {
  readonly readable: false;
  readonly shape: 'UNREADABLE';
  readonly encoded: boolean;
  /** True if the column does not exist any more, so there are no flags to read. */
  readonly columnMissing?: true;
  /** True if it is about a past time, and the flags of then are not recorded. */
  readonly notRecorded?: true;
  /** Never empty. */
  readonly problems: readonly [FlagProblem, ...FlagProblem[]];
}

export type LegacyFlags = ReadableFlags | UnreadableFlags;

/** Replaces an organization's flags if the column does not exist. It is not JSON, so no column can contain it. */
export const COLUMN_MISSING = 'gone';
/** How a rule with a `value` names an empty list or object. */
const EMPTY_VALUES: readonly string[] = ['[]', '{}'];
/** Takes the place of the flags of a past time that are not recorded. */
export const FLAGS_NOT_RECORDED: UnreadableFlags = {
  readable: false,
  notRecorded: true,
  shape: 'UNREADABLE',
  encoded: false,
  problems: [{ path: '$', value: '', message: 'those of then are not recorded' }],
};
const UNREADABLE_WITHOUT_COLUMN: UnreadableFlags = {
  readable: false,
  columnMissing: true,
  shape: 'UNREADABLE',
  encoded: false,
  problems: [{ path: '$', value: '', message: 'their column does not exist' }],
};

/**
 * Reads the value of `organizations.enabled_modules`, in any of the known shapes, as far as the rules of a mapping ask.
 * It does not guess: one flag that a rule asks for and that is neither on nor off, nor a value that a rule names, makes
 * the whole value unreadable, and every such place is named. What no rule asks for is never in the way.
 * @param text the column's value as JSON text, null for SQL NULL, or `COLUMN_MISSING`
 */
export function readLegacyFlags(text: string | null, mapping: Mapping): LegacyFlags {
  if (text === COLUMN_MISSING) return UNREADABLE_WITHOUT_COLUMN;
  const value = parseLegacyValue(text);
  const { shape, encoded, empty, nested, duplicates } = value;
  const flags = withNested(value, mapping);
  const [first, ...others] = [...flags.values()].flatMap((flag) => problemsOf(flag, mapping));
  if (first) return { readable: false, shape: 'UNREADABLE', encoded, problems: [first, ...others] };
  return { readable: true, shape, encoded, empty, flags, nested: new Set(nested.keys()), duplicates };
}

/** Every flag of a value, readable or not. @param text see `readLegacyFlags`; not `COLUMN_MISSING` */
export function flagsOf(text: string | null, mapping: Mapping): ReadonlyMap<string, LegacyFlag> {
  return withNested(parseLegacyValue(text), mapping);
}

/** The flags, and those lists and objects that are a value by themselves: see `isValue`. */
function withNested({ flags: found, nested }: LegacyValue, mapping: Mapping): ReadonlyMap<string, LegacyFlag> {
  if (nested.size === 0) return found;
  const flags = new Map(found);
  for (const [name, { path, json, isEmpty }] of nested) {
    if (!isEmpty && !isValue(name, found, mapping)) continue;
    const shown = showJson(json);
    const text = EMPTY_VALUES.includes(shown) ? shown : null;
    flags.set(name, withValue(flags.get(name), name, path, { on: null, text, json }));
  }
  return flags;
}

/**
 * Whether a list or object that is not empty is a value by itself, neither on nor off, as an empty one always is. It is
 * one where rules ask for it, or for flags in it, and yet nothing in it answers: else it would silently grant nothing.
 * - If a rule names it, only a flag in it that another rule can grant by answers: with rules for `crm` and
 *   `crm.enabled`, `{"crm": {"enabled": true}}` is read by the second, and `{"crm": {"limit": 5}}` is unreadable.
 * - If no rule names it, a flag in it that no rule knows answers too, since that is reported. So with rules for
 *   `crm.enabled`, and the target `-` for `crm.limit`, `{"crm": {"limit": 5}}` is an unmapped `crm`.
 */
function isValue(name: string, flags: ReadonlyMap<string, LegacyFlag>, mapping: Mapping): boolean {
  const isNamed = mapping.rulesFor(name).length > 0;
  if (!isNamed && !mapping.grantsWithin(name)) return false;
  const answers = (inner: string) => mapping.grantsBy(inner) || (!isNamed && !mapping.knows(inner));
  return ![...flags.keys()].some((inner) => inner.startsWith(`${name}.`) && answers(inner));
}

function problemsOf(flag: LegacyFlag, mapping: Mapping): readonly FlagProblem[] {
  const rules = mapping.rulesFor(flag.name);
  if (flag.name === WHOLE_VALUE && rules.length === 0) return flag.values.map(({ json }) => wholeProblem(json));
  // Only a value that is neither on nor off can be a problem.
  if (rules.length === 0 || flag.values.every(({ on }) => on !== null)) return [];
  return judgeFlag(flag, rules).unreadable.map(({ json }) => problem(flag.path, json, sayOdd(json)));
}

function sayOdd(json: unknown): string {
  const isFilled = Array.isArray(json) ? json.length > 0 : json instanceof JsonObject && json.entries.length > 0;
  return isFilled ? 'is neither on nor off; a rule can name a flag within it' : 'is neither on nor off';
}

function wholeProblem(json: unknown): FlagProblem {
  const what =
    typeof json !== 'string'
      ? 'is neither a list nor an object of flags'
      : isTooDeep(json)
        ? `has more than ${MOST_LEVELS} levels of lists and objects in each other`
        : 'is text that holds no JSON list or object of flags';
  return problem(
    '$',
    json,
    `${what}: a rule for the value itself can name it (legacy_flag enabled_modules, and value), ` +
      'or the column can be corrected',
  );
}

function problem(path: string, json: unknown, what: string): FlagProblem {
  const shown = showJson(json);
  const where = shorten(path);
  return { path: where, value: shown, message: `${shown} at ${where} ${what}` };
}
