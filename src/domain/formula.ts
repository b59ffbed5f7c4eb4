/** What makes a spreadsheet execute a cell: also after spaces, and in full-width forms. */
const FORMULA = /^['\s]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^['\s]*[\t\r]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A cell that a spreadsheet does not execute: with an apostrophe before what would be a formula. A number is none,
 * whatever its sign. Text that has such an apostrophe gets another, so that `withoutGuard` can take off just one.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 * @example withGuard('=1+1') // "'=1+1"
 */
export function withGuard(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

/** The text that `withGuard` was given. @example withoutGuard("'=1+1") // '=1+1' */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
