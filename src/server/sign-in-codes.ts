import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a code is valid, in milliseconds. */
export const SIGN_IN_CODE_MS = 5 * 60_000;
/** The number of unused codes that are retained; issuing one more drops the oldest. */
const MAX_WAITING = 10;

interface WaitingCode {
  readonly hash: Buffer;
  readonly until: number;
}

/**
 * One-time codes for signing in to the console. Only their hashes are stored, in memory: no code outlives the process.
 */
export class SignInCodes {
  private waiting: readonly WaitingCode[] = [];

  /** @param now the current time in milliseconds since the epoch; the system clock by default */
  constructor(private readonly now: () => number = Date.now) {}

  /** Creates a code that can be used once, within `SIGN_IN_CODE_MS`. */
  issue(): string {
    const code = randomBytes(32).toString('base64url');
    const issued = { hash: hashOf(code), until: this.now() + SIGN_IN_CODE_MS };
    this.waiting = [...this.waiting, issued].slice(-MAX_WAITING);
    return code;
  }

  /** Uses up a code. It is compared with every waiting code, each in constant time. @returns whether it was valid */
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
