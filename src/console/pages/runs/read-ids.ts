/** Pasted IDs, one a line, or separated by commas or semicolons; whole numbers may be separated by spaces too. */
export function readIds(text: string): readonly string[] {
  const parts = text
    .split(/[,;\n]/)
    .flatMap((part) => (/^[\d\s-]+$/.test(part) ? part.trim().split(/\s+/) : [part.trim()]))
    .filter((part) => part !== '');
  return [...new Set(parts)];
}
