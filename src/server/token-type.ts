import type { JWTPayload } from 'jose';

/** The type of an access token (RFC 9068), as opposed to an ID token. */
const ACCESS_TOKEN = 'at+jwt';
const PLAIN = 'jwt';

/**
 * Whether a token of this type may sign a request in. An issuer signs many kinds of tokens with the same keys, such as
 * those that announce a logout; only their type tells them apart.
 * @param takesAccessTokens whether an access token is meant for this API, not only an ID token
 */
export function signsIn(
  { typ }: { readonly typ?: unknown },
  { events }: JWTPayload,
  takesAccessTokens: boolean,
): boolean {
  // Security events, of which logout tokens are one kind, need not have a type of their own.
  if (events !== undefined) return false;
  if (typ === undefined) return true;
  if (typeof typ !== 'string') return false;
  const type = typ.toLowerCase().replace(/^application\//, '');
  return type === PLAIN || (takesAccessTokens && type === ACCESS_TOKEN);
}
