import { UnreachableError } from './request';

/** An OpenID Connect provider, as the server discovered it. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly namesItself: boolean;
  readonly idTokenAlgorithms: readonly string[];
}

/** How users sign in to this server; `oidc` is null if no provider is configured. */
export interface SignInSettings {
  readonly oidc: OidcSettings | null;
}

/** @throws UnreachableError */
export async function readSignInSettings(): Promise<SignInSettings> {
  const response = await fetch('/console/config.json').catch(() => null);
  const settings: unknown = await response?.json().catch(() => null);
  if (!isSettings(settings))
    throw new UnreachableError('The sign-in settings (/console/config.json) could not be loaded.');
  return settings;
}

/** Console and server are of one version, so that one key is enough to tell. */
function isSettings(answer: unknown): answer is SignInSettings {
  return typeof answer === 'object' && answer !== null && 'oidc' in answer;
}
