import { createRemoteJWKSet, customFetch, errors, jwksCache, type JWKSCacheInput, type JWTVerifyGetKey } from 'jose';
import { RateLimit } from '../platform/rate-limit';

/** For so long a key that was not found is not looked for again. */
const HELD_BACK_MS = 30_000;
/** So many keys that were not found are remembered. */
const HELD_BACK_KEYS = 1_000;
/** The keys are read at most so often within a minute, for whatever cause: at once, and then each 5 seconds. */
const READINGS_A_MINUTE = 12;

/** The keys that an issuer publishes. */
export interface PublishedKeys {
  readonly key: JWTVerifyGetKey;
  /** What keys there are now: the same value as long as they are the same. */
  readonly keysRead: () => unknown;
}

/**
 * Reads the keys of an issuer when they are first needed, and again after ten minutes. A key that is not among them is
 * looked for at once, since the issuer may have begun to sign with a new one, and then not again for 30 seconds. Tokens
 * that name keys at random, and an issuer that does not answer, make the server read no more than 12 times a minute;
 * each reading finds a new key, whichever token caused it.
 */
export function publishedKeys(address: string): PublishedKeys {
  const cache: JWKSCacheInput = {};
  const readings = new RateLimit({ limit: READINGS_A_MINUTE, keys: 1 });
  const missing = new RateLimit({ limit: 1, windowMs: HELD_BACK_MS, keys: HELD_BACK_KEYS });
  const read = createRemoteJWKSet(new URL(address), {
    [jwksCache]: cache,
    [customFetch]: async (url, options) => {
      if (readings.take('all')?.waitMs !== 0) throw new Error('the keys were read too often just now');
      return fetch(url, options);
    },
    // When to look for an unknown key is decided here: jose would hold all of them back after each reading.
    cooldownDuration: Infinity,
  });
  const key: JWTVerifyGetKey = async (header, token) => {
    const id = `${header.alg} ${header.kid ?? ''}`;
    try {
      return await read(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || missing.isSpent(id)) throw error;
    }
    await read.reload();
    try {
      return await read(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) missing.take(id);
      throw error;
    }
  };
  let known: { readonly at: unknown; readonly keys: string | undefined } = { at: undefined, keys: undefined };
  const keysRead = () => {
    if (cache.uat !== known.at) {
      const keys = JSON.stringify(cache.jwks);
      known = { at: cache.uat, keys: keys === known.keys ? known.keys : keys };
    }
    return known.keys;
  };
  return { key, keysRead };
}
