import { CHECK_FAILED, isBypassable, isTrue, ORGANIZATION_NOT_FOUND, type EntitlementDecision } from '../boot/decision';
import type { OrganizationAnswers } from './decision-store';
import type { Denial, DenialCode, Verdict } from './denial';
import { severity, type Guard, type Requirement } from '../boot/requirement';

/** Passes over a denial, and tells of it; false where the actor may not. */
export type PassOver = (denial: Denial) => boolean;

/** The verdict on a guard; undefined where a decision must be loaded first. Each requirement may ask about another organization. */
export function judge(
  guard: Guard,
  requirements: readonly Requirement[],
  answersFor: (requirement: Requirement) => OrganizationAnswers,
  passOver: PassOver,
): Verdict | undefined {
  let worst: Verdict = null;
  for (const requirement of requirements) {
    const verdict = judgeRequirement(guard, requirement, answersFor(requirement));
    if (verdict === undefined) return undefined;
    if (!verdict || (isBypassable(verdict.decision.reason) && verdict.code !== 'NOT_FOUND' && passOver(verdict)))
      continue;
    if (!worst || severity(requirement.onDeny) > severity(worst.requirement.onDeny)) worst = verdict;
  }
  return worst;
}

function judgeRequirement(guard: Guard, requirement: Requirement, answers: OrganizationAnswers): Verdict | undefined {
  let worst: EntitlementDecision | undefined;
  let unknown = false;
  for (const ref of requirement.anyOf) {
    const decision = answers.decision(ref);
    if (!decision) unknown = true;
    else if (isTrue(decision.allowed) && !answers.isHidden) return null;
    // a check that failed might have allowed: of several it is the one to tell
    else if (!worst || (worst.reason !== CHECK_FAILED && decision.reason === CHECK_FAILED)) worst = decision;
  }
  if (answers.isHidden)
    worst ??= {
      allowed: false,
      status: null,
      reason: ORGANIZATION_NOT_FOUND,
      module: '',
      submodule: null,
      organizationId: answers.organizationId,
    };
  else if (unknown) return undefined;
  if (!worst) return undefined;
  return { code: codeOf(worst, answers), guard, requirement, decision: worst, organizationId: answers.organizationId };
}

function codeOf({ reason }: EntitlementDecision, answers: OrganizationAnswers): DenialCode {
  // One answer for "not yours" and "not there", so that organizations cannot be probed.
  if (answers.isHidden || reason === ORGANIZATION_NOT_FOUND) return 'NOT_FOUND';
  return reason === CHECK_FAILED ? 'ENTITLEMENT_CHECK_FAILED' : 'ENTITLEMENT_REQUIRED';
}
