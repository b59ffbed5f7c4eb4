/** The browser's storage without headers: GraphiQL's history would keep them, and they may hold a token. */
export const headerlessStorage = {
  get length(): number {
    return localStorage.length;
  },
  getItem: (key: string): string | null => localStorage.getItem(key),
  setItem: (key: string, value: string): void => localStorage.setItem(key, withoutHeaders(value)),
  removeItem: (key: string): void => localStorage.removeItem(key),
  clear: (): void => localStorage.clear(),
};

/** GraphiQL mostly stores lists of operations with their headers; other values are stored unchanged. */
function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value;
  try {
    const parsed: unknown = JSON.parse(value, (name, part: unknown) => (name === 'headers' ? undefined : part));
    return JSON.stringify(parsed);
  } catch {
    return ''; // a value that cannot be parsed cannot be cleaned
  }
}
