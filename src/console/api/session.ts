import { useSyncExternalStore } from 'react';

/** The token of this tab; what it permits is decided by the server. */
export interface Session {
  readonly token: string;
  /** When the token expires, in milliseconds since 1970; null if it does not say. */
  readonly until: number | null;
}

export interface SessionState {
  readonly session: Session | null;
  /** Why the session ended; null if there was none, or the user signed out. */
  readonly notice: string | null;
}

export const EXPIRED = 'Your token has expired. Sign in again to return to this page.';

const KEY = 'portcullis.token';
/** The longest delay that browsers accept for a timer. */
const LONGEST_TIMER = 2_147_483_647;
const listeners = new Set<() => void>();
let state: SessionState = { session: read(sessionStorage.getItem(KEY)), notice: null };
let timer: number | undefined;
watchEnd();

/** The session, for code outside components. */
export function currentSession(): Session | null {
  return state.session;
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Keeps the token in this tab only, until the tab is closed. */
export function signIn(token: string): void {
  sessionStorage.setItem(KEY, token);
  set({ session: read(token), notice: null });
}

/**
 * Deletes the token; with a notice if the user did not ask for it. The address stays, so that the same page opens after
 * signing in again.
 */
export function signOut(notice: string | null = null): void {
  sessionStorage.removeItem(KEY);
  set({ session: null, notice });
}

function set(next: SessionState): void {
  state = next;
  watchEnd();
  for (const listener of listeners) listener();
}

function watchEnd(): void {
  window.clearTimeout(timer);
  const until = state.session?.until;
  if (until === undefined || until === null) return;
  const left = until - Date.now();
  timer = window.setTimeout(
    () => (left > LONGEST_TIMER ? watchEnd() : signOut(EXPIRED)),
    Math.min(Math.max(left, 0), LONGEST_TIMER),
  );
}

function read(token: string | null): Session | null {
  return token === null ? null : { token, until: endOf(token) };
}

function endOf(token: string): number | null {
  try {
    const [, body = ''] = token.split('.');
    const claims: unknown = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof claims !== 'object' || claims === null || !('exp' in claims) || typeof claims.exp !== 'number')
      return null;
    return claims.exp * 1_000;
  } catch {
    return null; // not a JWT: the server will say so
  }
}
