import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { TEST_SECRET } from './test-database';

/** Valid claims of a super admin, of which a test changes one. */
export const GOOD_CLAIMS = { sub: 'tester', role: 'SUPER_ADMIN' } as const;

/** An Authorization header with these claims, signed with this secret; `expiresIn: null` sets no expiry. */
export async function bearer(
  claims: JWTPayload,
  options: { readonly secret?: string; readonly alg?: string; readonly expiresIn?: string | null } = {},
): Promise<string> {
  const { secret = TEST_SECRET, alg = 'HS256', expiresIn = '10m' } = options;
  const jwt = new SignJWT(claims).setProtectedHeader({ alg }).setIssuedAt();
  if (expiresIn !== null) jwt.setExpirationTime(expiresIn);
  return `Bearer ${await jwt.sign(new TextEncoder().encode(secret))}`;
}

/** A token with `alg: none`, which has no signature. */
export function unsecuredBearer(claims: JWTPayload): string {
  return `Bearer ${new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('10m').encode()}`;
}
