import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a code is good, in milliseconds. */
export const SIGN_IN_CODE_MS = 5 * 60_000;
/** Codes that wait to be used; the oldest goes when there would be more. */
const MOST_WAITING = 10;

interface WaitingCode {
  readonly hash: Buffer;
  readonly until: number;
}

/** One-time codes by which the console is signed in to. Only their hashes are kept, in memory: no code outlives the process. */
export class SignInCodes {
  private waiting: readonly WaitingCode[] = [];

  /** @param now what time it is, in milliseconds; the clock, unless a test has another */
  constructor(private readonly now: () => number = Date.now) {}

  /** Makes a code that is good once, within `SIGN_IN_CODE_MS`. */
  issue(): string {
    const code = randomBytes(32).toString('base64url');
    const issued = { hash: hashOf(code), until: this.now() + SIGN_IN_CODE_MS };
    this.waiting = [...this.waiting, issued].slice(-MOST_WAITING);
    return code;
  }

  /** Uses a code up. @returns whether it was good; all that wait are compared, each in constant time */
  redeem(code: string): boolean {
    const hash = hashOf(code);
    const now = this.now();
    const isThis = this.waiting.map((one) => timingSafeEqual(one.hash, hash));
    const good = this.waiting.some(({ until }, index) => isThis[index] === true && now < until);
    this.waiting = this.waiting.filter(({ until }, index) => isThis[index] !== true && now < until);
    return good;
  }
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
