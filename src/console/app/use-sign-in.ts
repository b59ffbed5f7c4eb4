import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { goToProvider, type Return } from '../api/oidc';
import { redeemCode, request } from '../api/request';
import { signIn } from '../api/session';
import { type OidcSettings, readSignInSettings } from '../api/sign-in-settings';
import { ViewerDocument } from '../viewer/viewer.generated';
import type { Arrival } from './arrival';

export interface SignInWays {
  readonly byToken: UseMutationResult<string, Error, string>;
  readonly byProvider: UseMutationResult<void, Error, OidcSettings>;
  /** With what the address holds, if it holds something to sign in with. */
  readonly byArrival: UseMutationResult<string, Error, Arrival>;
}

/** The ways to sign in; each ends with a token that the server accepted, or with an error that says why it did not. */
export function useSignIn(): SignInWays {
  const byToken = useMutation({ mutationFn: accepted, onSuccess: signIn });
  const byProvider = useMutation({ mutationFn: (provider: OidcSettings) => goToProvider(provider, here()) });
  const byArrival = useMutation({
    mutationFn: async (arrival: Arrival) =>
      'code' in arrival ? redeemCode(arrival.code) : redeemReturn(arrival.returned),
    onSuccess: signIn,
  });
  return { byToken, byProvider, byArrival };
}

async function redeemReturn(returned: Return): Promise<string> {
  const { oidc } = await readSignInSettings();
  if (oidc === null) throw new Error('No sign-in provider is configured on this server.');
  return accepted(await returned.redeem(oidc));
}

/** @throws RequestError if the server does not accept the token */
async function accepted(token: string): Promise<string> {
  await request(ViewerDocument, {}, { token });
  return token;
}

/** The current page, below `/console`. */
function here(): string {
  return location.pathname.replace(/^\/console/, '') + location.search + location.hash;
}
