/** So long each message counts, and each kilobyte of it: 500 small ones a second are taken. */
const MESSAGE_MS = 2;
const KILOBYTE_MS = 1;
/** What may come at once: a client that connects again subscribes to all that it had. */
const AT_ONCE_MS = 400;
/** The longest that nothing is read: a socket must go on answering pings. */
const LONGEST_MS = 5_000;
const FORGET_ABOVE = 10_000;

/**
 * Slows down whoever sends more messages than a client needs to: nothing is refused, and the rest is read later. Else
 * one who sends thousands at once would keep everybody waiting.
 */
export class MessagePace {
  private readonly due = new Map<string, number>();

  /**
   * Counts a message.
   * @param sender whose messages count together
   * @returns for how many milliseconds nothing more is to be read from it; 0 to read on
   */
  take(sender: string, bytes: number): number {
    const now = performance.now();
    if (this.due.size > FORGET_ABOVE) for (const [key, due] of this.due) if (due <= now) this.due.delete(key);
    const weight = MESSAGE_MS + (bytes / 1_000) * KILOBYTE_MS;
    const due = Math.min(Math.max(this.due.get(sender) ?? now, now) + weight, now + AT_ONCE_MS + LONGEST_MS);
    this.due.set(sender, due);
    return Math.max(0, due - now - AT_ONCE_MS);
  }
}
