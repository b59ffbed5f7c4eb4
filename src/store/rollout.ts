import type { EntityManager } from 'typeorm';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import type { Gating } from '../domain/rollout/gating';
import { OrganizationRollout } from '../entities/organization-rollout';
import { RolloutEntity } from '../entities/rollout';
import { appendEntitlementEvent } from './append-events';

/** The rollout of all organizations. @throws DomainError CONFLICT if its row was deleted by hand */
export async function readRollout(manager: EntityManager): Promise<RolloutEntity> {
  return known(await manager.findOneBy(RolloutEntity, { id: true }));
}

/**
 * Like `readRollout`, and locks the row to the end of the transaction: changes of the rollout and of organizations' own
 * rows are made one after the other.
 */
export async function lockRollout(manager: EntityManager): Promise<RolloutEntity> {
  return known(await manager.findOne(RolloutEntity, { where: { id: true }, lock: { mode: 'pessimistic_write' } }));
}

function known(rollout: RolloutEntity | null): RolloutEntity {
  if (rollout) return rollout;
  throw new DomainError(
    'CONFLICT',
    "The table 'rollout' has no row, so it is unknown whether legacy flags or entitlements answer. " +
      "Insert its initial row, ('LEGACY', 0).",
  );
}

/**
 * Deletes the own rollout row of every organization individually set to `ENFORCE`, with an event for each.
 * @returns the number of organizations
 */
export async function clearOwnEnforce(manager: EntityManager, actor: Actor, reason: string): Promise<number> {
  const cleared: readonly { org_id: OrganizationId }[] = await manager.query(
    `WITH cleared AS (DELETE FROM organization_rollouts WHERE mode = 'ENFORCE' RETURNING org_id)
     SELECT org_id::text AS org_id FROM cleared`,
  );
  const payload = { before: 'ENFORCE', after: null, gating: 'LEGACY', withRollout: true } satisfies Record<
    string,
    Gating | boolean | null
  >;
  await appendEntitlementEvent(manager, {
    eventType: 'organization_rollout_cleared',
    organizationIds: cleared.map(({ org_id }) => org_id),
    actor,
    reason,
    payload,
  });
  return cleared.length;
}

/** Organizations that a rollout of their own keeps out of the rollout of all. */
export interface KeptRollout {
  readonly mode: Gating;
  readonly organizations: number;
  /** The first ones, ordered by id. */
  readonly firstIds: readonly OrganizationId[];
}

/** The organizations with an own rollout of another mode than this one, by mode. Reads nothing of the product. */
export async function findKept(manager: EntityManager, mode: Gating): Promise<readonly KeptRollout[]> {
  return manager.query(
    `SELECT mode, count(*)::int AS organizations, (array_agg(org_id::text ORDER BY org_id))[1:5] AS "firstIds"
     FROM organization_rollouts WHERE mode <> $1 GROUP BY mode ORDER BY mode`,
    [mode],
  );
}

/** Writes an organization's own rollout row. @param mode null to delete the row */
export async function writeOwnRollout(
  manager: EntityManager,
  organizationId: OrganizationId,
  mode: Gating | null,
  actor: Actor,
  reason: string,
): Promise<void> {
  if (mode === null) await manager.delete(OrganizationRollout, { organizationId });
  else
    await manager.upsert(
      OrganizationRollout,
      { organizationId, mode, reason, actorId: actor.id, updatedAt: () => 'now()' },
      ['organizationId'],
    );
}
