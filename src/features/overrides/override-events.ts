import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { Answer } from '../../domain/decision/answer';
import type { Decision } from '../../domain/decision/decision';
import type { Gating } from '../../domain/rollout/gate';
import type { NewOverride, Override } from '../../domain/decision/override';
import { appendEntitlementEvent } from '../../store/append-events';
import type { OverrideEffect } from './override-effect';

export interface OverrideEvent {
  readonly eventType: 'override_set' | 'override_revoked';
  readonly organizationId: number;
  readonly actor: Actor;
  readonly reason: string;
  /** Under another than `ENFORCE` overrides are kept, and do not count yet. */
  readonly gating: Gating;
  readonly effects: readonly OverrideEffect[];
  /** What was stored, or ended, in the order of the effects. */
  readonly changes: readonly NewOverride[];
  /** What the changes took the place of. */
  readonly replaced: readonly Override[];
  readonly idempotencyKey: string | null;
}

/** Appends the one event of a request that changed overrides; call it in its transaction. */
export async function appendOverrideEvent(manager: EntityManager, event: OverrideEvent): Promise<void> {
  const { eventType, organizationId, actor, reason, gating, effects, changes, replaced, idempotencyKey } = event;
  const told = effects.map(({ overrideId, module, submodule, before, after, warning }, index) => ({
    overrideId,
    module,
    submodule,
    status: changes[index]?.status ?? null,
    trialExpiresAt: changes[index]?.trialExpiresAt ?? null,
    expiresAt: changes[index]?.expiresAt ?? null,
    replaces: replaced.find((one) => one.module === module && one.submodule === submodule)?.id ?? null,
    before: brief(before),
    after: brief(after),
    warning,
  }));
  await appendEntitlementEvent(manager, {
    eventType,
    organizationIds: [organizationId],
    actor,
    reason,
    payload: { gating, changes: told, ...(idempotencyKey !== null && { idempotencyKey }) },
  });
}

/** What was decided, and what entitlements said, which is not the same before `ENFORCE`. */
function brief(decision: Decision) {
  return { ...answerOf(decision), entitlement: answerOf(decision.entitlement) };
}

function answerOf({ allowed, status, reason }: Answer): Answer {
  return { allowed, status, reason };
}
