import { type Return, takeReturn } from '../api/oidc';
import { signOut } from '../api/session';

/** What the address holds to sign in with: the one-time code of the server's link, or a redirect from the provider. */
export type Arrival = { readonly code: string } | { readonly returned: Return };

/** Removed from the address bar first: the router starts with the address that remains. */
let arrival: Arrival | null = readArrival();
// Opening a link is a wish to sign in with it: kept for later, it would do so when the current user signs out.
if (arrival) signOut();

/** What this page was opened with; only the first call returns it, since it works once. */
export function takeArrival(): Arrival | null {
  const taken = arrival;
  arrival = null;
  return taken;
}

function readArrival(): Arrival | null {
  const returned = takeReturn();
  if (returned) return { returned };
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return { code };
}
