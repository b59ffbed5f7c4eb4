/**
 * Why PostgreSQL cannot store a text, continued after what it is about; null if it can. Its type `text` holds no NUL,
 * and `jsonb` no half of a surrogate pair, which no Unicode text has.
 * @example textFault('a\0b') // contains the NUL character (\u0000), which cannot be stored
 */
export function textFault(text: string): string | null {
  if (text.includes('\0')) return 'contains the NUL character (\\u0000), which cannot be stored';
  return text.isWellFormed() ? null : 'contains half of a surrogate pair (\\ud800 to \\udfff), which cannot be stored';
}
