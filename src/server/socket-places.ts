/** Why a socket got no place, for clients, logs and metrics. */
export type Refusal = 'full' | 'actor' | 'crowded' | 'late' | 'unauthenticated' | 'flood';

export interface SocketLimits {
  /** Sockets of the process that are signed in. */
  readonly sockets: number;
  /** Those of one actor. */
  readonly actorSockets: number;
  /** Sockets of the process that are not signed in. */
  readonly waitingSockets: number;
  /** Subscriptions of the process. */
  readonly allSubscriptions: number;
  /** What one operation may cost: subscriptions of one actor may cost some times as much together. */
  readonly cost: number;
}

/** What the subscriptions of one actor may cost together, in times of what one may: a change sends all of them. */
export const COSTS_OF_ACTOR = 5;

/** What the sockets of a process are doing, and did since it started. */
export interface SocketFigures {
  readonly waiting: number;
  readonly signedIn: number;
  readonly subscriptions: number;
  readonly events: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  readonly refusedSubscriptions: number;
}

export const NO_SOCKETS: SocketFigures = {
  waiting: 0,
  signedIn: 0,
  subscriptions: 0,
  events: 0,
  refused: { full: 0, actor: 0, crowded: 0, late: 0, unauthenticated: 0, flood: 0 },
  refusedSubscriptions: 0,
};

interface Place {
  actor: string | null;
  isRefused: boolean;
  /** The subscriptions, and what each costs. */
  readonly running: Map<object, number>;
}

/**
 * Counts the sockets of a process and their subscriptions, within limits. Sockets that have not signed in have places
 * of their own, so that a flood of them takes none from those that have.
 */
export class SocketPlaces<Socket extends object> {
  /** In the order of their arrival. */
  private readonly waiting = new Set<Socket>();
  private readonly places = new Map<Socket, Place>();
  private readonly ofActor = new Map<string, number>();
  private readonly costs = new Map<string, number>();
  private readonly refused = { ...NO_SOCKETS.refused };
  private signedIn = 0;
  private subscriptions = 0;
  private refusedSubscriptions = 0;
  private events = 0;

  constructor(private readonly limits: SocketLimits) {}

  get figures(): SocketFigures {
    const { signedIn, subscriptions, events, refusedSubscriptions } = this;
    const refused = { ...this.refused };
    return { waiting: this.waiting.size, signedIn, subscriptions, events, refused, refusedSubscriptions };
  }

  /**
   * Gives a place to a socket that has just been opened.
   * @returns the socket that has to give way to it, because it has waited longest: clients sign in at once, others do
   *   not; null if there is room
   */
  arrive(socket: Socket): Socket | null {
    const [oldest = null] = this.waiting.size >= this.limits.waitingSockets ? this.waiting : [];
    if (oldest !== null) this.waiting.delete(oldest);
    this.waiting.add(socket);
    this.places.set(socket, { actor: null, isRefused: false, running: new Map() });
    return oldest;
  }

  /** Gives a socket a place among those that are signed in. @returns why it gets none; null if it does */
  signIn(socket: Socket, actor: string): 'full' | 'actor' | null {
    const place = this.places.get(socket);
    if (!place) return null; // it has gone meanwhile
    const own = this.ofActor.get(actor) ?? 0;
    if (own >= this.limits.actorSockets) return 'actor';
    if (this.signedIn >= this.limits.sockets) return 'full';
    this.waiting.delete(socket);
    place.actor = actor;
    this.ofActor.set(actor, own + 1);
    this.signedIn++;
    return null;
  }

  /** Counts that a socket was refused, once. @returns whether it was not before */
  refuse(socket: Socket, reason: Refusal): boolean {
    const place = this.places.get(socket);
    if (!place || place.isRefused) return false;
    place.isRefused = true;
    this.refused[reason]++;
    return true;
  }

  /** Takes back all that a socket had, when it has closed. */
  leave(socket: Socket): void {
    const place = this.places.get(socket);
    if (!place) return;
    this.places.delete(socket);
    this.waiting.delete(socket);
    this.subscriptions -= place.running.size;
    if (place.actor === null) return;
    for (const cost of place.running.values()) this.charge(place.actor, -cost);
    this.signedIn--;
    const own = (this.ofActor.get(place.actor) ?? 0) - 1;
    if (own > 0) this.ofActor.set(place.actor, own);
    else this.ofActor.delete(place.actor);
  }

  /** Takes a place for a subscription. @returns false if there is none */
  begin(socket: Socket, subscription: object): boolean {
    if (this.subscriptions >= this.limits.allSubscriptions) {
      this.refusedSubscriptions++;
      return false;
    }
    const running = this.places.get(socket)?.running;
    if (!running || running.has(subscription)) return true;
    running.set(subscription, 0);
    this.subscriptions++;
    return true;
  }

  /** Counts what a subscription costs. @returns false if those of its actor would cost too much together */
  weigh(socket: Socket, subscription: object, cost: number): boolean {
    const place = this.places.get(socket);
    if (!place || place.actor === null || !place.running.has(subscription)) return true;
    if ((this.costs.get(place.actor) ?? 0) + cost > COSTS_OF_ACTOR * this.limits.cost) {
      this.refusedSubscriptions++;
      return false;
    }
    place.running.set(subscription, cost);
    this.charge(place.actor, cost);
    return true;
  }

  /** Takes back the place of a subscription; nothing if its socket has closed before. */
  end(socket: Socket, subscription: object): void {
    const place = this.places.get(socket);
    const cost = place?.running.get(subscription);
    if (!place || cost === undefined) return;
    place.running.delete(subscription);
    this.subscriptions--;
    if (place.actor !== null) this.charge(place.actor, -cost);
  }

  private charge(actor: string, cost: number): void {
    const all = (this.costs.get(actor) ?? 0) + cost;
    if (all > 0) this.costs.set(actor, all);
    else this.costs.delete(actor);
  }

  /** Counts an event that was sent. */
  sent(): void {
    this.events++;
  }
}
