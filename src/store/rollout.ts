import type { EntityManager } from 'typeorm';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import type { Gating } from '../domain/rollout/gate';
import { OrganizationRollout } from '../entities/organization-rollout';
import { RolloutEntity } from '../entities/rollout';
import { appendEntitlementEvent } from './append-events';

/** @throws DomainError CONFLICT where a hand has deleted it */
export async function readRollout(manager: EntityManager): Promise<RolloutEntity> {
  return known(await manager.findOneBy(RolloutEntity, { id: true }));
}

/** The rollout, locked to the end of the transaction: it changes, and so do organizations' own rows, one after the other. */
export async function lockRollout(manager: EntityManager): Promise<RolloutEntity> {
  return known(await manager.findOne(RolloutEntity, { where: { id: true }, lock: { mode: 'pessimistic_write' } }));
}

function known(rollout: RolloutEntity | null): RolloutEntity {
  if (rollout) return rollout;
  throw new DomainError(
    'CONFLICT',
    "The table 'rollout' has no row, and nobody can tell who answers: insert ('LEGACY', 0), which is how it began.",
  );
}

/**
 * Takes every organization back that was put under `ENFORCE` by itself, with an event each.
 * @returns how many
 */
export async function clearOwnEnforce(manager: EntityManager, actor: Actor, reason: string): Promise<number> {
  const cleared: readonly { org_id: number }[] = await manager.query(
    `WITH cleared AS (DELETE FROM organization_rollouts WHERE mode = 'ENFORCE' RETURNING org_id) SELECT org_id FROM cleared`,
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

/** Makes an organization's own row say so; null takes it away. */
export async function writeOwnRollout(
  manager: EntityManager,
  organizationId: number,
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
