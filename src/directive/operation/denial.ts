import type { EntitlementDecision } from '../boot/decision';
import type { Guard, Requirement } from '../boot/requirement';

export type DenialCode = 'ENTITLEMENT_REQUIRED' | 'ENTITLEMENT_CHECK_FAILED' | 'NOT_FOUND';

/** Why a guard does not let through. */
export interface Denial {
  readonly code: DenialCode;
  readonly guard: Guard;
  /** The severest of those that are denied. */
  readonly requirement: Requirement;
  readonly decision: EntitlementDecision;
  readonly organizationId: string | null;
}

/** Null for a guard that lets through. */
export type Verdict = Denial | null;
