import { joinFlagPath, normaliseFlagPath, normaliseFlagValue } from './flag-name';
import { JsonObject, parseJson, toPlainJson } from './parse-json';

/** A value that a flag has. A flag has several if its name occurs several times. */
export interface FlagValue {
  /** Null if the value means neither on nor off: whether that matters depends on the rules for the flag. */
  readonly on: boolean | null;
  /**
   * As rules compare it: trimmed, in lower case, a number as text, an empty list or object as `[]` or `{}`; null for
   * JSON null, and for other lists and objects.
   */
  readonly text: string | null;
  readonly json: unknown;
}

/** One legacy flag of an organization. */
export interface LegacyFlag {
  /** As rules name it: lower case, spaces and dashes as `_`, a nested flag as `outer.inner`. */
  readonly name: string;
  /** As the column has it, for messages. */
  readonly path: string;
  /** Of several values, on wins, and off counts only if all of them are off; null for neither. */
  readonly on: boolean | null;
  readonly values: readonly FlagValue[];
}

export type LegacyShape = 'NULL' | 'ARRAY' | 'OBJECT' | 'NESTED_OBJECT' | 'VALUE' | 'UNREADABLE';

/** The ways in which a value holds no flag at all. */
export type EmptyShape = 'NULL' | 'EMPTY_OBJECT' | 'EMPTY_LIST';

/** A list or object within the value. */
interface NestedPart {
  readonly path: string;
  readonly json: unknown;
  readonly isEmpty: boolean;
}

/** The value of an organization's legacy flags, taken apart; what it means is up to the rules of a mapping. */
export interface LegacyValue {
  readonly shape: Exclude<LegacyShape, 'UNREADABLE'>;
  /** True if the value was a JSON string that contained the JSON. */
  readonly encoded: boolean;
  /** Not null if there are no flags because the value is null, `{}`, `[]` or empty text. */
  readonly empty: EmptyShape | null;
  readonly flags: ReadonlyMap<string, LegacyFlag>;
  /** By name, the lists and objects within the value. */
  readonly nested: ReadonlyMap<string, NestedPart>;
  /** Names that occur more than once, as rules name them. */
  readonly duplicates: readonly string[];
}

/**
 * The name of the value itself, if it is text, a number or a truth value. No flag within a value can have this name,
 * because spaces in names become `_`.
 */
export const WHOLE_VALUE = 'the value itself';

const ON_WORDS: readonly string[] = ['true', '1', 'yes', 'on', 'enabled'];
const OFF_WORDS: readonly string[] = ['', 'false', '0', 'no', 'off', 'disabled'];
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...ON_WORDS.map((word) => [word, true] as const),
  ...OFF_WORDS.map((word) => [word, false] as const),
]);
const ENCODINGS = 5;
const DEPTH = 20;
const SHOWN_LENGTH = 120;
/** The entries by which an object in a list is named. */
const KEY_ENTRIES: readonly string[] = ['key', 'name'];

/**
 * Takes the value of `organizations.enabled_modules` apart. Text that is not JSON is a value like any other.
 * @param text the column's value as JSON text, or null for SQL NULL
 */
export function parseLegacyValue(text: string | null): LegacyValue {
  let value: unknown = null;
  let encoded = false;
  if (text !== null) {
    const parsed = parseJson(text);
    value = parsed === undefined ? text : parsed;
  }
  for (let level = 0; level < ENCODINGS && typeof value === 'string'; level += 1) {
    const inner = value.trim() === '' ? null : parseJson(value);
    if (inner === undefined) break;
    value = inner;
    encoded = true;
  }
  return takeApart(value, encoded);
}

function takeApart(value: unknown, encoded: boolean): LegacyValue {
  const found = new Collector();
  if (value === null) return found.result('NULL', encoded, 'NULL');
  if (value instanceof JsonObject) {
    for (const [name, entry] of value.entries) walk(found, [name], entry);
    const empty = value.entries.length === 0 ? 'EMPTY_OBJECT' : null;
    return found.result(found.isNested ? 'NESTED_OBJECT' : 'OBJECT', encoded, empty);
  }
  if (Array.isArray(value)) {
    walkList(found, [], value);
    return found.result(found.isNested ? 'NESTED_OBJECT' : 'ARRAY', encoded, value.length === 0 ? 'EMPTY_LIST' : null);
  }
  found.addWhole(value);
  return found.result('VALUE', encoded, null);
}

/** An object holds values by name; a list holds names of flags that are on. */
function walk(found: Collector, segments: readonly string[], value: unknown): void {
  const isObject = value instanceof JsonObject;
  if ((!isObject && !Array.isArray(value)) || segments.length >= DEPTH) {
    found.add(segments, value);
  } else if (isObject) {
    found.addNested(segments, value, value.entries.length === 0);
    for (const [name, entry] of value.entries) walk(found, [...segments, name], entry);
  } else {
    found.addNested(segments, value, value.length === 0);
    walkList(found, segments, value);
  }
}

function walkList(found: Collector, segments: readonly string[], list: readonly unknown[]): void {
  list.forEach((entry, index) => {
    const key = keyOf(entry);
    if (typeof entry === 'string') found.add([...segments, entry], true);
    else if (key !== null && segments.length + 1 < DEPTH) {
      found.addNested([...segments, key.name], entry, key.others.length === 0);
      for (const [name, one] of key.others) walk(found, [...segments, key.name, name], one);
    } else found.addOdd([...segments.slice(0, -1), `${segments.at(-1) ?? ''}[${index}]`], entry);
  });
}

/** The name of an object in a list, such as `{"key": "crm", "limit": 5}`, and its other entries. */
function keyOf(
  entry: unknown,
): { readonly name: string; readonly others: readonly (readonly [string, unknown])[] } | null {
  if (!(entry instanceof JsonObject)) return null;
  for (const wanted of KEY_ENTRIES) {
    const found = entry.entries.find(([name, value]) => name === wanted && typeof value === 'string');
    if (found) return { name: String(found[1]), others: entry.entries.filter((one) => one !== found) };
  }
  return null;
}

/** Collects the flags of one value. */
class Collector {
  private readonly flags = new Map<string, LegacyFlag>();
  private readonly nested = new Map<string, NestedPart>();
  private readonly duplicates = new Set<string>();

  get isNested(): boolean {
    return this.nested.size > 0;
  }

  addWhole(value: unknown): void {
    this.flags.set(WHOLE_VALUE, flagOf(WHOLE_VALUE, '$', [readFlagValue(value)]));
  }

  add(segments: readonly string[], json: unknown): void {
    this.addValue(segments, readFlagValue(json));
  }

  /** Adds something in a list that is not the name of a flag, be it a truth value or a number. */
  addOdd(segments: readonly string[], json: unknown): void {
    this.addValue(segments, { on: null, text: null, json });
  }

  private addValue(segments: readonly string[], value: FlagValue): void {
    const { name, path } = placeOf(segments);
    const earlier = this.flags.get(name);
    if (earlier) this.duplicates.add(name);
    this.flags.set(name, withValue(earlier, name, path, value));
  }

  addNested(segments: readonly string[], json: unknown, isEmpty: boolean): void {
    const { name, path } = placeOf(segments);
    const earlier = this.nested.get(name);
    if (!earlier || earlier.isEmpty) this.nested.set(name, { path, json, isEmpty });
  }

  result(shape: LegacyValue['shape'], encoded: boolean, empty: EmptyShape | null): LegacyValue {
    return { shape, encoded, empty, flags: this.flags, nested: this.nested, duplicates: [...this.duplicates] };
  }
}

/** PostgreSQL cannot store every name in text, so no rule can name such a flag; it is reported in an escaped form. */
function placeOf(segments: readonly string[]): { readonly name: string; readonly path: string } {
  const path = joinFlagPath(segments);
  if (path.includes('\0') || !path.isWellFormed()) {
    // A dot within a name separates, as in every other path.
    const escaped = shorten(JSON.stringify(joinFlagPath(path.split('.'))));
    return { name: escaped, path: escaped };
  }
  return { name: normaliseFlagPath(path), path };
}

/** The flag with one more value. The path of a value that is on is preferred, since on wins. */
export function withValue(earlier: LegacyFlag | undefined, name: string, path: string, value: FlagValue): LegacyFlag {
  if (!earlier) return flagOf(name, path, [value]);
  return flagOf(name, value.on === true && earlier.on !== true ? path : earlier.path, [...earlier.values, value]);
}

function flagOf(name: string, path: string, values: readonly FlagValue[]): LegacyFlag {
  const on = values.some((value) => value.on === true)
    ? true
    : values.some((value) => value.on === null)
      ? null
      : false;
  return { name, path, on, values };
}

/**
 * Whether the name of a flag occurs more than once in one value with different values, such as on and off: which of
 * them the product takes, no reading can know.
 */
export function hasDifferingValues({ values: [first, ...others] }: LegacyFlag): boolean {
  return first !== undefined && others.some(({ on, text }) => on !== first.on || (on === null && text !== first.text));
}

/** Whether text means on or off; null for neither. */
export function readWord(text: string): boolean | null {
  return WORDS.get(normaliseFlagValue(text)) ?? null;
}

function readFlagValue(json: unknown): FlagValue {
  if (json === null) return { on: false, text: null, json };
  if (typeof json !== 'string' && typeof json !== 'number' && typeof json !== 'boolean')
    return { on: null, text: null, json };
  const text = normaliseFlagValue(String(json));
  return { on: readWord(text), text, json };
}

/** A value as JSON, shortened, without a character that PostgreSQL cannot store. */
export function showJson(json: unknown): string {
  return shorten(JSON.stringify(toPlainJson(json)));
}

/** Like `showJson`, with text as it is, for `crm=premium`. */
export function showValue(json: unknown): string {
  return typeof json === 'string' ? shorten(JSON.stringify(json).slice(1, -1)) : showJson(json);
}

/** Shortened, for a journal or a message. */
export function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH).toWellFormed()}…`;
}
