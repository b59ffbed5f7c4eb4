import { takeReturn, type Return } from '../api/oidc';
import { signOut } from '../api/session';

/** What the address brought that signs in: a one-time code of a link that the server prints, or a return from the provider. */
export type Arrival = { readonly code: string } | { readonly returned: Return };

/** Taken out of the address bar before anything else happens: the router begins at the page that is left. */
let arrival: Arrival | null = readArrival();
// Who opens a link wants to sign in by it: left aside, it would do so when whoever is signed in here signs out.
if (arrival) signOut();

/** What this page was opened with; the first time only, since none of it is good twice. */
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
