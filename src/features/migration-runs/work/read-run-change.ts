import { z } from 'zod';
import type { RunChange } from '../../../domain/change/run-change';
import { ENTITLEMENT_STATUSES } from '../../../domain/status';

const target = { module: z.string(), submodule: z.string().nullable() };
const grants = z.array(
  z.object({ ...target, status: z.enum(ENTITLEMENT_STATUSES), trialExpiresAt: z.string().nullable() }),
);
const packages = z.array(
  z.object({
    key: z.string(),
    version: z.number(),
    startsAt: z.string().optional(),
    endsAt: z.string().nullable().optional(),
  }),
);

/** What the rows of a file may be. */
const ofRows = z.discriminatedUnion('of', [
  z.object({ of: z.literal('GRANT'), grants }),
  z.object({ of: z.literal('PACKAGE'), packages, ends: z.array(z.string()), handOver: z.boolean() }),
]);

/** Reads the stored change of one organization. @throws ZodError if it is something else */
export function readRunChange(stored: unknown): RunChange {
  return ofRows.parse(stored);
}
