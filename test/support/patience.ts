/**
 * So many times longer than promised may a promise take in a test: the machine does other work meanwhile, and no test
 * measures speed. What breaks a promise breaks it for ever, or by a minute.
 */
const PATIENCE = 6;

/** How long something that is promised in so many seconds or milliseconds may take in a test, in the same unit. */
export function patiently(promised: number): number {
  return promised * PATIENCE;
}
