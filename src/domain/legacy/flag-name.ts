/** A flag's name as rules compare it: trimmed, in lower case, with spaces and dashes as `_`. */
export function normaliseFlagName(name: string): string {
  return name.trim().toLowerCase().replace(/[ -]/g, '_');
}

/** A path as rules compare it: its names, joined by dots. */
export function normaliseFlagPath(path: string): string {
  return path.split('.').map(normaliseFlagName).join('.');
}

/** A flag's value as rules compare it: trimmed, in lower case. */
export function normaliseFlagValue(value: string): string {
  return value.trim().toLowerCase();
}
