import {
  CHECK_FAILED,
  type DenialCode,
  type EntitlementDecision,
  isBypassable,
  isTrue,
  ORGANIZATION_NOT_FOUND,
} from '../boot/decision';
import { type Guard, type Requirement, severity } from '../boot/requirement';
import type { OrganizationAnswers } from './decision-store';
import type { Denial, Verdict } from './denial';

/** Bypasses a denial and reports it; false if the actor may not. */
export type TryBypass = (denial: Denial) => boolean;

/**
 * The verdict of a guard; undefined if a decision must be loaded first. Each requirement may be about another
 * organization.
 */
export function judge(
  guard: Guard,
  requirements: readonly Requirement[],
  answersFor: (requirement: Requirement) => OrganizationAnswers,
  tryBypass: TryBypass,
): Verdict | undefined {
  let worst: Verdict = null;
  for (const requirement of requirements) {
    const verdict = judgeRequirement(guard, requirement, answersFor(requirement));
    if (verdict === undefined) return undefined;
    if (!verdict || (isBypassable(verdict.decision.reason) && verdict.code !== 'NOT_FOUND' && tryBypass(verdict)))
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
    // A failed check might have allowed: of several denials it is the one to report.
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
  // The same answer for "not yours" and "does not exist", so that organization ids cannot be probed.
  if (answers.isHidden || reason === ORGANIZATION_NOT_FOUND) return 'NOT_FOUND';
  return reason === CHECK_FAILED ? 'ENTITLEMENT_CHECK_FAILED' : 'ENTITLEMENT_REQUIRED';
}
