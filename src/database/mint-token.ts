import { SignJWT } from 'jose';
import { isActorId, LONGEST_ACTOR_ID, needsOrganization, type Role } from '../domain/actor';
import { DomainError } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import type { Config } from '../platform/config';
import { embeddedSecret } from './embedded/embedded-secret';

/**
 * The shared secret that signs tokens: the configured one, or the generated one of the embedded database.
 * @throws DomainError INVALID_INPUT if none is configured, or a provider signs tokens
 */
export async function signingSecret(config: Config): Promise<string> {
  if (config.auth.oidc !== null)
    throw new DomainError('INVALID_INPUT', 'Tokens come from the provider in AUTH_OIDC_ISSUER: sign in there.');
  if (config.auth.secret !== null) return config.auth.secret;
  if (config.database === null) return embeddedSecret(config.dataDir);
  throw new DomainError(
    'INVALID_INPUT',
    'Set AUTH_JWT_SECRET (32 bytes or more), AUTH_JWKS_URL or AUTH_OIDC_ISSUER: a key is needed to verify tokens.',
  );
}

/**
 * Signs a token with the shared secret.
 * @param token.ttl the lifetime, as jose reads it: `1h`, `15m`, `7d`
 * @throws DomainError INVALID_INPUT if another issuer signs tokens, the role needs an organization, or
 *   `subject` or `ttl` is invalid
 */
export async function mintToken(
  config: Config,
  token: {
    readonly subject: string;
    readonly role: Role;
    readonly organizationId: OrganizationId | null;
    readonly ttl: string;
  },
): Promise<string> {
  if (config.auth.jwksUrl !== null)
    throw new DomainError('INVALID_INPUT', 'Tokens come from the issuer behind AUTH_JWKS_URL: request one there.');
  if (token.organizationId === null && needsOrganization(token.role)) {
    throw new DomainError('INVALID_INPUT', `A token of role ${token.role} needs an organization: --org ID.`);
  }
  if (!isActorId(token.subject)) {
    throw new DomainError(
      'INVALID_INPUT',
      `--subject must be 1 to ${LONGEST_ACTOR_ID} characters, without control characters: servers refuse the token.`,
    );
  }
  const jwt = new SignJWT({ role: token.role, ...(token.organizationId !== null && { org_id: token.organizationId }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(token.subject)
    .setIssuedAt();
  try {
    if (!/^[1-9]\d* ?[a-z]+$/i.test(token.ttl)) throw new TypeError('not a lifetime');
    jwt.setExpirationTime(token.ttl);
  } catch {
    throw new DomainError('INVALID_INPUT', `--ttl '${token.ttl}' must be a time such as 15m, 1h or 7d.`);
  }
  if (config.auth.issuer !== null) jwt.setIssuer(config.auth.issuer);
  if (config.auth.audience !== null) jwt.setAudience(config.auth.audience);
  return jwt.sign(new TextEncoder().encode(await signingSecret(config)));
}
