import type { EntityManager } from 'typeorm';
import { gatingOf, type Rollout } from '../../domain/gate';

/** Those that a change of the rollout of all brings under `ENFORCE`, in order of id: organizations with a row of their own are not touched by it. */
export async function touchedByRollout(manager: EntityManager, before: Rollout, after: Rollout): Promise<readonly number[]> {
  const others: readonly { id: number }[] = await manager.query(
    'SELECT o.id FROM organizations o WHERE NOT EXISTS (SELECT 1 FROM organization_rollouts r WHERE r.org_id = o.id) ORDER BY o.id',
  );
  // The environment is left out of it: it may be unset tomorrow.
  const isEnforced = (id: number, rollout: Rollout) => gatingOf(id, null, rollout, null).mode === 'ENFORCE';
  return others.flatMap(({ id }) => (!isEnforced(id, before) && isEnforced(id, after) ? [id] : []));
}
