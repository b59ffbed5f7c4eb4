import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { idArray } from '../database/id-array';
import type { Actor } from '../domain/actor';
import type { OrganizationId } from '../domain/organization-id';
import { PlatformEvent } from '../entities/platform-event';
import type { EntitlementEventType, EntitlementPayload, PlatformEventType, PlatformPayload } from './event-types';
import { eventsTakeActor } from './inspect-schema';

/** How the actor asked, and in which role, as every event of a request or a command keeps it. */
function originOf({ origin, role }: Actor) {
  return origin ? { by: { role, ...origin } } : {};
}

/** Appends an event that concerns no organization. Call it in the transaction of the change that it records. */
export async function appendPlatformEvent<Type extends PlatformEventType>(
  manager: EntityManager,
  event: {
    readonly eventType: Type;
    readonly actor: Actor;
    readonly reason: string | null;
    readonly payload: PlatformPayload<Type>;
  },
): Promise<void> {
  const { eventType, actor, reason, payload } = event;
  await manager.insert(PlatformEvent, {
    eventType,
    actorId: actor.id,
    reason,
    payload: { ...payload, ...originOf(actor) },
  });
}

/**
 * Appends the event of a verification or an export of events, by a function of the database: an auditor may add no
 * others.
 */
export async function appendAuditEvent<Type extends 'audit_verified' | 'audit_exported'>(
  manager: EntityManager,
  {
    eventType,
    actor,
    payload,
  }: {
    readonly eventType: Type;
    readonly actor: Actor;
    readonly payload: PlatformPayload<Type>;
  },
): Promise<void> {
  await manager.query(`SELECT ${SCHEMA}.record_audit($1, $2, $3::jsonb)`, [
    eventType,
    actor.id,
    JSON.stringify({ ...payload, ...originOf(actor) }),
  ]);
}

/** An event that one request causes for one or more organizations. */
export interface NewEntitlementEvent<Type extends EntitlementEventType> {
  readonly eventType: Type;
  readonly organizationIds: readonly OrganizationId[];
  readonly actor: Actor;
  readonly reason: string;
  /** Without `actor`, which is added: an adopted table may have no column that can store the actor's id. */
  readonly payload: EntitlementPayload<Type>;
}

/**
 * Appends one event for each organization that exists. Call it in the transaction of the change that it records.
 */
export async function appendEntitlementEvent<Type extends EntitlementEventType>(
  manager: EntityManager,
  { eventType, organizationIds, actor, reason, payload }: NewEntitlementEvent<Type>,
): Promise<void> {
  if (organizationIds.length === 0) return;
  const takesActor = await eventsTakeActor(manager);
  await manager.query(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload${takesActor ? ', actor_user_id' : ''})
     SELECT o.id, $2, $3, $4::jsonb${takesActor ? ', $5::text' : ''}
     FROM organizations o WHERE o.id = ANY($1::organization_ids) ORDER BY o.id`,
    [
      idArray(organizationIds),
      eventType,
      reason,
      JSON.stringify({ ...payload, actor: actor.id, ...originOf(actor) }),
      ...(takesActor ? [actor.id] : []),
    ],
  );
}
