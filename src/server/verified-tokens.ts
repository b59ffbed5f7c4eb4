import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../domain/actor';

/** The actor of a request, and when the token expires. */
export interface SignedIn {
  readonly actor: Actor;
  readonly until: Date;
}

const KEPT = 10_000;
const KEPT_MS = 60_000;

/**
 * Remembers tokens that were verified, by their hash: for a minute, until they expire, and until the provider's keys
 * are read again, since the key that signed them may have gone.
 */
export class VerifiedTokens {
  private readonly kept = new LRUCache<string, { readonly signedIn: SignedIn; readonly keys: unknown }>({
    max: KEPT,
    ttl: KEPT_MS,
  });

  /** @param keysRead tells which reading of the provider's keys counts now */
  constructor(private readonly keysRead: () => unknown) {}

  /** Who was signed in with an Authorization header that was verified before; undefined if it has to be verified. */
  find(authorization: string): SignedIn | undefined {
    const found = this.kept.get(hashOf(authorization));
    return found && found.keys === this.keysRead() && found.signedIn.until.getTime() > Date.now()
      ? found.signedIn
      : undefined;
  }

  /** @param keys the reading of the keys by which it was verified: they may have been read again meanwhile */
  keep(authorization: string, signedIn: SignedIn, keys: unknown): void {
    this.kept.set(hashOf(authorization), { signedIn, keys });
  }
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64');
}
