/** One name of a list, in double quotes or bare, and the comma or the end after it. */
const NAME = /\s*(?:"((?:[^"]|"")*)"|([^\s,"]+))\s*(?:,|$)/y;

/**
 * Reads a list of schemas as PostgreSQL does: names without double quotes are taken in lower case.
 * @returns null if it is no such list
 */
export function readSearchPath(text: string): readonly string[] | null {
  const names: string[] = [];
  if (text.trim() === '') return names;
  NAME.lastIndex = 0;
  while (NAME.lastIndex < text.length) {
    const [, quoted, bare] = NAME.exec(text) ?? [];
    if (quoted === undefined && bare === undefined) return null;
    names.push(quoted?.replaceAll('""', '"') ?? bare?.toLowerCase() ?? '');
  }
  return /,\s*$/.test(text) ? null : names;
}

/** Writes a list of schemas for `search_path`, each name in double quotes. */
export function writeSearchPath(names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
}
