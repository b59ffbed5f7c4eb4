import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { ROLES, type Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import type { Config } from '../platform/config';
import { signingSecret } from '../database/mint-token';
import type { OidcProvider } from './oidc-provider';

/** Who asks, and until when the token says so. */
export interface SignedIn {
  readonly actor: Actor;
  readonly until: Date;
}

/** Finds out who asks, from an Authorization header: null where there is none. */
export type Authenticate = (authorization: string | undefined) => Promise<SignedIn | null>;

/** The last moment that a Date can hold: a token may say any number. */
const LATEST = 8_640_000_000_000_000;

const organization = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^[1-9]\d*$/)
      .transform(Number),
  ])
  .pipe(z.number().int().positive().max(2_147_483_647));

/** What a token says: `sub`, `role`, `exp`, and `org_id` for those who belong to an organization; a provider may have other names for two of them. */
const claims = z
  .object({
    sub: z.string().min(1),
    role: z.enum(ROLES),
    exp: z.number().transform((seconds) => new Date(Math.min(seconds * 1_000, LATEST))),
    org_id: organization.optional(),
  })
  .refine(({ role, org_id }) => org_id !== undefined || (role !== 'MEMBER' && role !== 'ORG_ADMIN'), {
    path: ['org_id'],
    message: 'missing',
  });

/** Who needs no organization may have one of the provider's own kind, or null: it is not looked at. */
function organizationIn(claim: unknown, role: unknown): unknown {
  const needed = role !== 'SUPER_ADMIN' && role !== 'SERVICE';
  return claim === null || (!needed && !organization.safeParse(claim).success) ? undefined : claim;
}

/** Providers give lists of roles, other applications' among them; exactly one has to be ours. */
function roleIn(claim: unknown): unknown {
  if (!Array.isArray(claim)) return claim;
  const ours = ROLES.filter((role) => claim.includes(role));
  return ours.length === 1 ? ours[0] : undefined;
}

/** @throws DomainError UNAUTHENTICATED where the token is for the console's client among others, but was given to another one of them (OpenID Connect Core 3.1.3.7) */
function refuseForeign({ aud, azp }: JWTPayload, { clientId }: OidcProvider): void {
  const audience = Array.isArray(aud) ? aud : [aud];
  if (azp !== undefined && azp !== clientId && audience.includes(clientId))
    throw unauthenticated('The token is not valid: it was given to another client.');
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How the library says that it was not the token: no answer, another one than 200, or keys that are none. */
const KEYS_OUT_OF_REACH = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Makes the check of bearer tokens that the configuration asks for: signature, expiry (a token without one is refused), issuer and
 * audience where they are set.
 * @param provider where people sign in: its keys, its name and the console's client are asked for then
 * @throws DomainError INVALID_INPUT where no key is configured
 */
export async function createAuthenticate(config: Config, provider: OidcProvider | null = null): Promise<Authenticate> {
  const { key, algorithms } = await verificationKey(config, provider);
  const issuer = provider?.issuer ?? config.auth.issuer;
  const audience = [provider?.clientId, config.auth.audience].filter((one) => typeof one === 'string');
  const options = {
    algorithms,
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(issuer !== null && { issuer }),
    ...(audience.length > 0 && { audience }),
  };
  const names = { role: provider?.roleClaim ?? 'role', org_id: provider?.organizationClaim ?? 'org_id' };
  const nameOf = (field: PropertyKey | undefined): string =>
    field === 'role' || field === 'org_id' ? names[field] : String(field);
  return async (authorization) => {
    if (authorization === undefined) return null;
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) throw unauthenticated('The Authorization header must be: Bearer <token>.');
    const payload = await verify(token, key, options);
    const claimed = payload[names.role];
    const role = provider ? roleIn(claimed) : claimed;
    if (provider) refuseForeign(payload, provider);
    const parsed = claims.safeParse({ ...payload, role, org_id: organizationIn(payload[names.org_id], role) });
    if (!parsed.success)
      throw unauthenticated(
        `The token's claims are not right: ${parsed.error.issues.map(({ path: [field] }) => nameOf(field)).join(', ')}.`,
      );
    const { sub, org_id, exp } = parsed.data;
    return { actor: { id: sub, role: parsed.data.role, organizationId: org_id ?? null }, until: exp };
  };
}

async function verificationKey(
  config: Config,
  provider: OidcProvider | null,
): Promise<{ key: JWTVerifyGetKey; algorithms: string[] }> {
  const published = provider?.jwksUri ?? config.auth.jwksUrl;
  if (published !== null) return { key: createRemoteJWKSet(new URL(published)), algorithms: ASYMMETRIC };
  const secret = new TextEncoder().encode(await signingSecret(config));
  return { key: async () => secret, algorithms: ['HS256'] };
}

async function verify(
  token: string,
  key: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    // The cause is the client's to know in kind only; keys that cannot be fetched are our trouble, and denied all the same.
    if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
    if (error instanceof errors.JOSEError && !KEYS_OUT_OF_REACH.includes(error.code))
      throw unauthenticated('The token is not valid.');
    throw unauthenticated(
      'The token could not be checked, since the keys that it is to be signed with cannot be had at the moment.',
      { checked: false },
    );
  }
}

function unauthenticated(message: string, details: { readonly checked?: boolean } = {}): DomainError {
  return new DomainError('UNAUTHENTICATED', message, details);
}
