import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import { type Basis, nextScheduledStatus, type ScheduledAction, type ScheduledOperation } from '../../domain/schedule';
import { ScheduledChange } from '../../entities/scheduled-change';
import { appendEntitlementEvent } from '../../store/append-events';

export interface NewScheduledChange extends Basis {
  readonly operation: ScheduledOperation;
  readonly organizationId: OrganizationId;
  readonly input: object;
  readonly reason: string;
  readonly actor: Actor;
  readonly startAt: Date;
}

/** Stores what is asked for, with its event. Call it in the transaction in which its effect was previewed. */
export async function scheduleChange(manager: EntityManager, asked: NewScheduledChange): Promise<ScheduledChange> {
  const { operation, organizationId, input, reason, actor, startAt, version, effectHash } = asked;
  const stored = await manager.save(
    manager.create(ScheduledChange, {
      operation,
      organizationId,
      input,
      reason,
      actorId: actor.id,
      actorRole: actor.role,
      startAt,
      dueAt: startAt,
      version,
      effectHash,
    }),
  );
  await appendEntitlementEvent(manager, {
    eventType: 'change_scheduled',
    organizationIds: [organizationId],
    actor,
    reason,
    payload: { scheduledChangeId: stored.id, operation, startAt, effectHash, input },
  });
  return stored;
}

/** The events of changes that end without being carried out; one that is, has the event of its change. */
const EVENTS = {
  lapse: 'scheduled_change_stale',
  fail: 'scheduled_change_failed',
} as const;

export interface ScheduledEnd {
  readonly action: ScheduledAction;
  readonly actor: Actor;
  /** Why it was not carried out; null for what was. */
  readonly outcome: string | null;
}

/**
 * Ends a scheduled change, with its event. Its row must be locked.
 * @throws DomainError INVALID_TRANSITION if it has ended
 */
export async function endScheduled(
  manager: EntityManager,
  change: ScheduledChange,
  { action, actor, outcome }: ScheduledEnd,
): Promise<ScheduledChange> {
  const status = nextScheduledStatus(change, action);
  const { id, operation, startAt, organizationId } = change;
  const ended = await manager.save(
    ScheduledChange,
    Object.assign(change, { status, outcome, endedAt: new Date(), dueAt: null }),
  );
  const about = { organizationIds: [organizationId], actor };
  const told = { scheduledChangeId: id, operation, startAt };
  if (action === 'withdraw')
    await appendEntitlementEvent(manager, {
      ...about,
      eventType: 'scheduled_change_withdrawn',
      reason: outcome ?? '',
      payload: told,
    });
  else if (action !== 'carryOut')
    await appendEntitlementEvent(manager, {
      ...about,
      eventType: EVENTS[action],
      reason: change.reason,
      payload: { ...told, outcome },
    });
  return ended;
}
