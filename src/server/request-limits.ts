import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { hasRight } from '../domain/rights';
import type { RateLimits } from '../platform/config';
import { type Allowance, RateLimit } from '../platform/rate-limit';

/**
 * What was exceeded, for metrics and the log: what an actor, a backend or an address may, with or without a token, or
 * how many large requests may be under way.
 */
export type ExceededLimit = 'actor' | 'service' | 'address' | 'unsigned' | 'messages' | 'large';

/** How many were refused by each limit, at the start. */
export const NO_REFUSALS: Readonly<Record<ExceededLimit, number>> = {
  actor: 0,
  service: 0,
  address: 0,
  unsigned: 0,
  messages: 0,
  large: 0,
};
/** Messages that a WebSocket may send a minute before it has signed in: its token, and pings. */
const WAITING_MESSAGES = 20;
/** A subscription takes two messages, and there are pings: a socket may send more messages than its actor requests. */
const MESSAGES_PER_REQUEST = 4;

const SAID: Readonly<Record<ExceededLimit, string>> = {
  actor: 'You have sent too many requests',
  service: 'You have sent too many requests',
  address: 'Too many requests have come from your address',
  unsigned: 'Too many requests without a valid token have come from your address',
  messages: 'This WebSocket has sent too many messages',
  large: 'Too many large requests are under way',
};

/** What a request may do: nothing, if a limit was exceeded; else what is left of the limit that it counts under. */
export interface Verdict {
  readonly exceeded: ExceededLimit | null;
  /** Null without a limit. */
  readonly allowance: Allowance | null;
}

const UNLIMITED: Verdict = { exceeded: null, allowance: null };

/**
 * Counts requests, and refuses those that exceed a limit: of the actor, and of the address. Backends are not counted by
 * address, and requests without a valid token are counted once more, under a limit of their own. It is far lower, so
 * that those alone cannot use up what valid tokens of the same address may send: from one office, or through one proxy.
 */
export class RequestLimits {
  private readonly refused = { ...NO_REFUSALS };
  private readonly byActor: RateLimit;
  private readonly byService: RateLimit;
  private readonly byAddress: RateLimit;
  private readonly byOpening: RateLimit;
  private readonly byUnsigned: RateLimit;
  private readonly byWaitingSocket = new RateLimit({ limit: WAITING_MESSAGES });
  private readonly bySocket: RateLimit;

  constructor(limits: RateLimits) {
    this.byActor = new RateLimit({ limit: limits.actor });
    this.byService = new RateLimit({ limit: limits.service });
    this.byAddress = new RateLimit({ limit: limits.address });
    this.byOpening = new RateLimit({ limit: limits.address });
    this.byUnsigned = new RateLimit({ limit: limits.unsigned });
    this.bySocket = new RateLimit({ limit: MESSAGES_PER_REQUEST * limits.actor });
  }

  /** How many requests and messages were refused since the start, by the limit that they exceeded. */
  get refusals(): Readonly<Record<ExceededLimit, number>> {
    return this.refused;
  }

  /**
   * Counts a request.
   * @param address what it counts under by address: `addressKey`
   * @param actor null without a valid token
   */
  request(address: string, actor: Actor | null): Verdict {
    if (actor && hasRight(actor, 'USE_BACKEND_LIMITS')) return this.ofActor(actor);
    // The limit that counts most first: what it refuses does not use up that of the address.
    const own = actor === null ? this.unsigned(address) : this.ofActor(actor);
    if (own.exceeded !== null) return own;
    const ofAddress = this.judge('address', this.byAddress.take(address));
    return ofAddress.exceeded === null ? own : ofAddress;
  }

  /** Counts a WebSocket that is opened, which has no token yet: as many as requests of an address. */
  connection(address: string): Verdict {
    return this.judge('address', this.byOpening.take(address));
  }

  /** Counts a sign-in that was refused, or did not come. */
  unsigned(address: string): Verdict {
    return this.judge('unsigned', this.byUnsigned.take(address));
  }

  /** Counts a subscription, or a request, of an actor. */
  ofActor(actor: Actor): Verdict {
    return hasRight(actor, 'USE_BACKEND_LIMITS')
      ? this.judge('service', this.byService.take(actorKey(actor)))
      : this.judge('actor', this.byActor.take(actorKey(actor)));
  }

  /**
   * Counts a message of a WebSocket, whatever it says.
   * @param socket names the socket
   * @param actor null before it has signed in
   */
  message(socket: string, actor: Actor | null): Verdict {
    if (actor && hasRight(actor, 'USE_BACKEND_LIMITS')) return UNLIMITED;
    return this.judge('messages', (actor ? this.bySocket : this.byWaitingSocket).take(socket));
  }

  /** Counts a large request that was not begun, because too many are under way. */
  refuseLarge(): void {
    this.refused.large++;
  }

  private judge(limit: ExceededLimit, allowance: Allowance | null): Verdict {
    if (allowance === null) return UNLIMITED;
    if (allowance.waitMs === 0) return { exceeded: null, allowance };
    this.refused[limit]++;
    return { exceeded: limit, allowance };
  }
}

/** The same user of two organizations is two actors: backends may sign all tokens with one `sub`. */
export function actorKey({ id, organizationId }: Actor): string {
  return organizationId === null ? id : `${organizationId} ${id}`;
}

/** The standard headers that tell a client what is left of its limit. */
export function limitHeaders({ exceeded, allowance }: Verdict): Readonly<Record<string, string>> {
  if (allowance === null) return {};
  return {
    'ratelimit-limit': String(allowance.limit),
    'ratelimit-remaining': String(allowance.remaining),
    'ratelimit-reset': String(secondsOf(allowance.resetMs)),
    ...(exceeded !== null && { 'retry-after': String(secondsOf(allowance.waitMs)) }),
  };
}

/** The refusal of what exceeded a limit. */
export function limitError(exceeded: ExceededLimit, allowance: Allowance | null): DomainError {
  const retryAfterSeconds = secondsOf(allowance?.waitMs ?? 0);
  return new DomainError(
    'RATE_LIMITED',
    `${SAID[exceeded]}: at most ${String(allowance?.limit)} a minute are taken. Try again in ${retryAfterSeconds} s.`,
    { limit: exceeded, most: allowance?.limit, retryAfterSeconds },
  );
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}
