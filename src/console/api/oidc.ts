import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  type AuthorizationServer,
  calculatePKCECodeChallenge,
  type Client,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  validateAuthResponse,
} from 'oauth4webapi';
import type { OidcSettings } from './sign-in-settings';

/** The redirect URI that is registered at the provider. */
const CALLBACK_PATH = '/console/callback';
const KEY = 'portcullis.oidc';

/** What this tab keeps while the user signs in at the provider. */
interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The page that was open before, below `/console`. */
  readonly returnTo: string;
}

/** Redirects to the provider: authorization code with PKCE, as a public client. */
export async function goToProvider(provider: OidcSettings, returnTo: string): Promise<void> {
  const pending: Pending = {
    verifier: generateRandomCodeVerifier(),
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    returnTo,
  };
  sessionStorage.setItem(KEY, JSON.stringify(pending));
  const url = new URL(provider.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    scope: provider.scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/** A redirect back from the provider. */
export interface Return {
  /** The page that was open before. */
  readonly returnTo: string;
  /**
   * Exchanges the provider's code for its ID token, which the server accepts as a bearer token: unlike an access token
   * it is always a JWT, and issued for this client. State, issuer, PKCE and nonce are checked here; the server checks
   * the signature.
   * @throws Error with the reason, in the provider's words if it gives any
   */
  redeem(provider: OidcSettings): Promise<string>;
}

/** The redirect that the address holds, if any. It works once: address and kept values are cleared immediately. */
export function takeReturn(): Return | null {
  if (location.pathname !== CALLBACK_PATH) return null;
  const parameters = new URLSearchParams(location.search);
  const pending = readPending(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  const returnTo = pending?.returnTo ?? '/';
  history.replaceState(null, '', `/console${returnTo}`);
  return { returnTo, redeem: (provider) => redeem(provider, parameters, pending) };
}

async function redeem(provider: OidcSettings, parameters: URLSearchParams, pending: Pending | null): Promise<string> {
  if (!pending) throw new Error('This sign-in was not started in this tab, or was already completed. Start again.');
  const server: AuthorizationServer = {
    issuer: provider.issuer,
    authorization_endpoint: provider.authorizationEndpoint,
    token_endpoint: provider.tokenEndpoint,
    authorization_response_iss_parameter_supported: provider.namesItself,
    id_token_signing_alg_values_supported: [...provider.idTokenAlgorithms],
  };
  const client: Client = { client_id: provider.clientId };
  try {
    const answer = validateAuthResponse(server, client, parameters, pending.state);
    const insecure = provider.tokenEndpoint.startsWith('http:'); // the server allows that for its own machine only
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      None(),
      answer,
      redirectUri(),
      pending.verifier,
      { [allowInsecureRequests]: insecure },
    );
    const { id_token: idToken } = await processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    if (idToken === undefined) throw new Error('the provider returned no ID token');
    return idToken;
  } catch (error) {
    throw new Error(`Signing in at ${new URL(provider.issuer).host} failed: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return error.error_description === undefined ? error.error : `${error.error_description} (${error.error})`;
  return error instanceof Error ? error.message : String(error);
}

function redirectUri(): string {
  return `${location.origin}${CALLBACK_PATH}`;
}

function readPending(text: string | null): Pending | null {
  const pending: unknown = text === null ? null : JSON.parse(text);
  return isPending(pending) ? pending : null;
}

/** Only the console writes it, so that its keys are enough to tell. */
function isPending(value: unknown): value is Pending {
  return (
    typeof value === 'object' &&
    value !== null &&
    'verifier' in value &&
    'state' in value &&
    'nonce' in value &&
    'returnTo' in value
  );
}
