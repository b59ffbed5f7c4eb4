/** Who attacks: somebody without a token, a member of one organization, or an operator whose token was stolen. */
export type Attacker = 'anonymous' | 'member' | 'operator';

/** What a server answered: an HTTP status or the code that closed a socket, and the text; null if nothing came. */
export interface Seen {
  readonly status: number | null;
  readonly text: string;
}

/** What those who attack have: addresses and tokens. */
export interface Besieged {
  readonly portcullis: { readonly url: string };
  /** The address of an API. */
  urlOf(at: Attack['at']): string;
  /** The headers that sign somebody in. */
  headersOf(by: Attacker): Readonly<Record<string, string>>;
}

/** One way to keep a server busy, or to take it down. */
export interface Attack {
  /** What is sent, by whom. */
  readonly name: string;
  /** The server that it is sent to: Portcullis, or one whose schema the library guards. */
  readonly at: 'portcullis' | 'host';
  /** How many send it at once, again and again, when it is sent as a flood. */
  readonly atOnce: number;
  /** Sends it once, and waits for the end. */
  readonly send: (siege: Besieged) => Promise<readonly Seen[]>;
}
