import { z } from 'zod';
import { ERROR_CODES } from '../../domain/errors';

/** What a keeper tells the process that started it, over the channel between the two; once. */
export const keeperMessageSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ready') }),
  /** Another keeper was quicker: this one ends. */
  z.object({ outcome: z.literal('held') }),
  z.object({ outcome: z.literal('failed'), message: z.string(), code: z.enum(ERROR_CODES).optional() }),
]);

export type KeeperMessage = z.infer<typeof keeperMessageSchema>;

/** How long a client may stay silent before it has said the cookie, and a keeper before it has answered. */
export const HANDSHAKE_MS = 3000;
