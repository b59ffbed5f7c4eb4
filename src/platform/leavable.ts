/**
 * Makes an async generator that can be ended at any time. `return` of a plain one waits for its next value; here it
 * aborts the signal and returns at once.
 * @param generate must release what it holds when the signal aborts
 */
export function leavable<Value>(
  generate: (left: AbortSignal) => AsyncGenerator<Value, void, undefined>,
): AsyncIterableIterator<Value> {
  const leaving = new AbortController();
  const values = generate(leaving.signal);
  return {
    next: () => values.next(),
    async return() {
      leaving.abort();
      // Not awaited: what the generator waits for, such as a database that does not answer, may take long.
      values.return().catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
