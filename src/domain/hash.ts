import { createHash } from 'node:crypto';

/** SHA-256, in hex, of a value's JSON. It takes arrays because equal objects with another key order would differ. */
export function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
