import type { OrganizationId } from '../organization-id';
import { Taxonomy } from '../taxonomy/taxonomy';
import type { Answer, Finding } from './answer';
import type { Decision, Question } from './decision';
import {
  CHECK_FAILED,
  type KnownQuestion,
  LEGACY_RULES,
  LEGACY_UNREADABLE,
  MODULE_RULES,
  NOT_ENTITLED,
  type RuleName,
  SHARED_RULES,
  SUBMODULE_RULES,
} from './decision-rules';

/** Called for each rule evaluated, with its finding; null means the rule does not apply. */
export type Trace = (rule: RuleName, finding: Finding | null) => void;

/**
 * Decides whether an organization may use a module or submodule at a time. Everything that needs a decision calls this
 * function. It never throws, and denies what it does not know. It does only a few look-ups; `explain` adds the message
 * and the steps.
 * @param trace called for every rule evaluated; `explain` uses it, and therefore reports the rules that really applied
 */
export function decide(question: Question, trace?: Trace): Decision {
  const { organization, moduleKey, submoduleKey } = question;
  const { answer, legacy, entitlement: entitled } = answers(question, trace);
  return {
    allowed: answer.allowed,
    status: answer.status,
    reason: answer.reason,
    moduleKey,
    submoduleKey,
    organizationId: organization.found ? organization.facts.organizationId : organization.organizationId,
    gating: organization.found ? organization.facts.gating.mode : null,
    changesAt: answer.until === Infinity ? null : nextChange(question, answer),
    provenance: answer.provenance,
    legacy,
    entitlement: entitled,
    staleSince: question.staleSince ?? null,
    question,
  };
}

/** The decision if the taxonomy could not be loaded. */
export function failedDecision(
  organizationId: OrganizationId | null,
  moduleKey: string,
  submoduleKey: string | null,
  at: Date,
): Decision {
  return decide({
    taxonomy: NO_TAXONOMY,
    organization: { found: false, reason: 'CHECK_FAILED', organizationId },
    moduleKey,
    submoduleKey,
    at,
  });
}

const NO_TAXONOMY = new Taxonomy([]);

interface Answers {
  readonly answer: Finding;
  readonly legacy: Finding;
  readonly entitlement: Finding;
}

function answers(question: Question, trace?: Trace): Answers {
  const shared = firstAnswer(SHARED_RULES, question, trace);
  if (shared || !isKnown(question)) {
    const answer = shared ?? CHECK_FAILED;
    return { answer, legacy: answer, entitlement: answer };
  }
  const legacy = firstAnswer(LEGACY_RULES, question, trace) ?? LEGACY_UNREADABLE;
  const entitled = entitlementFinding(question, trace);
  return {
    answer: question.organization.facts.gating.mode === 'ENFORCE' ? entitled : legacy,
    legacy,
    entitlement: entitled,
  };
}

function isKnown(question: Question): question is KnownQuestion {
  return question.organization.found;
}

function firstAnswer<Asked extends Question>(
  rules: readonly { readonly name: RuleName; readonly answer: (question: Asked) => Finding | null }[],
  question: Asked,
  trace: Trace | undefined,
): Finding | null {
  for (const { name, answer } of rules) {
    const finding = answer(question);
    trace?.(name, finding);
    if (finding) return finding;
  }
  return null;
}

function entitlementFinding(question: KnownQuestion, trace: Trace | undefined): Finding {
  const module = firstAnswer(MODULE_RULES, question, trace) ?? NOT_ENTITLED;
  // A submodule is never allowed within a denied module, so its own rules are not evaluated.
  if (question.submoduleKey === null || !module.allowed) return module;
  const own = firstAnswer(SUBMODULE_RULES, question, trace);
  if (!own) return module;
  return { ...own, status: own.allowed ? module.status : own.status, until: Math.min(own.until, module.until) };
}

/** The end of a trial or an override may leave the answer the same; then the search continues from that moment. */
function nextChange(question: Question, answer: Finding): Date | null {
  let moment = answer.until;
  while (moment !== Infinity) {
    const at = new Date(moment);
    const next = answers({ ...question, at }).answer;
    if (!isSameAnswer(next, answer)) return at;
    moment = next.until;
  }
  return null;
}

/** True if a client sees no difference between two answers. */
export function isSameAnswer(one: Answer, other: Answer): boolean {
  return one.allowed === other.allowed && one.status === other.status && one.reason === other.reason;
}
