import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { NewOverride, Override } from '../../domain/decision/override';
import type { OrganizationId } from '../../domain/organization-id';
import type { Gating } from '../../domain/rollout/gating';
import { appendEntitlementEvent } from '../../store/append-events';
import { briefDecision } from '../../store/brief-decision';
import type { OverrideEffect } from './override-effect';

export interface OverrideEvent {
  readonly eventType: 'override_set' | 'override_revoked';
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
  readonly reason: string;
  /** The gating of the organization. Overrides take effect only under `ENFORCE`. */
  readonly gating: Gating;
  readonly effects: readonly OverrideEffect[];
  /** The overrides that were stored or ended, in the order of the effects. */
  readonly changes: readonly NewOverride[];
  /** The overrides that the changes replaced. */
  readonly replaced: readonly Override[];
  readonly idempotencyKey: string | null;
}

/** Appends the event of a request that changed overrides. Call it in the transaction of the request. */
export async function appendOverrideEvent(manager: EntityManager, event: OverrideEvent): Promise<void> {
  const { eventType, organizationId, actor, reason, gating, effects, changes, replaced, idempotencyKey } = event;
  const described = effects.map(({ overrideId, module, submodule, before, after, warning }, index) => ({
    overrideId,
    module,
    submodule,
    status: changes[index]?.status ?? null,
    trialExpiresAt: changes[index]?.trialExpiresAt ?? null,
    expiresAt: changes[index]?.expiresAt ?? null,
    replaces: replaced.find((one) => one.module === module && one.submodule === submodule)?.id ?? null,
    before: briefDecision(before),
    after: briefDecision(after),
    warning,
  }));
  await appendEntitlementEvent(manager, {
    eventType,
    organizationIds: [organizationId],
    actor,
    reason,
    payload: { gating, changes: described, ...(idempotencyKey !== null && { idempotencyKey }) },
  });
}
