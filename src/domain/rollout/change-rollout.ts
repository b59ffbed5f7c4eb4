import { type Fault, invalidInput } from '../errors';
import type { Gating, Rollout } from './gating';

/** A rollout that an operator asks for. */
export interface RolloutChange {
  readonly mode: Gating;
  /** If omitted, the stored percentage stays under `SHADOW` and becomes 0 under `LEGACY` and `ENFORCE`. */
  readonly enforcePercentage?: number | null | undefined;
  /** On a change to `LEGACY`: whether organizations individually set to `ENFORCE` keep it. */
  readonly keepOrganizations?: boolean | null | undefined;
}

export interface ChangedRollout {
  readonly rollout: Rollout;
  /** Whether all organizations' own rows with `ENFORCE` are deleted in the same transaction. */
  readonly clearsOwnEnforce: boolean;
}

/**
 * The rollout after a change.
 * - `LEGACY` without a percentage, or with 0, is the emergency exit: it sets the percentage to 0 and clears the
 *   organizations' own `ENFORCE`, unless `keepOrganizations` is true. It does so even if the mode is `LEGACY` already,
 *   because a percentage or own rows may still put organizations under `ENFORCE`. Own rows with `SHADOW` stay: the
 *   legacy flags answer there too, and what is compared there was chosen for these organizations.
 * - `LEGACY` with a percentage above 0 starts a rollout if the mode is `LEGACY` already, and is refused otherwise.
 * - `ENFORCE` has no percentage. The stored one is set to 0, or it would take effect again with the next mode.
 * @throws DomainError INVALID_INPUT naming the field
 */
export function changeRollout(before: Rollout, change: RolloutChange): ChangedRollout {
  const { mode } = change;
  const asked = change.enforcePercentage ?? null;
  const faults = percentageFaults(before, mode, asked).map((message): Fault => ({
    field: 'input.enforcePercentage',
    message,
  }));
  if (faults.length > 0) throw invalidInput(faults);

  if (mode === 'ENFORCE') return { rollout: { mode, enforcePercentage: 0 }, clearsOwnEnforce: false };
  if (mode === 'LEGACY') {
    const enforcePercentage = asked ?? 0;
    return {
      rollout: { mode, enforcePercentage },
      clearsOwnEnforce: enforcePercentage === 0 && change.keepOrganizations !== true,
    };
  }
  return { rollout: { mode, enforcePercentage: asked ?? before.enforcePercentage }, clearsOwnEnforce: false };
}

function percentageFaults(before: Rollout, mode: Gating, asked: number | null): readonly string[] {
  if (asked === null) return [];
  if (mode === 'ENFORCE') return ['does not go with ENFORCE, which applies to every organization: omit it'];
  if (!Number.isInteger(asked) || asked < 0 || asked > 100)
    return [`must be a whole number from 0 to 100, not ${asked}`];
  if (mode === 'LEGACY' && before.mode !== 'LEGACY' && asked > 0) {
    return ['must be 0 in a change to LEGACY, which applies to every organization: omit it, and raise it afterwards'];
  }
  return [];
}

/**
 * Whether a change of the rollout puts more organizations without a row of their own under `ENFORCE`, and so must pass
 * the gate. The environment does not count here, because it may be unset later.
 */
export function enforcesMore(before: Rollout, after: Rollout): boolean {
  return enforcedShare(after) > enforcedShare(before);
}

function enforcedShare({ mode, enforcePercentage }: Rollout): number {
  return mode === 'ENFORCE' ? 100 : enforcePercentage;
}
