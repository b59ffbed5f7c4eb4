/** An error's `code`, as the operating system, node and drivers give it; undefined where there is none. */
export function codeOf(error: unknown): string | undefined {
  // By its shape: in another realm (as under jest) the errors of node's own modules are no instances of our `Error`.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether an error has one of these codes, for instance `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = codeOf(error);
  return code !== undefined && codes.includes(code);
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
    ? error.message
    : String(error);
}
