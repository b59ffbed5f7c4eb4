import { useSearchParams } from 'react-router';

/** A list's filters and page, held by the address: a link shows the same rows, the Back button the previous ones. */
export interface ListState {
  /** A filter; null if it is not set. */
  readonly get: (name: string) => string | null;
  /** Sets filters (null removes one), and returns to the first page. */
  readonly set: (filters: Readonly<Record<string, string | null>>) => void;
  /** The cursor after which the page begins; null for the first page. */
  readonly after: string | null;
  readonly goTo: (after: string | null) => void;
}

/** @param name distinguishes several lists of one page */
export function useListState(name = ''): ListState {
  const [parameters, setParameters] = useSearchParams();
  const cursor = name === '' ? 'after' : `${name}.after`;
  const change = (entries: Readonly<Record<string, string | null>>, replace: boolean) =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(entries)) {
          if (value === null || value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace, preventScrollReset: true },
    );
  return {
    get: (key) => parameters.get(key),
    set: (filters) => change({ ...filters, [cursor]: null }, true),
    after: parameters.get(cursor),
    goTo: (after) => change({ [cursor]: after }, false),
  };
}
