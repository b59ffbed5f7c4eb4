import { createHash } from 'node:crypto';

/**
 * SHA-256, in hex, of an organization's legacy flags, to know them again without keeping them. `FLAGS_HASH` of
 * `src/store/product-answers.ts` is the same in SQL.
 * @param flags as the view of organizations gives them; null, SQL's NULL, has another hash than any text
 */
export function flagsHash(flags: string | null): string {
  return createHash('sha256')
    .update(flags === null ? 'null' : `=${flags}`)
    .digest('hex');
}
