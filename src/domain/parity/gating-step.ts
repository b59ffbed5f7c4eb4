import type { Gating } from '../rollout/gating';
import type { ParityKind } from './parity';

/** How a change of the rollout changes who answers for an organization. */
export interface GatingStep {
  readonly from: Gating;
  readonly to: Gating;
}

/** Whose answers an organization gets by a step that it did not get before. */
export type AnswerTurn = 'TO_ENTITLEMENTS' | 'TO_LEGACY';

/** Null where the same side answers as before: SHADOW answers as LEGACY does. */
export function turnOf({ from, to }: GatingStep): AnswerTurn | null {
  if ((from === 'ENFORCE') === (to === 'ENFORCE')) return null;
  return to === 'ENFORCE' ? 'TO_ENTITLEMENTS' : 'TO_LEGACY';
}

/** What a difference between entitlements and legacy flags is to those who take this turn: on the way back, what entitlements gave is lost. */
export function kindAtTurn(kind: ParityKind, turn: AnswerTurn): ParityKind {
  if (kind === 'STATUS' || turn === 'TO_ENTITLEMENTS') return kind;
  return kind === 'LOST' ? 'GAINED' : 'LOST';
}
