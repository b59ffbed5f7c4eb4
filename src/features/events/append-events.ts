import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { PlatformEvent } from '../../entities/platform-event';

/** Appends an event of no organization; call it in the transaction that does what it tells of. */
export async function appendPlatformEvent(
  manager: EntityManager,
  event: { readonly eventType: string; readonly actor: Actor; readonly reason: string | null; readonly payload: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { eventType, actor, reason, payload } = event;
  await manager.insert(PlatformEvent, { eventType, actorId: actor.id, reason, payload: { ...payload } });
}
