/** A flag's name as rules compare it: trimmed, in lower case, with spaces and dashes as `_`. */
export function normaliseFlagName(name: string): string {
  return name.trim().toLowerCase().replace(/[ -]/g, '_');
}

/** An empty name, which would print as nothing. */
const EMPTY_NAME = '""';

/** A path as rules compare it: its names, joined by dots; an empty name as `""`. */
export function normaliseFlagPath(path: string): string {
  return path
    .split('.')
    .map((name) => normaliseFlagName(name) || EMPTY_NAME)
    .join('.');
}

/** The path of a flag in nested lists and objects, as these have it; an empty name as `""`. */
export function joinFlagPath(names: readonly string[]): string {
  return names.map((name) => (name.trim() === '' ? EMPTY_NAME : name)).join('.');
}

/** The words of a flag's path, in lower case: split at what is neither a letter nor a digit, and at camelCase. */
export function wordsOf(path: string): readonly string[] {
  return path
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A flag's value as rules compare it: trimmed, in lower case. */
export function normaliseFlagValue(value: string): string {
  return value.trim().toLowerCase();
}
