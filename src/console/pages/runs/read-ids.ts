/** Ids as people paste them: separated by commas, semicolons, spaces or lines. What is none is named. */
export function readIds(text: string): { readonly ids: readonly string[]; readonly wrong: readonly string[] } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return {
    ids: [...new Set(parts.filter((part) => /^\d+$/.test(part)))],
    wrong: parts.filter((part) => !/^\d+$/.test(part)),
  };
}
