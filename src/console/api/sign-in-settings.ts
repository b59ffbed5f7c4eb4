import { UnreachableError } from './request';

/** An OpenID Connect provider, as the server found it. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly namesItself: boolean;
  readonly idTokenAlgorithms: readonly string[];
}

/** How people sign in to this server; `oidc` is null where none does at a provider. */
export interface SignInSettings {
  readonly oidc: OidcSettings | null;
}

/** @throws UnreachableError */
export async function readSignInSettings(): Promise<SignInSettings> {
  const response = await fetch('/console/config.json').catch(() => null);
  const settings: unknown = await response?.json().catch(() => null);
  if (!isSettings(settings)) throw new UnreachableError('The server does not say how to sign in.');
  return settings;
}

/** The server's answer is of our own version. */
function isSettings(answer: unknown): answer is SignInSettings {
  return typeof answer === 'object' && answer !== null && 'oidc' in answer;
}
