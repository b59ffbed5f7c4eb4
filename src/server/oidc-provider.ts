import { allowInsecureRequests, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi';
import { z } from 'zod';
import { DomainError } from '../domain/errors';
import { messageOf } from '../platform/error-shape';
import { isSafeAddress, type OidcConfig } from '../platform/oidc-config';

/** How long to wait for the discovery document when the server starts. */
const DISCOVERY_TIMEOUT_MS = 10_000;

/** An OpenID Connect provider, as its discovery document describes it. */
export interface OidcProvider extends OidcConfig {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  /** Whether its authorization responses contain its issuer (RFC 9207). */
  readonly namesItself: boolean;
  readonly idTokenAlgorithms: readonly string[];
}

const address = z.string().refine(isSafeAddress, 'must be an https address');
const discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  code_challenge_methods_supported: z
    .array(z.string())
    .refine((methods) => methods.includes('S256'), 'must contain S256: the console signs in with PKCE')
    .optional(),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
});

/**
 * Reads the provider's discovery document.
 * @throws DomainError INVALID_INPUT if it cannot be read, or lacks what signing in requires
 */
export async function discoverProvider(config: OidcConfig): Promise<OidcProvider> {
  const document = discovered.safeParse(await readDocument(config.issuer));
  if (!document.success)
    throw invalidProvider(
      config.issuer,
      `is invalid: ${document.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
    );
  const { data } = document;
  return {
    ...config,
    issuer: data.issuer,
    authorizationEndpoint: data.authorization_endpoint,
    tokenEndpoint: data.token_endpoint,
    jwksUri: data.jwks_uri,
    namesItself: data.authorization_response_iss_parameter_supported,
    idTokenAlgorithms: data.id_token_signing_alg_values_supported,
  };
}

async function readDocument(issuer: string): Promise<unknown> {
  const url = new URL(issuer);
  try {
    const response = await discoveryRequest(url, {
      signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
      [allowInsecureRequests]: url.protocol === 'http:',
    });
    return await processDiscoveryResponse(url, response);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
    throw invalidProvider(issuer, `could not be read: ${messageOf(error)}${cause}`);
  }
}

function invalidProvider(issuer: string, what: string): DomainError {
  return new DomainError('INVALID_INPUT', `AUTH_OIDC_ISSUER: the discovery document of ${issuer} ${what}.`);
}
