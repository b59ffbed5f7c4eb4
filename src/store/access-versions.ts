import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import type { OrganizationId } from '../domain/organization-id';
import { ENTITLEMENT_EVENTS, type EntitlementEventType } from './event-types';

/**
 * An override counts once when it is created, and once more when it ends: its events are not counted besides. What was
 * only scheduled has changed nothing.
 */
const NOT_COUNTED: readonly EntitlementEventType[] = [
  'override_set',
  'override_revoked',
  'change_scheduled',
  'scheduled_change_withdrawn',
  'scheduled_change_stale',
  'scheduled_change_failed',
];
const COUNTED = Object.keys(ENTITLEMENT_EVENTS).filter((type) => !NOT_COUNTED.some((one) => one === type));

/**
 * The versions of what organizations have, by organization id. A version grows with each change of overrides,
 * entitlements or the organization's own rollout, whoever makes it: each has its event. It falls when retention takes
 * old events out.
 */
export async function accessVersions(
  manager: Pick<EntityManager, 'query'>,
  organizationIds: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, number>> {
  const found: readonly { id: OrganizationId; version: number }[] = await manager.query(
    `SELECT o.id::text AS id,
            ((SELECT count(*) + count(v.ended_at) FROM entitlement_overrides v WHERE v.org_id = o.id)
             + (SELECT count(*) FROM entitlement_events e
                WHERE e.org_id = o.id AND e.event_type = ANY($2::text[])))::int AS version
     FROM unnest($1::organization_ids) AS o (id)`,
    [idArray(organizationIds), COUNTED],
  );
  return new Map(found.map(({ id, version }) => [id, version]));
}
