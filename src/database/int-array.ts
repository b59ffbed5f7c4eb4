/**
 * Whole numbers as a PostgreSQL array literal, for a parameter of type `int[]`. `pg` would quote and escape each of them, which costs
 * more than all else where there are thousands.
 */
export function intArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
