/** A Markdown table. A cell's `|` is escaped, and `<` outside of code, which would begin an HTML tag. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** As code, or nothing. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A sentence: begins with a capital letter, unless that would change a name, and ends with a period. */
export function sentence(text: string): string {
  const begun = /^[a-z]+\b(?![/_.])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}

function cell(text: string): string {
  const parts = text.replaceAll('|', '\\|').replaceAll('\n', ' ').split('`');
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}
