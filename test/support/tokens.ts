import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { TEST_SECRET } from './test-database';

/** Good claims of a super admin; a test spoils one of them. */
export const GOOD_CLAIMS = { sub: 'tester', role: 'SUPER_ADMIN' } as const;

/** An Authorization header with a token as the test wants it: claims, secret, end (null: none). */
export async function bearer(
  claims: JWTPayload,
  options: { readonly secret?: string; readonly alg?: string; readonly expiresIn?: string | null } = {},
): Promise<string> {
  const { secret = TEST_SECRET, alg = 'HS256', expiresIn = '10m' } = options;
  const jwt = new SignJWT(claims).setProtectedHeader({ alg }).setIssuedAt();
  if (expiresIn !== null) jwt.setExpirationTime(expiresIn);
  return `Bearer ${await jwt.sign(new TextEncoder().encode(secret))}`;
}

/** `alg: none`: no signature at all. */
export function unsecuredBearer(claims: JWTPayload): string {
  return `Bearer ${new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('10m').encode()}`;
}
