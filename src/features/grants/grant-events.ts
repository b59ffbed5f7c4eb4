import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import type { Gating } from '../../domain/rollout/gating';
import type { Change } from '../../domain/run/plan-changes';
import type { Grant } from '../../domain/run/plan-grants';
import { appendEntitlementEvent } from '../../store/append-events';
import { briefDecision } from '../../store/brief-decision';
import type { GrantEffect } from './grant-effect';

export interface GrantEvent {
  readonly eventType: 'entitlements_granted' | 'entitlements_ended';
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
  readonly reason: string;
  readonly gating: Gating;
  readonly effects: readonly GrantEffect[];
  /** In the order of the effects; null where grants end. */
  readonly grants: readonly Grant[] | null;
  /** The rows that were written, before and after. */
  readonly rows: readonly Change[];
  readonly idempotencyKey: string | null;
  /** Set for what was scheduled. */
  readonly scheduledChangeId?: string;
}

/** Appends the event of a request that granted or ended. Call it in the transaction of the request. */
export async function appendGrantEvent(manager: EntityManager, event: GrantEvent): Promise<void> {
  const { eventType, organizationId, actor, reason, gating, effects, grants, rows, idempotencyKey, scheduledChangeId } =
    event;
  const changes = effects.map(({ module, submodule, before, after, warning }, index) => ({
    module,
    submodule,
    ...(grants && { status: grants[index]?.status ?? null, trialExpiresAt: grants[index]?.trialExpiresAt ?? null }),
    before: briefDecision(before),
    after: briefDecision(after),
    warning,
  }));
  await appendEntitlementEvent(manager, {
    eventType,
    organizationIds: [organizationId],
    actor,
    reason,
    payload: {
      gating,
      changes,
      rows,
      ...(idempotencyKey !== null && { idempotencyKey }),
      ...(scheduledChangeId !== undefined && { scheduledChangeId }),
    },
  });
}
