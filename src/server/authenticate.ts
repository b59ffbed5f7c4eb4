import type { FastifyRequest } from 'fastify';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { signingSecret } from '../database/mint-token';
import type { OrganizationIds } from '../database/organization-ids';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { OWN_CLAIMS } from '../platform/claim-variables';
import type { Config } from '../platform/config';
import type { OidcProvider } from './oidc-provider';
import { type PublishedKeys, publishedKeys } from './published-keys';
import { readSignedIn } from './token-claims';
import { signsIn } from './token-type';
import { type SignedIn, VerifiedTokens } from './verified-tokens';

export interface Authenticate {
  /**
   * Verifies the value of an Authorization header.
   * @returns null without a header
   * @throws DomainError UNAUTHENTICATED if the token is invalid or expired, or cannot be verified at the moment
   */
  (authorization: string | undefined): Promise<SignedIn | null>;
  /** Who is signed in with a header that was verified before; undefined if it has to be verified. */
  readonly verified: (authorization: string) => SignedIn | undefined;
}

/**
 * Refuses a token whose audience includes the console's client but which was issued to another client, as OpenID
 * Connect Core 3.1.3.7 requires.
 * @throws DomainError UNAUTHENTICATED
 */
function refuseForeign({ aud, azp }: JWTPayload, { clientId }: OidcProvider): void {
  const audience = Array.isArray(aud) ? aud : [aud];
  if (azp !== undefined && azp !== clientId && audience.includes(clientId))
    throw unauthenticated('The token is invalid: it was issued to another client.');
}

/**
 * Refuses tokens of other kinds. Access tokens are taken from an issuer of tokens for APIs, and from a provider if they
 * are for the audience of programs; the console's client gets ID tokens.
 * @throws DomainError UNAUTHENTICATED
 */
function refuseOtherKinds(
  { header, payload }: VerifiedToken,
  { auth: { jwksUrl, audience } }: Config,
  provider: OidcProvider | null,
): void {
  const named = [payload.aud].flat();
  const takesAccessTokens = provider ? audience !== null && named.includes(audience) : jwksUrl !== null;
  if (!signsIn(header, payload, takesAccessTokens))
    throw unauthenticated('The token is invalid: its type is not that of a token that signs in (JWT).');
}

interface VerifiedToken {
  readonly header: { readonly typ?: unknown };
  readonly payload: JWTPayload;
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** The library's codes for keys that cannot be fetched: no answer, a status other than 200, or an invalid key set. */
const KEYS_OUT_OF_REACH = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Creates the verification of bearer tokens by the configuration: signature, expiry (a token without `exp` is refused),
 * and issuer and audience if they are configured.
 * @param ids reads the organization's id, which a token has as a text or a number
 * @param provider the OpenID Connect provider, if one is configured: its keys, its issuer and the console's client id
 * are required then
 * @throws DomainError INVALID_INPUT if no key is configured, or tokens for any application would sign in to production
 */
export async function createAuthenticate(
  config: Config,
  ids: Pick<OrganizationIds, 'canonical'>,
  provider: OidcProvider | null = null,
): Promise<Authenticate> {
  const { key, algorithms, keysRead } = await verificationKey(config, provider);
  const issuer = provider?.issuer ?? config.auth.issuer;
  const audience = [provider?.clientId, config.auth.audience].filter((one) => typeof one === 'string');
  const options = {
    algorithms,
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(issuer !== null && { issuer }),
    ...(audience.length > 0 && { audience }),
  };
  // Tokens that the secret signs are ours: their claims have our names.
  const isOurs = provider === null && config.auth.jwksUrl === null;
  const names = { ...(isOurs ? OWN_CLAIMS : config.auth.claims), lists: !isOurs };
  const verified = new VerifiedTokens(keysRead);
  const authenticate = async (authorization: string | undefined): Promise<SignedIn | null> => {
    if (authorization === undefined) return null;
    const known = verified.find(authorization);
    if (known) return known;
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) throw unauthenticated('The Authorization header must be: Bearer <token>.');
    const keys = keysRead();
    const verifiedToken = await verify(token, key, options);
    const { payload } = verifiedToken;
    refuseOtherKinds(verifiedToken, config, provider);
    if (provider) refuseForeign(payload, provider);
    const signedIn = readSignedIn(payload, names, ids);
    verified.keep(authorization, signedIn, keys);
    return signedIn;
  };
  return Object.assign(authenticate, { verified: (authorization: string) => verified.find(authorization) });
}

/** An actor with how it asks, for the record. @param addresses whether its address is recorded */
export function withOrigin(actor: Actor, { id, ip }: Pick<FastifyRequest, 'id' | 'ip'>, addresses: boolean): Actor {
  return { ...actor, origin: { via: 'API', requestId: id, address: addresses ? ip : null } };
}

async function verificationKey(
  config: Config,
  provider: OidcProvider | null,
): Promise<PublishedKeys & { readonly algorithms: string[] }> {
  if (provider) return { ...publishedKeys(provider.jwksUri), algorithms: ASYMMETRIC };
  const { jwksUrl, audience, anyAudience } = config.auth;
  if (jwksUrl !== null) {
    if (config.environment === 'production' && audience === null && !anyAudience)
      throw new DomainError(
        'INVALID_INPUT',
        'With AUTH_JWKS_URL, set AUTH_JWT_AUDIENCE, and AUTH_JWT_ISSUER: without an audience, a token that the ' +
          'issuer made for any other application signs in here. If that is meant, set AUTH_JWT_ANY_AUDIENCE=true.',
      );
    return { ...publishedKeys(jwksUrl), algorithms: ASYMMETRIC };
  }
  const secret = new TextEncoder().encode(await signingSecret(config));
  return { key: async () => secret, algorithms: ['HS256'], keysRead: () => null };
}

async function verify(
  token: string,
  key: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<VerifiedToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key, options);
    return { payload, header: protectedHeader };
  } catch (error) {
    // The client learns only the kind of the error. If the keys cannot be fetched, the token is not at fault, but
    // refused.
    if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
    if (error instanceof errors.JOSEError && !KEYS_OUT_OF_REACH.includes(error.code))
      throw unauthenticated('The token is invalid.');
    throw unauthenticated('The token could not be verified: the signing keys are unavailable at the moment.', {
      checked: false,
    });
  }
}

function unauthenticated(message: string, details: { readonly checked?: boolean } = {}): DomainError {
  return new DomainError('UNAUTHENTICATED', message, details);
}
