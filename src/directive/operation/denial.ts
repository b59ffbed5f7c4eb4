import type { DenialCode, EntitlementDecision } from '../boot/decision';
import type { Guard, Requirement } from '../boot/requirement';

/** Why a guard denies. */
export interface Denial {
  readonly code: DenialCode;
  readonly guard: Guard;
  /** The most severe of the denied requirements. */
  readonly requirement: Requirement;
  readonly decision: EntitlementDecision;
  readonly organizationId: string | null;
}

/** The result of a guard: null if it allows. */
export type Verdict = Denial | null;
