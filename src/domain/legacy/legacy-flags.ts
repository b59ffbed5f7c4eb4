import { JsonObject, parseJson, toPlainJson } from './parse-json';

/** One legacy flag of an organization. */
export interface LegacyFlag {
  /** As rules name it: lower case, spaces and dashes as `_`, a nested flag as `outer.inner`. */
  readonly name: string;
  /** As the column has it, for messages. */
  readonly path: string;
  readonly on: boolean;
}

export type LegacyShape = 'NULL' | 'ARRAY' | 'OBJECT' | 'NESTED_OBJECT' | 'UNREADABLE';

export interface ReadableFlags {
  readonly readable: true;
  readonly shape: Exclude<LegacyShape, 'UNREADABLE'>;
  /** True if the value was a JSON string that contained the JSON. */
  readonly encoded: boolean;
  readonly flags: ReadonlyMap<string, LegacyFlag>;
  /** Names that occur more than once, as rules name them; if one occurrence is on, the flag is on. */
  readonly duplicates: readonly string[];
}

export interface FlagProblem {
  /** The place in the value: `CRM`, `route_access.vendors`, `[2]`, or `$` for the value itself. */
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
  /** Never empty. */
  readonly problems: readonly [FlagProblem, ...FlagProblem[]];
}

export type LegacyFlags = ReadableFlags | UnreadableFlags;

const ON: readonly unknown[] = [true, 1, 'true', '1', 'yes', 'on', 'enabled'];
const OFF: readonly unknown[] = [false, 0, null, '', 'false', '0', 'no', 'off', 'disabled'];
const SHOWN_LENGTH = 120;

/** Replaces an organization's flags if the column does not exist. It is not JSON, so no column can contain it. */
export const COLUMN_MISSING = 'gone';
const UNREADABLE_WITHOUT_COLUMN: UnreadableFlags = {
  readable: false,
  columnMissing: true,
  shape: 'UNREADABLE',
  encoded: false,
  problems: [{ path: '$', value: '', message: 'their column does not exist' }],
};

/** A flag's name as rules compare it: in lower case, with spaces and dashes as `_`. */
export function normaliseFlagName(name: string): string {
  return name.toLowerCase().replace(/[ -]/g, '_');
}

/**
 * Reads the value of `organizations.enabled_modules`, in any of the known shapes.
 * It does not guess: one unknown shape or flag value makes the whole value unreadable, and every such place is named.
 * @param text the column's value as JSON text, null for SQL NULL, or `COLUMN_MISSING`
 */
export function readLegacyFlags(text: string | null): LegacyFlags {
  if (text === null) return readValue(null, false);
  if (text === COLUMN_MISSING) return UNREADABLE_WITHOUT_COLUMN;
  const value = parseJson(text);
  if (value === undefined) return unreadable(false, [problem('$', text, 'is not JSON')]);
  if (typeof value !== 'string') return readValue(value, false);

  const inner = parseJson(value);
  if (inner === undefined || typeof inner === 'string') {
    return unreadable(true, [problem('$', value, 'is text that holds no JSON list or object of flags')]);
  }
  return readValue(inner, true);
}

function readValue(value: unknown, encoded: boolean): LegacyFlags {
  const found = new Collector();
  if (value === null) return found.result('NULL', encoded);
  if (Array.isArray(value)) {
    value.forEach((entry: unknown, index) => {
      if (typeof entry === 'string') found.add([entry], true);
      else found.problems.push(problem(`[${index}]`, entry, 'is not the name of a flag'));
    });
    return found.result('ARRAY', encoded);
  }
  if (!(value instanceof JsonObject)) {
    return unreadable(encoded, [problem('$', value, 'is neither a list nor an object of flags')]);
  }

  let nested = false;
  for (const [name, entry] of value.entries) {
    if (entry instanceof JsonObject) {
      nested = true;
      for (const [inner, innerEntry] of entry.entries) found.addValue([name, inner], innerEntry);
    } else {
      found.addValue([name], entry);
    }
  }
  return found.result(nested ? 'NESTED_OBJECT' : 'OBJECT', encoded);
}

/** Collects the flags and problems of one value. */
class Collector {
  readonly problems: FlagProblem[] = [];
  private readonly flags = new Map<string, LegacyFlag>();
  private readonly duplicates = new Set<string>();

  addValue(segments: readonly string[], value: unknown): void {
    if (ON.includes(value)) this.add(segments, true);
    else if (OFF.includes(value)) this.add(segments, false);
    else this.problems.push(problem(segments.join('.'), value, 'is neither on nor off'));
  }

  add(segments: readonly string[], on: boolean): void {
    const path = segments.join('.');
    // PostgreSQL cannot store such a name in text, so a run could not report it.
    if (path.includes('\0') || !path.isWellFormed()) {
      this.problems.push(problem(path, path, 'is a name with a character that cannot be stored'));
      return;
    }
    const name = segments.map(normaliseFlagName).join('.');
    const earlier = this.flags.get(name);
    if (earlier) this.duplicates.add(name);
    if (!earlier || (on && !earlier.on)) this.flags.set(name, { name, path, on });
  }

  result(shape: Exclude<LegacyShape, 'UNREADABLE'>, encoded: boolean): LegacyFlags {
    const [first, ...others] = this.problems;
    if (first) return unreadable(encoded, [first, ...others]);
    return { readable: true, shape, encoded, flags: this.flags, duplicates: [...this.duplicates] };
  }
}

function unreadable(encoded: boolean, problems: readonly [FlagProblem, ...FlagProblem[]]): UnreadableFlags {
  return { readable: false, shape: 'UNREADABLE', encoded, problems };
}

function problem(path: string, value: unknown, what: string): FlagProblem {
  const shown = shorten(JSON.stringify(toPlainJson(value)));
  const where = storable(path);
  return { path: where, value: shown, message: `${shown} at ${where} ${what}` };
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH).toWellFormed()}…`;
}

function storable(path: string): string {
  return path.includes('\0') || !path.isWellFormed() ? shorten(JSON.stringify(path)) : shorten(path);
}
