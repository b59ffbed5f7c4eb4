import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import type { Assignment } from '../../domain/package/package';
import type { Gating } from '../../domain/rollout/gating';
import { type Change, isMade } from '../../domain/run/plan-changes';
import { appendEntitlementEvent } from '../../store/append-events';
import { briefDecision } from '../../store/brief-decision';
import type { PackageEffect } from './package-effects';

export interface PackageEvent {
  readonly eventType: 'packages_changed' | 'packages_carried_out' | 'organization_seen';
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
  readonly reason: string;
  readonly gating: Gating;
  readonly before: readonly Assignment[];
  readonly after: readonly Assignment[];
  readonly handedOver: boolean;
  readonly effects: readonly PackageEffect[];
  /** The plan, of which those changes are told that were made. */
  readonly changes: readonly Change[];
  readonly idempotencyKey: string | null;
}

/** Appends the event of a change of packages. Call it in the transaction of the change. */
export async function appendPackageEvent(manager: EntityManager, event: PackageEvent): Promise<void> {
  const { eventType, organizationId, actor, reason, gating, before, after, handedOver, effects, changes } = event;
  const payload = {
    gating,
    packages: { before: before.map(brief), after: after.map(brief) },
    handedOver,
    changes: effects.map((effect) => ({
      module: effect.module,
      submodule: effect.submodule,
      before: briefDecision(effect.before),
      after: briefDecision(effect.after),
      warning: effect.warning,
    })),
    rows: changes.filter(isMade),
  };
  const common = { organizationIds: [organizationId], actor, reason };
  if (eventType === 'packages_changed' && event.idempotencyKey !== null)
    await appendEntitlementEvent(manager, {
      ...common,
      eventType,
      payload: { ...payload, idempotencyKey: event.idempotencyKey },
    });
  else await appendEntitlementEvent(manager, { ...common, eventType, payload });
}

function brief({ package: { key, version }, startsAt, endsAt }: Assignment) {
  return { key, version, startsAt, endsAt };
}
