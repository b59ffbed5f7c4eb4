/**
 * An async generator that can be left at any time. Left to itself one keeps whoever leaves waiting until its next event; here the signal
 * aborts at once, upon which the generator is to let go of what it holds.
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
      // Not waited for: what it awaits, such as a database that does not answer, may take its time. Nobody hears what comes of it.
      values.return().catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
