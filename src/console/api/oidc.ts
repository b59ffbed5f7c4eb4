import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  validateAuthResponse,
  type AuthorizationServer,
  type Client,
} from 'oauth4webapi';
import type { OidcSettings } from './sign-in-settings';

/** Where providers send people back to. */
export const CALLBACK_PATH = '/console/callback';
const KEY = 'portcullis.oidc';

/** What is kept, in this tab, while somebody is away at the provider. */
interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The page that they were at, below `/console`. */
  readonly returnTo: string;
}

/** Leaves for the provider's page: authorization code with PKCE, as a public client. */
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

/** What somebody comes back from the provider with. */
export interface Return {
  /** The page that they were at. */
  readonly returnTo: string;
  /**
   * Changes the provider's code for its ID token, which the server takes for a bearer token: unlike an access token it always is a JWT, and for us.
   * State, issuer, PKCE and nonce are checked; its signature is the server's to check.
   * @throws Error that says what was wrong, in the provider's words where it has any
   */
  redeem(provider: OidcSettings): Promise<string>;
}

/** Who has come back from the provider, if the address says so: good once, since both the address and what was kept are forgotten at once. */
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
  if (!pending) throw new Error('This way of signing in was not begun in this tab, or was used before. Begin again.');
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
    const insecure = provider.tokenEndpoint.startsWith('http:'); // the server lets that be on the machine itself alone
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
    if (idToken === undefined) throw new Error('it gave no ID token');
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

/** We wrote it ourselves. */
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
