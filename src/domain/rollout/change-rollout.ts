import { type Fault, invalidInput } from '../errors';
import type { Gating, Rollout } from './gating';

/** A rollout as an operator asks for it. */
export interface RolloutChange {
  readonly mode: Gating;
  /** Left out: as it is, but 0 where the mode leaves no room for one. */
  readonly enforcePercentage?: number | null | undefined;
  /** Going to `LEGACY`: whether organizations' own `ENFORCE` stay. */
  readonly keepOrganizations?: boolean | null | undefined;
}

export interface ChangedRollout {
  readonly rollout: Rollout;
  /** Whether every organization's own row that says `ENFORCE` goes, in the same transaction. */
  readonly clearsOwnEnforce: boolean;
}

/**
 * The rollout that follows a change.
 * - Going to `LEGACY` is the emergency exit: percentage 0, and own `ENFORCE` cleared unless they are to be kept. It is asked for by
 *   `LEGACY` without a percentage (or with 0), also where the mode is `LEGACY` already, since a percentage or own rows may still enforce.
 * - Beside `LEGACY` that stands already, a percentage above 0 is a rollout from there; on the way to `LEGACY` it is a contradiction.
 * - Beside `ENFORCE` there is no percentage, and the stored one is forgotten: it would come back unasked with the next mode.
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
  if (mode === 'ENFORCE') return ['does not go with ENFORCE, which is for everybody: leave it out'];
  if (!Number.isInteger(asked) || asked < 0 || asked > 100)
    return [`must be a whole number from 0 to 100, not ${asked}`];
  if (mode === 'LEGACY' && before.mode !== 'LEGACY' && asked > 0) {
    return ['is 0 on the way to LEGACY, since that takes everybody back: leave it out, and raise it afterwards'];
  }
  return [];
}

/**
 * Whether a change of the rollout brings an organization without a row of its own under `ENFORCE` that was not: what the gate is for.
 * The environment is left out of it: it may be unset tomorrow.
 */
export function enforcesMore(before: Rollout, after: Rollout): boolean {
  return enforcedShare(after) > enforcedShare(before);
}

function enforcedShare({ mode, enforcePercentage }: Rollout): number {
  return mode === 'ENFORCE' ? 100 : enforcePercentage;
}
