import type { MappingRule } from '../../src/domain/legacy/mapping';

/**
 * A second implementation of reading legacy flags by a mapping, without any code of the engine: slow and plain, one
 * rule at a time. If the two differ, one of them is wrong.
 */
export interface NaiveReading {
  /** What the value makes of a rule. */
  readonly ask: (rule: MappingRule) => 'on' | 'off' | 'absent';
  /** What no rule knows, by name; with `=value` where only the value is not known. */
  readonly unmapped: ReadonlySet<string>;
  /** Every flag by name: on, off, or null for neither. */
  readonly flags: ReadonlyMap<string, boolean | null>;
  /** Names that occur more than once. */
  readonly twice: ReadonlySet<string>;
}

/** Something at a place in the value: a value, a list or object, or something in a list that is no name. */
interface Found {
  readonly name: string;
  readonly json: unknown;
  readonly isBox: boolean;
  readonly isOdd: boolean;
}

export function naiveReading(stored: unknown, rules: readonly MappingRule[]): NaiveReading | 'unreadable' {
  const value = decode(stored);
  const found = isBox(value) ? inside(null, value) : value === null ? [] : [{ ...leaf('$whole', value), isBox: false }];
  const isEmpty = value === null || (isBox(value) && Object.keys(value).length === 0);
  const nameOf = ({ legacyFlag }: MappingRule) => naiveFlagOfRule(legacyFlag);
  const isAbout = (name: string) => rules.filter((rule) => nameOf(rule) === name);
  const beneath = (name: string) => rules.filter((rule) => nameOf(rule).startsWith(`${name}.`));

  const isWithinKnown = (name: string) =>
    rules.some((rule) => !grants(rule) && rule.value === undefined && name.startsWith(`${nameOf(rule)}.`));

  // An empty list or object is a value of its own. So is one that rules are about, if nothing in it answers: a flag in
  // it that a rule can grant by, or, unless rules name the list or object itself, one that is reported as unmapped.
  const judged = found.filter(({ name, json, isBox: box }) => {
    if (!box) return true;
    if (isBare(json)) return !found.some((one) => one.isBox && one.name === name && !isBare(one.json));
    const isNamed = isAbout(name).length > 0;
    if (!isNamed && !beneath(name).some(grants)) return false;
    const within = found.filter((one) => !one.isBox && one.name.startsWith(`${name}.`));
    if (within.some((one) => isAbout(one.name).some(grants))) return false;
    return isNamed || within.every((one) => isAbout(one.name).length > 0 || isWithinKnown(one.name));
  });
  // Of several lists and objects with one name, one counts: the first with something in it, else the last.
  const values = judged.filter((one, index) => {
    const isSame = (other: Found) => other.isBox && other.name === one.name;
    return !one.isBox || (isBare(one.json) ? judged.findLastIndex(isSame) : judged.findIndex(isSame)) === index;
  });
  if (values.some(({ name }) => name === '$whole') && isAbout('$whole').length === 0) return 'unreadable';

  const unmapped = new Set<string>();
  for (const one of values) {
    const about = isAbout(one.name);
    const text = textOf(one);
    const isNamed = about.some((rule) => rule.value !== undefined && rule.value === text);
    const asks = about.some((rule) => rule.value === undefined && rule.targetModule !== '-');
    const isKnown = about.some((rule) => rule.value === undefined && rule.targetModule === '-');
    if (asks && !isNamed && wordOf(one) === null) return 'unreadable';
    if (about.length === 0 && !isWithinKnown(one.name)) unmapped.add(one.name);
    if (about.length > 0 && !isNamed && !asks && !isKnown && wordOf(one) !== false)
      unmapped.add(`${one.name}=${typeof one.json === 'string' ? one.json : JSON.stringify(one.json)}`);
  }

  const ask = (rule: MappingRule): 'on' | 'off' | 'absent' => {
    if (rule.legacyFlag === '*') return 'on';
    if (rule.legacyFlag === '@empty') return isEmpty ? 'on' : 'absent';
    const name = nameOf(rule);
    const own = values.filter((one) => one.name === name);
    if (own.length === 0) {
      if (rule.whenAbsent !== 'on' || found.some((one) => one.name === name)) return 'absent';
      // What is in the way of the flag mentions it, and is off for it too where it is off.
      const inTheWay = found.filter(
        (one) => !isBox(one.json) && (one.name === '$whole' || name.startsWith(`${one.name}.`)),
      );
      const places = [...new Set(inTheWay.map((one) => one.name))];
      const isOff = (place: string) => inTheWay.every((one) => one.name !== place || wordOf(one) === false);
      if (places.some(isOff)) return 'off';
      return inTheWay.length > 0 ? 'absent' : 'on';
    }
    if (rule.value !== undefined) return own.some((one) => textOf(one) === rule.value) ? 'on' : 'off';
    const named = isAbout(name).flatMap((other) => other.value ?? []);
    return own.some((one) => wordOf(one) === true && !named.includes(textOf(one) ?? '')) ? 'on' : 'off';
  };
  const flags = new Map<string, boolean | null>();
  for (const name of new Set(values.map((one) => one.name))) {
    const words = values.filter((one) => one.name === name).map(wordOf);
    flags.set(name, words.includes(true) ? true : words.includes(null) ? null : false);
  }
  const names = found.filter((one) => !one.isBox).map(({ name }) => name);
  return { ask, unmapped, flags, twice: new Set(names.filter((name, index) => names.indexOf(name) !== index)) };
}

function grants({ targetModule }: MappingRule): boolean {
  return targetModule !== '-';
}

function naiveFlagOfRule(legacyFlag: string): string {
  if (legacyFlag === 'enabled_modules') return '$whole';
  return normal(legacyFlag.replace(/^enabled_modules\./, ''));
}

function decode(stored: unknown): unknown {
  let value = stored;
  for (let times = 0; times < 5 && typeof value === 'string'; times += 1) {
    if (value.trim() === '') return null;
    try {
      value = JSON.parse(value);
    } catch {
      return value;
    }
  }
  return value;
}

function isBox(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isKeyed(value: unknown): boolean {
  return keyOf(value) !== undefined;
}

/** The place of objects in lists is their key; such a box is empty if it has nothing but its key. */
const keyed = new WeakSet<object>();

function keyOf(value: unknown): string | undefined {
  return isBox(value) && keyed.has(value) ? 'key' : undefined;
}

function isBare(value: unknown): boolean {
  return Object.keys(value ?? {}).length - (isKeyed(value) ? 1 : 0) === 0;
}

function inside(outer: string | null, box: object): readonly Found[] {
  const under = (name: string) => (outer === null ? name : `${outer}.${name}`);
  if (!Array.isArray(box))
    return Object.entries(box).flatMap(([name, one]: [string, unknown]) => place(under(name), one));
  return box.flatMap((one: unknown, index): readonly Found[] => {
    if (typeof one === 'string') return [leaf(under(one), true)];
    if (isBox(one) && !Array.isArray(one)) {
      const fields = Object.entries(one);
      const key =
        fields.find(([name, text]) => name === 'key' && typeof text === 'string') ??
        fields.find(([name, text]) => name === 'name' && typeof text === 'string');
      if (key) {
        keyed.add(one);
        const at = under(String(key[1]));
        const rest = fields.filter((field) => field !== key);
        return [
          { ...leaf(at, one), isBox: true },
          ...rest.flatMap(([name, inner]: [string, unknown]) => place(`${at}.${name}`, inner)),
        ];
      }
    }
    return [{ ...leaf(`${outer ?? ''}[${index}]`, one), isOdd: true }];
  });
}

function place(path: string, value: unknown): readonly Found[] {
  if (!isBox(value)) return [leaf(path, value)];
  return [{ ...leaf(path, value), isBox: true }, ...inside(path, value)];
}

function leaf(path: string, json: unknown): Found {
  const isStorable = !/\0|\p{Surrogate}/u.test(path);
  const shown = path
    .split('.')
    .map((name) => (name.trim() === '' ? '""' : name))
    .join('.');
  return { name: isStorable ? normal(path) : JSON.stringify(shown), json, isBox: false, isOdd: false };
}

function normal(path: string): string {
  return path
    .split('.')
    .map((name) => name.trim().toLowerCase().replaceAll(' ', '_').replaceAll('-', '_') || '""')
    .join('.');
}

function textOf({ json, isBox: box, isOdd }: Found): string | null {
  if (box && Object.keys(json ?? {}).length === 0) return Array.isArray(json) ? '[]' : '{}';
  if (box || isOdd || !['string', 'number', 'boolean'].includes(typeof json)) return null;
  return (typeof json === 'string' ? json : JSON.stringify(json)).trim().toLowerCase();
}

function wordOf(found: Found): boolean | null {
  if (found.json === null && !found.isOdd) return false;
  const text = textOf(found);
  if (text === null) return null;
  if (['true', '1', 'yes', 'on', 'enabled'].includes(text)) return true;
  return ['false', '0', '', 'no', 'off', 'disabled'].includes(text) ? false : null;
}
