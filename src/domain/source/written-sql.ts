/** What a person wrote of a query: all of it, or a condition. */
export interface WrittenSql {
  readonly what: 'query' | 'condition';
  readonly text: string;
  /** Where it begins in the query, in letters; negative if the query leaves out its first letters. */
  readonly from: number;
}

/** All of a query, which leaves out the blanks around it. */
export function writtenQuery(sql: string): WrittenSql {
  return { what: 'query', text: sql.trimEnd(), from: lengthOf(sql.trimStart()) - lengthOf(sql) };
}

/** A condition within a query, with the text that follows it there. */
export function writtenCondition(condition: string, query: string, after: string): WrittenSql {
  return { what: 'condition', text: condition, from: lengthOf(query) - lengthOf(condition) - lengthOf(after) };
}

/**
 * The line in what a person wrote, from 1; undefined outside of it.
 * @param place in the query, in letters from 0, as PostgreSQL counts them; null if unknown
 * @example lineOf(writtenQuery('SELECT\n  1 +'), 12) // 2
 */
export function lineOf(written: WrittenSql | null, place: number | null): number | undefined {
  if (written === null || place === null) return undefined;
  const index = place - written.from;
  // An end that comes too early is found behind the text.
  if (place < 0 || index < 0 || index > lengthOf(written.text) + 1) return undefined;
  return (
    Array.from(written.text)
      .slice(0, index)
      .filter((letter) => letter === '\n').length + 1
  );
}

/**
 * A message without the text that follows the query: PostgreSQL shows a comment or text that has no end up to the end
 * of all. Its first line is what a person wrote.
 * @example ofWritten('unterminated quoted string at or near "\'all\n) AS source"', '\n) AS source')
 *   // unterminated quoted string at or near "'all": it begins there and has no end
 */
export function ofWritten(message: string, after: string): string {
  const [first = ''] = message.split('\n');
  return message.includes(after) ? `${first}": it begins there and has no end` : message;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
