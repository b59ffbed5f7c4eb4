import type { Answer } from '../domain/decision/answer';
import type { Decision } from '../domain/decision/decision';

/** A decision as events keep it: with the answer by entitlements, which can differ unless the gating is `ENFORCE`. */
export function briefDecision(decision: Decision) {
  return { ...answerOf(decision), entitlement: answerOf(decision.entitlement) };
}

function answerOf({ allowed, status, reason }: Answer): Answer {
  return { allowed, status, reason };
}
