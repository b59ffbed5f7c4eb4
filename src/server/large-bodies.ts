import type { Actor } from '../domain/actor';
import { hasRight } from '../domain/rights';
import { actorKey } from './request-limits';

/** A body of more bytes takes long enough to read that others would notice: 1,000 checks by UUID have fewer. */
export const LARGE_BYTES = 250_000;
/** Large requests that one actor, and all together, may have under way: each may take a hundred times its bytes. */
const MOST_OF_ACTOR = 8;
const MOST = 64;

/** Counts the requests with large bodies that are under way, so that they cannot take all memory. */
export class LargeBodies {
  private readonly underWay = new Map<string, number>();
  private all = 0;

  /**
   * Counts one that begins. Those of backends (`SERVICE`) have no limit of their own, only that of all.
   * @returns what to call when it was answered; null if there are too many
   */
  begin(actor: Actor): (() => void) | null {
    const key = actorKey(actor);
    const own = this.underWay.get(key) ?? 0;
    const isOne = !hasRight(actor, 'USE_BACKEND_LIMITS');
    if ((isOne && own >= MOST_OF_ACTOR) || this.all >= MOST) return null;
    this.count(key, 1);
    let isOver = false;
    return () => {
      if (!isOver) this.count(key, -1);
      isOver = true;
    };
  }

  private count(key: string, change: 1 | -1): void {
    const own = (this.underWay.get(key) ?? 0) + change;
    if (own === 0) this.underWay.delete(key);
    else this.underWay.set(key, own);
    this.all += change;
  }
}
