import { z } from 'zod';
import type { Grant } from '../../domain/run/plan-grants';
import { KEPT_FACTS, type KeptFacts, keptOverride, plainFacts } from '../../store/kept-facts';

/** What grants were previewed from: enough to repeat the response, whatever has changed since. */
export interface KeptGrants extends KeptFacts {
  readonly grants: readonly Grant[];
  /** What was stored for a later time; null for what was granted at once. */
  readonly scheduledId: string | null;
}

/** Formats what is kept as JSON. */
export function writeKeptGrants({ grants, scheduledId, ...facts }: KeptGrants): string {
  return JSON.stringify({ ...plainFacts(facts, grants), grants, scheduledId });
}

const keptGrants = z.object({
  ...KEPT_FACTS,
  grants: z.array(keptOverride.omit({ expiresAt: true })),
  scheduledId: z.string().nullable(),
});

/** Reads what `writeKeptGrants` wrote. @throws if it is something else */
export function readKeptGrants(value: unknown): KeptGrants {
  return keptGrants.parse(value);
}
