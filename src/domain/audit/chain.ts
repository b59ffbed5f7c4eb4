import { createHash } from 'node:crypto';

/** A link of the chain: the events that one statement wrote to one log. Hashes are hexadecimal. */
export interface Link {
  /** Its place in the chain, from 1 on. */
  readonly position: number;
  readonly log: string;
  /** The number of its events. */
  readonly rows: number;
  /** The hash of the hashes of its events. */
  readonly content: string;
  /** Its id: in the order in which links were made. */
  readonly id: string;
  /** The times of its first and its last event, as PostgreSQL writes them in JSON, in UTC. */
  readonly since: string;
  readonly until: string;
  /** Its own hash, as it is stored. */
  readonly hash: string;
}

/** Where a chain ends; before the first link at position 0, with the hash of what was there when it began. */
export type ChainEnd = Pick<Link, 'position' | 'hash'>;

/**
 * The hash of a link: SHA-256 of the text of a JSON array, separated as PostgreSQL does, of its position, log, number
 * of events, their hash, its id, the times of its events, and the hash of the link before it. `seal_events` in the
 * database says the same.
 */
export function linkHash(link: Omit<Link, 'hash'>, before: ChainEnd): string {
  const parts = [link.position, link.log, link.rows, link.content, link.id, link.since, link.until, before.hash];
  return createHash('sha256')
    .update(`[${parts.map((part) => JSON.stringify(part)).join(', ')}]`)
    .digest('hex');
}

/** What is wrong with the chain itself, at a position. */
export interface BrokenLink {
  readonly position: number;
  readonly what: 'MISSING' | 'ALTERED';
}

/**
 * Follows the chain over its next links, which are sorted by position. It goes on from each link's stored hash, so that
 * one break is told once.
 * @param end where the chain ended before them
 */
export function followChain(
  end: ChainEnd,
  links: readonly Link[],
): { readonly end: ChainEnd; readonly broken: readonly BrokenLink[] } {
  const broken: BrokenLink[] = [];
  let last = end;
  for (const link of links) {
    const expected = last.position + 1;
    if (link.position !== expected) broken.push({ position: expected, what: 'MISSING' });
    else if (link.hash !== linkHash(link, last)) broken.push({ position: expected, what: 'ALTERED' });
    last = link;
  }
  return { end: last, broken };
}
