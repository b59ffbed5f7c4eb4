import { decidingRule, type DesiredState, desiredStateAllows } from '../legacy/desired-state';
import { toDecisionStatus } from '../status';
import { type Taxonomy } from '../taxonomy/taxonomy';
import type { DecisionReason, Finding, Provenance } from './answer';
import type { Question } from './decision';
import type { OrganizationAccess } from './organization-access';
import { isLive, type Override } from './override';

/** The rules of a decision, in the order of evaluation; an explanation has a step for each. */
export type RuleName = (
  typeof SHARED_RULES | typeof LEGACY_RULES | typeof MODULE_RULES | typeof SUBMODULE_RULES
)[number]['name'];

/** A question about an organization that was found. */
export interface KnownQuestion extends Question {
  readonly organization: OrganizationAccess;
}

interface Rule<Asked extends Question> {
  readonly name: string;
  readonly answer: (question: Asked) => Finding | null;
}

const NOTHING_ANSWERS: Provenance = { kind: 'NONE', source: null, override: null, legacyFlag: null, rule: null };
const POLICY_ANSWERS: Provenance = { ...NOTHING_ANSWERS, kind: 'POLICY' };
const FLAGS_ANSWER: Provenance = { ...NOTHING_ANSWERS, kind: 'LEGACY' };

export const CHECK_FAILED = denial('CHECK_FAILED');
const NO_ORGANIZATION = denial('NO_ORGANIZATION');
const ORGANIZATION_NOT_FOUND = denial('ORGANIZATION_NOT_FOUND');
const UNKNOWN_MODULE = denial('UNKNOWN_MODULE');
const MODULE_INACTIVE = denial('MODULE_INACTIVE');
const UNKNOWN_SUBMODULE = denial('UNKNOWN_SUBMODULE');
export const NOT_ENTITLED = denial('NOT_ENTITLED');
export const LEGACY_UNREADABLE: Finding = { ...denial('LEGACY_UNREADABLE'), provenance: FLAGS_ANSWER };
const ALWAYS_ON: Finding = {
  allowed: true,
  status: 'ENABLED',
  reason: 'ALWAYS_ON',
  provenance: POLICY_ANSWERS,
  until: Infinity,
};
const RBAC_ONLY: Finding = { ...ALWAYS_ON, reason: 'RBAC_ONLY' };

/** Denials and grants that hold under every gating: failed look-ups, unknown and inactive targets, and policies. */
export const SHARED_RULES = [
  { name: 'LOOKUP', answer: lookup },
  { name: 'MODULE', answer: knownModule },
  { name: 'SUBMODULE', answer: knownSubmodule },
  { name: 'ORGANIZATION', answer: knownOrganization },
  { name: 'POLICY', answer: policy },
] as const satisfies readonly Rule<Question>[];

/** The legacy answer. */
export const LEGACY_RULES = [
  { name: 'LEGACY_FLAGS', answer: readableFlags },
  { name: 'LEGACY_RULES', answer: metRules },
] as const satisfies readonly Rule<KnownQuestion>[];

/** The entitlements' answer for the module: an override, otherwise the entitlement. */
export const MODULE_RULES = [
  { name: 'MODULE_OVERRIDE', answer: moduleOverride },
  { name: 'ENTITLEMENT', answer: entitlement },
] as const satisfies readonly Rule<KnownQuestion>[];

/** The entitlements' answer for a submodule of an allowed module; if no rule applies, the module's answer counts. */
export const SUBMODULE_RULES = [
  { name: 'SUBMODULE_OVERRIDE', answer: submoduleOverride },
  { name: 'SUBENTITLEMENT', answer: subentitlement },
] as const satisfies readonly Rule<KnownQuestion>[];

function denial(reason: DecisionReason): Finding {
  return { allowed: false, status: null, reason, provenance: NOTHING_ANSWERS, until: Infinity };
}

/** An invalid time is denied, because it would count as before every end. */
function lookup({ organization, at }: Question): Finding | null {
  return Number.isNaN(at.getTime()) || (!organization.found && organization.reason === 'CHECK_FAILED')
    ? CHECK_FAILED
    : null;
}

function knownModule({ taxonomy, moduleKey }: Question): Finding | null {
  const module = taxonomy.module(moduleKey);
  if (!module) return UNKNOWN_MODULE;
  return module.isActive ? null : MODULE_INACTIVE;
}

/** The closed list has no reason for an inactive submodule; the message says that it is inactive. */
function knownSubmodule({ taxonomy, moduleKey, submoduleKey }: Question): Finding | null {
  return submoduleKey === null || taxonomy.submodule(moduleKey, submoduleKey)?.isActive ? null : UNKNOWN_SUBMODULE;
}

function knownOrganization({ organization }: Question): Finding | null {
  if (organization.found) return null;
  return organization.reason === 'NO_ORGANIZATION' ? NO_ORGANIZATION : ORGANIZATION_NOT_FOUND;
}

function policy({ taxonomy, moduleKey }: Question): Finding | null {
  switch (taxonomy.module(moduleKey)?.policy) {
    case 'ALWAYS_ON':
      return ALWAYS_ON;
    case 'RBAC_ONLY':
      return RBAC_ONLY;
    default:
      return null;
  }
}

function readableFlags({ organization }: KnownQuestion): Finding | null {
  return organization.facts.legacy.readable ? null : LEGACY_UNREADABLE;
}

function metRules({ organization, taxonomy, moduleKey, submoduleKey }: KnownQuestion): Finding | null {
  const { legacy } = organization.facts;
  if (!legacy.readable) return null;
  return organization.legacyFinding(moduleKey, submoduleKey, () =>
    legacyFinding(legacy.state, taxonomy, moduleKey, submoduleKey),
  );
}

function legacyFinding(
  state: DesiredState,
  taxonomy: Taxonomy,
  moduleKey: string,
  submoduleKey: string | null,
): Finding {
  const allowed = desiredStateAllows(state, moduleKey, submoduleKey);
  const module = state.modules.get(moduleKey);
  const isOffWithin = !allowed && desiredStateAllows(state, moduleKey, null);
  const decisive = decidingRule(state, taxonomy, moduleKey, submoduleKey);
  return {
    allowed,
    status: isOffWithin ? 'DISABLED' : module ? toDecisionStatus(module.status) : null,
    reason: allowed ? 'LEGACY_ON' : 'LEGACY_OFF',
    provenance: { ...FLAGS_ANSWER, legacyFlag: decisive?.flag ?? null, rule: decisive?.rule ?? null },
    until: Infinity,
  };
}

function moduleOverride({ organization, moduleKey, at }: KnownQuestion): Finding | null {
  const override = organization.module(moduleKey)?.override;
  if (!override || !isLive(override, at)) return null;
  const expires = instant(override.expiresAt);
  const provenance = overrideAnswers(override);
  switch (override.status) {
    case 'enabled':
      return { allowed: true, status: 'ENABLED', reason: 'OVERRIDE_ENABLED', provenance, until: expires };
    case 'disabled':
      return { allowed: false, status: 'DISABLED', reason: 'OVERRIDE_DISABLED', provenance, until: expires };
    case 'trial': {
      const end = instant(override.trialExpiresAt);
      return at.getTime() < end
        ? { allowed: true, status: 'TRIAL', reason: 'OVERRIDE_TRIAL', provenance, until: Math.min(end, expires) }
        : { allowed: false, status: 'TRIAL', reason: 'TRIAL_EXPIRED', provenance, until: expires };
    }
    default:
      return { allowed: false, status: null, reason: 'UNKNOWN_STATUS', provenance, until: expires };
  }
}

function entitlement({ organization, moduleKey, at }: KnownQuestion): Finding | null {
  const stored = organization.module(moduleKey);
  if (!stored?.row) return NOT_ENTITLED;
  const provenance: Provenance = {
    kind: 'ENTITLEMENT',
    source: stored.row.source,
    override: null,
    legacyFlag: null,
    rule: null,
  };
  switch (stored.row.status) {
    case 'enabled':
      return { allowed: true, status: 'ENABLED', reason: 'ENTITLED', provenance, until: Infinity };
    case 'disabled':
      return { allowed: false, status: 'DISABLED', reason: 'MODULE_DISABLED', provenance, until: Infinity };
    case 'trial':
      return at.getTime() < stored.trialEnds
        ? { allowed: true, status: 'TRIAL', reason: 'TRIAL', provenance, until: stored.trialEnds }
        : { allowed: false, status: 'TRIAL', reason: 'TRIAL_EXPIRED', provenance, until: Infinity };
    default:
      return { allowed: false, status: null, reason: 'UNKNOWN_STATUS', provenance, until: Infinity };
  }
}

/** `entitlementFinding` replaces the status of an allowed submodule by the module's. */
function submoduleOverride({ organization, moduleKey, submoduleKey, at }: KnownQuestion): Finding | null {
  const override = organization.module(moduleKey)?.submodules.get(submoduleKey ?? '')?.override;
  if (!override || !isLive(override, at)) return null;
  const common = { provenance: overrideAnswers(override), until: instant(override.expiresAt) };
  switch (override.status) {
    case 'enabled':
      return { ...common, allowed: true, status: null, reason: 'OVERRIDE_ENABLED' };
    case 'disabled':
      return { ...common, allowed: false, status: 'DISABLED', reason: 'OVERRIDE_DISABLED' };
    default:
      // A submodule has no trial of its own.
      return { ...common, allowed: false, status: null, reason: 'UNKNOWN_STATUS' };
  }
}

function subentitlement({ organization, moduleKey, submoduleKey }: KnownQuestion): Finding | null {
  const row = organization.module(moduleKey)?.submodules.get(submoduleKey ?? '')?.row;
  if (!row) return null;
  const provenance: Provenance = {
    kind: 'SUBENTITLEMENT',
    source: row.source,
    override: null,
    legacyFlag: null,
    rule: null,
  };
  return row.enabled
    ? { allowed: true, status: null, reason: 'SUBMODULE_ENABLED', provenance, until: Infinity }
    : { allowed: false, status: 'DISABLED', reason: 'SUBMODULE_DISABLED', provenance, until: Infinity };
}

function overrideAnswers(override: Override): Provenance {
  return { kind: 'OVERRIDE', source: null, override, legacyFlag: null, rule: null };
}

function instant(end: Date | null): number {
  return end === null ? Infinity : end.getTime();
}
