/** Work has not ended in time. It goes on; only nobody waits for it any more. */
export class TooLateError extends Error {
  /** As that of a connection that does not answer. */
  readonly code = 'ETIMEDOUT';
}

/**
 * Waits for work, but not longer than a time.
 * @param what names the work in the message: `the database`
 * @throws TooLateError; and the error of the work
 */
export async function inTime<Result>(work: Promise<Result>, ms: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLateError(`${what} did not answer within ${ms / 1_000} seconds`)), ms);
    timer.unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
