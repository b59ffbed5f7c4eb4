import { z } from 'zod';

/** What the program asks of a process of clients; each is answered once. */
export const request = z.discriminatedUnion('do', [
  /** Opens sockets, each with a token of its own. */
  z.object({ do: z.literal('open'), url: z.string(), tokens: z.array(z.string()) }),
  /** Follows organizations, as many on each socket, and waits for their first events. */
  z.object({ do: z.literal('subscribe'), organizations: z.array(z.string()), perSocket: z.number() }),
  /** Tells from now on who hears an event with this text; of all organizations, or of some. */
  z.object({ do: z.literal('watch'), marker: z.string(), organizations: z.array(z.string()).nullable() }),
  /** Waits until all have heard that must. */
  z.object({ do: z.literal('hear'), seconds: z.number() }),
  z.object({ do: z.literal('close') }),
]);
export type LoadRequest = z.infer<typeof request>;

export const answer = z.object({
  /** When each that must hear has heard, in milliseconds since the epoch. */
  heard: z.array(z.number()).default([]),
  /** How many have not. */
  deaf: z.number().default(0),
  error: z.string().optional(),
});
export type LoadAnswer = z.infer<typeof answer>;

/** The time in milliseconds since the epoch, with fractions; the same for all processes of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
