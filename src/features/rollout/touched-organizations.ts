import type { EntityManager } from 'typeorm';
import { gatingOf, type ChangedRollout, type Rollout } from '../../domain/rollout/gate';
import type { GatingStep } from '../../domain/parity/gating-step';
import { scanModes } from '../../store/gating';

/** An organization whose gating a change of the rollout changes. */
export interface TouchedOrganization {
  readonly id: number;
  /** One object for all that take the same step. */
  readonly step: GatingStep;
}

/**
 * Those whose gating a change of the rollout of all changes, in order of id: organizations with a row of their own are not touched by it, but
 * where their own `ENFORCE` goes.
 */
export async function gatingChanges(
  manager: EntityManager,
  before: Rollout,
  { rollout: after, clearsOwnEnforce }: ChangedRollout,
): Promise<readonly TouchedOrganization[]> {
  const touched: TouchedOrganization[] = [];
  const steps = new Map<string, GatingStep>();
  for await (const page of scanModes(manager)) {
    for (const { id, own } of page) {
      // The environment is left out of it: it may be unset tomorrow.
      const from = gatingOf(id, own, before, null).mode;
      const to = gatingOf(id, clearsOwnEnforce && own === 'ENFORCE' ? null : own, after, null).mode;
      if (from === to) continue;
      const step = steps.get(`${from} ${to}`) ?? { from, to };
      steps.set(`${from} ${to}`, step);
      touched.push({ id, step });
    }
  }
  return touched;
}

/** Those that a change of the rollout of all brings under `ENFORCE`, in order of id. */
export async function touchedByRollout(
  manager: EntityManager,
  before: Rollout,
  change: ChangedRollout,
): Promise<readonly number[]> {
  return enforcedAnew(await gatingChanges(manager, before, change));
}

/** Those that come under `ENFORCE`: whom the gate is for. */
export function enforcedAnew(touched: readonly TouchedOrganization[]): readonly number[] {
  return touched.flatMap(({ id, step }) => (step.to === 'ENFORCE' ? [id] : []));
}
