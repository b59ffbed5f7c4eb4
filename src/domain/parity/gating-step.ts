import type { Gating } from '../rollout/gating';
import type { ParityKind } from './parity';

/** An organization's gating before and after a change of the rollout. */
export interface GatingStep {
  readonly from: Gating;
  readonly to: Gating;
}

/** The side that answers for an organization after a step, and did not before. */
export type AnswerTurn = 'TO_ENTITLEMENTS' | 'TO_LEGACY';

/** @returns null if the same side answers as before; under `SHADOW` the legacy flags answer, as under `LEGACY` */
export function turnOf({ from, to }: GatingStep): AnswerTurn | null {
  if ((from === 'ENFORCE') === (to === 'ENFORCE')) return null;
  return to === 'ENFORCE' ? 'TO_ENTITLEMENTS' : 'TO_LEGACY';
}

/**
 * The kind of a difference as the organization experiences it: on a turn back to the legacy flags, access that only
 * entitlements gave is lost.
 */
export function kindAtTurn(kind: ParityKind, turn: AnswerTurn): ParityKind {
  if ((kind !== 'LOST' && kind !== 'GAINED') || turn === 'TO_ENTITLEMENTS') return kind;
  return kind === 'LOST' ? 'GAINED' : 'LOST';
}
