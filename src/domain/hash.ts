import { createHash } from 'node:crypto';

/**
 * SHA-256, as hex, of a value's JSON. Callers pass arrays, whose order is theirs to fix: an object's key
 * order would make equal things hash differently.
 */
export function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
