import type { MetFlag, MetRule } from '../legacy/desired-state';
import { withoutFlag } from '../legacy/mapping';
import type { MappingRule } from '../legacy/mapping-rule';
import { type OrganizationId, sayId } from '../organization-id';
import { type GatingSource, rolloutPlace } from '../rollout/gating';
import { sayKey, sayTime } from '../say';
import type { Target } from '../taxonomy/taxonomy';
import type { Finding } from './answer';
import { decide, isSameAnswer } from './decide';
import type { Decision, Question } from './decision';
import { changeNote, type DecisionNames, messageOf, staleNote } from './decision-message';
import type { RuleName } from './decision-rules';
import type { OrganizationAccess } from './organization-access';
import type { Override } from './override';

/**
 * The finding of a rule. `NEXT`: the rule does not apply. `WOULD_…`: the rule applies, but its side does not answer
 * under the organization's gating. The last step, `RESULT`, is the decision.
 */
export type StepOutcome = 'NEXT' | 'ALLOWED' | 'DENIED' | 'WOULD_ALLOW' | 'WOULD_DENY';

export interface DecisionStep {
  readonly rule: RuleName | 'GATING' | 'RESULT';
  readonly outcome: StepOutcome;
  /** A sentence for a support agent. */
  readonly detail: string;
}

export interface Explanation {
  readonly decision: Decision;
  readonly message: string;
  readonly steps: readonly DecisionStep[];
}

/**
 * Explains a decision step by step, for both sides. It runs `decide` with a trace, so the steps are the rules that were
 * really evaluated.
 * @param question the question of a decision: `decision.question`
 */
export function explain(question: Question, names: DecisionNames = {}): Explanation {
  const steps: DecisionStep[] = [];
  const decision = decide(question, (rule, finding) => {
    const detail = SAID[rule](question, finding);
    if (detail !== null) steps.push({ rule, outcome: outcomeOf(finding, counts(rule, question)), detail });
  });
  if (question.organization.found && steps.some(({ rule }) => rule === 'MODULE_OVERRIDE')) {
    steps.push({ rule: 'GATING', outcome: 'NEXT', detail: sayGating(question.organization, decision) });
  }
  const result = [
    `${decision.allowed ? 'Allowed' : 'Denied'}: ${decision.reason}.`,
    ...changeNote(decision),
    ...staleNote(decision),
  ].join(' ');
  steps.push({ rule: 'RESULT', outcome: decision.allowed ? 'ALLOWED' : 'DENIED', detail: result });
  return { decision, message: messageOf(decision, names), steps };
}

/** The rules of the two sides; the other rules count under every gating. */
const LEGACY_SIDE: readonly RuleName[] = ['LEGACY_FLAGS', 'LEGACY_RULES'];
const ENTITLEMENT_SIDE: readonly RuleName[] = [
  'MODULE_OVERRIDE',
  'ENTITLEMENT',
  'SUBMODULE_OVERRIDE',
  'SUBENTITLEMENT',
];

function counts(rule: RuleName, { organization }: Question): boolean {
  const isEnforced = organization.found && organization.facts.gating.mode === 'ENFORCE';
  return !(isEnforced ? LEGACY_SIDE : ENTITLEMENT_SIDE).includes(rule);
}

function outcomeOf(finding: Finding | null, isCounted: boolean): StepOutcome {
  if (!finding) return 'NEXT';
  if (isCounted) return finding.allowed ? 'ALLOWED' : 'DENIED';
  return finding.allowed ? 'WOULD_ALLOW' : 'WOULD_DENY';
}

/** The sentence for each rule, given its finding; null if the rule has nothing to say about the question. */
const SAID: Readonly<Record<RuleName, (question: Question, finding: Finding | null) => string | null>> = {
  LOOKUP: (_, finding) =>
    finding ? 'The organization or the taxonomy could not be looked up, so access is denied.' : null,
  MODULE: ({ moduleKey }, finding) => `Module ${sayKey(moduleKey)} ${known(finding, 'MODULE_INACTIVE')}.`,
  SUBMODULE: saySubmodule,
  ORGANIZATION: ({ organization }, finding) => {
    const id = organization.found ? organization.facts.organizationId : organization.organizationId;
    if (id === null) return 'The check names no organization, and the caller has none.';
    return finding ? `There is no organization ${sayId(id)}.` : `Organization ${sayId(id)} exists.`;
  },
  POLICY: ({ taxonomy, moduleKey }, finding) => {
    const policy = taxonomy.module(moduleKey)?.policy ?? 'ENTITLEMENT';
    return finding
      ? `The module's policy is ${policy}: every organization has it, whatever is stored.`
      : `The module's policy is ${policy}: it has to be granted.`;
  },
  LEGACY_FLAGS: ofOrganization(({ facts: { legacy, gating } }) => {
    if (!legacy.readable && legacy.columnMissing)
      return gating.mode === 'ENFORCE' ? null : 'The legacy column does not exist any more, so access is denied.';
    if (!legacy.readable && legacy.notRecorded) return 'The legacy flags of then are not recorded.';
    if (!legacy.readable)
      return `The legacy flags cannot be read: ${listed(
        legacy.problems.map(({ message }) => message),
        '; ',
      )}.`;
    const { unmapped } = legacy.state;
    const rules = unmapped.length === 0 ? 'a rule knows each' : `no rule knows ${listed(unmapped.map(sayKey), ', ')}`;
    return `The legacy flags can be read; ${rules}.`;
  }),
  LEGACY_RULES: ofOrganization(({ facts: { legacy } }, { moduleKey, taxonomy }) => {
    const met = legacy.readable ? legacy.state.met.filter(({ rule }) => rule.targetModule === moduleKey) : [];
    if (met.length === 0) return 'No rule for the module is met by a flag.';
    return `Rules met: ${listed(
      met.map((one) => sayRule(one, taxonomy.isActive(one.rule.targetModule, one.rule.targetSubmodule))),
      '; ',
    )}.`;
  }),
  MODULE_OVERRIDE: ofOrganization(
    (organization, { moduleKey, submoduleKey, at }, finding) =>
      sayOverrides(organization, { module: moduleKey, submodule: null }, at, finding) +
      deniedWithIt(submoduleKey, finding),
  ),
  ENTITLEMENT: ofOrganization((organization, { moduleKey, submoduleKey }, finding) => {
    const row = organization.module(moduleKey)?.row;
    if (!row) return `The organization has no entitlement to the module.${deniedWithIt(submoduleKey, finding)}`;
    const end =
      row.status === 'trial'
        ? `, ${row.trialExpiresAt === null ? 'without an end' : `until ${sayStoredTime(row.trialExpiresAt)}`}`
        : '';
    const partial = row.partial ? ', for the sake of some submodules' : '';
    const what = `Its entitlement is ${sayKey(row.status)}${end}${partial} (source ${sayKey(row.source)}).`;
    return what + deniedWithIt(submoduleKey, finding);
  }),
  SUBMODULE_OVERRIDE: ofOrganization((organization, { moduleKey, submoduleKey, at }, finding) =>
    sayOverrides(organization, { module: moduleKey, submodule: submoduleKey }, at, finding),
  ),
  SUBENTITLEMENT: ofOrganization((organization, { moduleKey, submoduleKey }) => {
    const row = organization.module(moduleKey)?.submodules.get(submoduleKey ?? '')?.row;
    return row
      ? `The submodule is switched ${row.enabled ? 'on' : 'off'} (source ${sayKey(row.source)}).`
      : "The submodule has no row of its own: the module's answer counts.";
  }),
};

/** For rules that are evaluated only for an organization that was found. */
function ofOrganization(
  say: (organization: OrganizationAccess, question: Question, finding: Finding | null) => string | null,
): (question: Question, finding: Finding | null) => string | null {
  return (question, finding) => (question.organization.found ? say(question.organization, question, finding) : null);
}

function known(finding: Finding | null, inactive: string): string {
  if (!finding) return 'is known and active';
  return finding.reason === inactive ? 'is inactive, and no organization has it' : 'is unknown';
}

function saySubmodule({ taxonomy, moduleKey, submoduleKey }: Question, finding: Finding | null): string | null {
  if (submoduleKey === null) return null;
  const inactive = taxonomy.submodule(moduleKey, submoduleKey) ? 'UNKNOWN_SUBMODULE' : '';
  return `Submodule ${sayKey(submoduleKey)} ${known(finding, inactive)}.`;
}

function sayRule({ rule, flag, on }: MetRule, isActive: boolean): string {
  const { targetModule, targetSubmodule, defaultStatus, legacyRoutePattern } = rule;
  const target = targetSubmodule === null ? targetModule : `${targetModule}/${targetSubmodule}`;
  const notes = [legacyRoutePattern, isActive ? null : 'an inactive target'].filter((note) => note !== null);
  return `${sayMet(rule, flag, on)} → ${target} ${defaultStatus}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function sayMet(rule: MappingRule, flag: MetFlag | null, on: boolean): string {
  if (flag) {
    if (flag.value === null) return `${sayKey(flag.path)} is ${on ? 'on' : 'off'}`;
    return `${sayKey(flag.path)} is ${sayKey(flag.value)}${on ? '' : `, not ${sayKey(rule.value ?? 'on')}`}`;
  }
  switch (withoutFlag(rule)) {
    case 'EVERY':
      return 'every organization';
    case 'EMPTY':
      return 'no legacy flags at all';
    case 'ABSENT':
      return `${sayKey(rule.legacyFlag)} is absent, which counts as on`;
  }
}

function sayOverrides(
  organization: OrganizationAccess,
  { module, submodule }: Target,
  at: Date,
  finding: Finding | null,
): string {
  const live = finding?.provenance.override;
  if (live) {
    const isKept = organization.facts.gating.mode !== 'ENFORCE';
    return `${capital(sayOverride(live))} is live${isKept ? '; it is kept, but does not count before ENFORCE' : ''}.`;
  }
  const ofTarget = organization.facts.overrides.filter(
    (override) => override.module === module && override.submodule === submodule,
  );
  const [last] = ofTarget
    .flatMap((override) => endings(override, at))
    .sort((a, b) => b.end.getTime() - a.end.getTime());
  return last
    ? `No override is live; the last one, ${sayOverride(last.override)}, ended on ${sayTime(last.end)}.`
    : 'There is no override.';
}

/** When an override ended, by expiry or by a later one, whichever came first; empty if it has not ended. */
function endings(override: Override, at: Date): readonly { readonly override: Override; readonly end: Date }[] {
  const { endedAt, expiresAt } = override;
  if (expiresAt && expiresAt <= at && !(endedAt && endedAt < expiresAt)) return [{ override, end: expiresAt }];
  return endedAt ? [{ override, end: endedAt }] : [];
}

function sayOverride({ id, status, trialExpiresAt, expiresAt }: Override): string {
  const trial = trialExpiresAt ? `trial ending ${sayTime(trialExpiresAt)}` : 'trial without an end';
  const inForce = expiresAt ? `in force until ${sayTime(expiresAt)}` : 'in force until further notice';
  const which = id === null ? 'the previewed override' : `override ${id}`;
  return `${which} (${status === 'trial' ? trial : status}, ${inForce})`;
}

function sayStoredTime(text: string): string {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? text : sayTime(moment);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function deniedWithIt(submoduleKey: string | null, finding: Finding | null): string {
  return submoduleKey !== null && finding?.allowed === false
    ? ' A submodule is never allowed within a denied module.'
    : '';
}

const SET_BY: Readonly<Record<GatingSource, (organizationId: OrganizationId) => string>> = {
  ENVIRONMENT: () => 'set by ENABLE_ENTITLEMENTS_GATING in the environment',
  ORGANIZATION: () => "set by the organization's own rollout",
  PERCENTAGE: (id) => `set by the rollout's percentage, in which it has place ${rolloutPlace(id)} of 0 to 99`,
  GLOBAL: () => 'set for all organizations',
};

function sayGating({ facts }: OrganizationAccess, { legacy, entitlement }: Decision): string {
  const { mode, by } = facts.gating;
  const who = mode === 'ENFORCE' ? 'entitlements answer' : 'the legacy flags answer';
  const compared = isSameAnswer(legacy, entitlement)
    ? ''
    : `, and entitlements would ${entitlement.allowed ? 'allow' : 'deny'} (${entitlement.reason})`;
  return `Gating is ${mode}, ${SET_BY[by](facts.organizationId)}: ${who}${mode === 'ENFORCE' ? '' : compared}.`;
}

/** The first 10 items of a list, and how many more it has. */
function listed(items: readonly string[], separator: string): string {
  const shown = items.slice(0, 10).join(separator);
  return items.length > 10 ? `${shown}${separator}and ${items.length - 10} more` : shown;
}
