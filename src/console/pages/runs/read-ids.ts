/** Pasted IDs, separated by commas, semicolons, spaces or line breaks; `wrong` holds the parts that are no ID. */
export function readIds(text: string): { readonly ids: readonly string[]; readonly wrong: readonly string[] } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return {
    ids: [...new Set(parts.filter((part) => /^\d+$/.test(part)))],
    wrong: parts.filter((part) => !/^\d+$/.test(part)),
  };
}
