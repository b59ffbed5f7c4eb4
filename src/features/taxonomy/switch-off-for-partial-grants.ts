import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { eventType } from '../../store/event-types';
import { eventsTakeActor } from '../../store/inspect-schema';

/**
 * Switches new submodules off for organizations with a partial grant of their module, with an event for each: a partial
 * grant covers only the submodules that it names. The rows have the source of the grant that they limit, with which
 * they go. Call it in the transaction that adds the submodules.
 * @param submoduleIds submodules that were added or became active again
 * @returns the number of organizations concerned
 */
export async function switchOffForPartialGrants(
  manager: EntityManager,
  submoduleIds: readonly number[],
  actor: Actor,
): Promise<number> {
  if (submoduleIds.length === 0) return 0;
  const takesActor = await eventsTakeActor(manager);
  const [result]: readonly { organizations: number }[] = await manager.query(
    `WITH switched_off AS (
       INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT e.org_id, e.module_id, s.id, false, e.source
       FROM org_entitlements e JOIN submodules s ON s.module_id = e.module_id
       WHERE e.partial AND s.id = ANY($1)
       ON CONFLICT DO NOTHING
       RETURNING org_id, module_id, submodule_id),
     events AS (
       INSERT INTO entitlement_events (org_id, event_type, reason, payload${takesActor ? ', actor_user_id' : ''})
       SELECT o.org_id, '${eventType('taxonomy_extended')}', 'New submodules are switched off for partial grants',
              jsonb_build_object('actor', $2::text, 'switchedOff',
                                 jsonb_agg(m.module_key || '/' || s.submodule_key ORDER BY s.id))
              ${takesActor ? ', $2::text' : ''}
       FROM switched_off o JOIN modules m ON m.id = o.module_id JOIN submodules s ON s.id = o.submodule_id
       GROUP BY o.org_id
       RETURNING 1)
     SELECT count(*)::int AS organizations FROM events`,
    [submoduleIds, actor.id],
  );
  return result?.organizations ?? 0;
}
