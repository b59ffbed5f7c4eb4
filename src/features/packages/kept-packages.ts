import { z } from 'zod';
import type { Assignment } from '../../domain/package/package';
import { ENTITLEMENT_STATUSES } from '../../domain/status';
import { KEPT_FACTS, type KeptFacts, plainFacts } from '../../store/kept-facts';

/** What a change of packages was previewed from: enough to repeat the response, whatever has changed since. */
export interface KeptPackages extends KeptFacts {
  readonly assignments: readonly Assignment[];
  readonly handOver: boolean;
}

/** Formats what is kept as JSON. The whole taxonomy is needed: packages may give any module. */
export function writeKeptPackages({ assignments, handOver, ...facts }: KeptPackages): string {
  const all = facts.taxonomy.modules.map(({ key }) => ({ module: key, submodule: null }));
  return JSON.stringify({ ...plainFacts(facts, all), assignments, handOver });
}

const time = z.coerce.date();
const keptPackages = z.object({
  ...KEPT_FACTS,
  handOver: z.boolean(),
  assignments: z.array(
    z.object({
      package: z.object({
        key: z.string(),
        version: z.number(),
        displayName: z.string(),
        items: z.array(
          z.object({
            module: z.string(),
            submodule: z.string().nullable(),
            status: z.enum(ENTITLEMENT_STATUSES),
            trialDays: z.number().nullable(),
          }),
        ),
      }),
      startsAt: time,
      endsAt: time.nullable(),
      assignedBy: z.string(),
      reason: z.string(),
      assignedAt: time,
    }),
  ),
});

/** Reads what `writeKeptPackages` wrote. @throws if it is something else */
export function readKeptPackages(value: unknown): KeptPackages {
  return keptPackages.parse(value);
}
