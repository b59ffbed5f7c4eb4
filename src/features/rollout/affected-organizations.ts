import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import type { GatingStep } from '../../domain/parity/gating-step';
import type { ChangedRollout } from '../../domain/rollout/change-rollout';
import { gatingOf, type Rollout } from '../../domain/rollout/gating';
import { scanModes } from '../../store/gating';

/** An organization whose gating a change of the rollout changes. */
export interface AffectedOrganization {
  readonly id: OrganizationId;
  /** The same object for all organizations with the same change. */
  readonly step: GatingStep;
}

/**
 * The organizations whose gating a change of the rollout changes, ordered by id. Organizations with a row of their own
 * are affected only if the change clears their own `ENFORCE`.
 */
export async function gatingChanges(
  manager: EntityManager,
  before: Rollout,
  { rollout: after, clearsOwnEnforce }: ChangedRollout,
): Promise<readonly AffectedOrganization[]> {
  const affected: AffectedOrganization[] = [];
  const steps = new Map<string, GatingStep>();
  for await (const page of scanModes(manager)) {
    for (const { id, own } of page) {
      // Ignores the environment, which can be unset at any time.
      const from = gatingOf(id, own, before, null).mode;
      const to = gatingOf(id, clearsOwnEnforce && own === 'ENFORCE' ? null : own, after, null).mode;
      if (from === to) continue;
      const step = steps.get(`${from} ${to}`) ?? { from, to };
      steps.set(`${from} ${to}`, step);
      affected.push({ id, step });
    }
  }
  return affected;
}

/** The ids of organizations that a change of the rollout puts under `ENFORCE`, in order. */
export async function affectedByRollout(
  manager: EntityManager,
  before: Rollout,
  change: ChangedRollout,
): Promise<readonly OrganizationId[]> {
  return enforcedAnew(await gatingChanges(manager, before, change));
}

/** The ids of the organizations that a change puts under `ENFORCE`, for which it is gated. */
export function enforcedAnew(affected: readonly AffectedOrganization[]): readonly OrganizationId[] {
  return affected.flatMap(({ id, step }) => (step.to === 'ENFORCE' ? [id] : []));
}
