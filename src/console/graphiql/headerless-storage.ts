/** The browser's storage, to which no header comes: its history would keep them for good, and they may hold a token. */
export const headerlessStorage = {
  get length(): number {
    return localStorage.length;
  },
  getItem: (key: string): string | null => localStorage.getItem(key),
  setItem: (key: string, value: string): void => localStorage.setItem(key, withoutHeaders(value)),
  removeItem: (key: string): void => localStorage.removeItem(key),
  clear: (): void => localStorage.clear(),
};

/** Most of what is stored are lists of operations, each with its headers; anything else stays as it is. */
function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value;
  try {
    const parsed: unknown = JSON.parse(value, (name, part: unknown) => (name === 'headers' ? undefined : part));
    return JSON.stringify(parsed);
  } catch {
    return ''; // what cannot be read cannot be cleaned
  }
}
