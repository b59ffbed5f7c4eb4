/**
 * Formats integers as a PostgreSQL array literal, for a parameter of type `int[]`. `pg` would quote and escape each of
 * them, which dominates the cost of a query with thousands of them.
 */
export function intArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
