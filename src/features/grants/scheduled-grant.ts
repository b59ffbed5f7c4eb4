import { z } from 'zod';
import { hashOf } from '../../domain/hash';
import type { Change } from '../../domain/run/plan-changes';
import { DECISION_STATUSES } from '../../domain/status';
import type { AskedChange } from '../../domain/taxonomy/asked-change';
import { briefDecision } from '../../store/brief-decision';
import type { GrantEffect } from './grant-effect';

/** What is granted, and whether a loss is acknowledged. */
export interface AskedGrant {
  readonly changes: readonly AskedChange[];
  readonly acknowledgeShorterAccess?: boolean | null | undefined;
}

/** What is kept of a request, so that it can be carried out later, as JSON. */
export function writeScheduledGrant({ changes, acknowledgeShorterAccess }: AskedGrant): object {
  return { changes, acknowledgeShorterAccess: acknowledgeShorterAccess ?? false };
}

const scheduledGrant = z.object({
  changes: z.array(
    z.object({
      moduleKey: z.string(),
      submoduleKey: z.string().nullish(),
      status: z.enum(DECISION_STATUSES),
      trialExpiresAt: z.iso
        .datetime()
        .transform((text) => new Date(text))
        .nullish(),
    }),
  ),
  acknowledgeShorterAccess: z.boolean(),
});

/** Reads what `writeScheduledGrant` wrote. @throws if it is something else */
export function readScheduledGrant(value: unknown): AskedGrant {
  return scheduledGrant.parse(value);
}

/** A hash of everything that grants change: the rows, and the decisions before and after. */
export function hashOfEffects(effects: readonly GrantEffect[], rows: readonly Change[]): string {
  return hashOf([
    effects.map(({ module, submodule, before, after, warning }) => [
      module,
      submodule,
      briefDecision(before),
      briefDecision(after),
      warning,
    ]),
    rows,
  ]);
}
