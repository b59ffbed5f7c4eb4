import type { MetFlag } from '../legacy/desired-state';
import { withoutFlag } from '../legacy/mapping';
import type { MappingRule } from '../legacy/mapping-rule';
import { sayKey, sayTime, sayUnknownKey } from '../say';
import type { DecisionReason } from './answer';
import { decide } from './decide';
import type { Decision } from './decision';
import { isLive } from './override';

/** Display names for a message; an omitted one is replaced by the id or key. */
export interface DecisionNames {
  readonly organization?: string | null | undefined;
  readonly module?: string | null | undefined;
  readonly submodule?: string | null | undefined;
}

/** A decision with the names that its message uses. */
interface Named {
  readonly decision: Decision;
  readonly module: string;
}

/**
 * A decision in words that a support agent can read out: organization, target, reason, end, and what follows. The
 * organization's own members may read it, so it contains neither the actor nor the reason of an override.
 */
export function messageOf(decision: Decision, names: DecisionNames = {}): string {
  const module = names.module ?? moduleName(decision);
  const target = decision.submoduleKey === null ? module : `${names.submodule ?? submoduleName(decision)} in ${module}`;
  const may = decision.allowed ? 'may' : 'may not';
  const because = BECAUSE[decision.reason]({ decision, module });
  return [
    `${organizationName(decision, names)} ${may} use ${target}: ${because}.`,
    ...overrideNote(decision),
    ...changeNote(decision),
    ...staleNote(decision),
  ].join(' ');
}

/** What a decision changes to by itself; empty if it does not change. */
export function changeNote(decision: Decision): readonly string[] {
  if (!decision.changesAt) return [];
  const next = decide({ ...decision.question, at: decision.changesAt });
  return [`From ${sayTime(decision.changesAt)} on: ${next.allowed ? 'allowed' : 'denied'} (${next.reason}).`];
}

/** Says that an answer may be out of date; empty if it is current. */
export function staleNote({ staleSince }: Decision): readonly string[] {
  return staleSince
    ? [`This was known at ${sayTime(staleSince)}; the database does not answer, so later changes do not count yet.`]
    : [];
}

/** Says that a live override has no effect yet, which its author may not expect. */
function overrideNote(decision: Decision): readonly string[] {
  const { organization, moduleKey, submoduleKey, at } = decision.question;
  if (decision.provenance.kind !== 'LEGACY' || !organization.found) return [];
  const stored = organization.module(moduleKey);
  const unended = [
    stored?.override,
    submoduleKey === null ? undefined : stored?.submodules.get(submoduleKey)?.override,
  ];
  const counts = unended.some((override) => override && isLive(override, at));
  return counts ? ['An override of it is kept, but does not count as long as the legacy flags answer.'] : [];
}

function organizationName({ organizationId, reason }: Decision, names: DecisionNames): string {
  if (names.organization) return names.organization;
  if (organizationId !== null) return `Organization ${organizationId}`;
  return reason === 'NO_ORGANIZATION' ? 'The caller' : 'The organization';
}

function moduleName({ reason, question: { taxonomy, moduleKey } }: Decision): string {
  if (reason === 'UNKNOWN_MODULE')
    return sayUnknownKey(
      moduleKey,
      taxonomy.modules.map(({ key }) => key),
    );
  return taxonomy.module(moduleKey) ? moduleKey : sayKey(moduleKey);
}

function submoduleName({ question: { taxonomy, moduleKey, submoduleKey } }: Decision): string {
  if (submoduleKey !== null && taxonomy.submodule(moduleKey, submoduleKey)) return submoduleKey;
  return sayUnknownKey(submoduleKey ?? '', taxonomy.module(moduleKey)?.submodules.map(({ key }) => key) ?? []);
}

const BECAUSE: Readonly<Record<DecisionReason, (named: Named) => string>> = {
  ALWAYS_ON: () => 'it is always on, for every organization',
  RBAC_ONLY: () => 'every organization has it, and the role of a user decides what that user may do there',
  LEGACY_ON: legacyOn,
  LEGACY_OFF: legacyOff,
  LEGACY_UNREADABLE: unreadable,
  OVERRIDE_ENABLED: ({ decision }) => `an override enables it${overrideEnd(decision)}`,
  OVERRIDE_TRIAL: ({ decision }) => `an override gives it as a trial${overrideTrialEnd(decision)}`,
  OVERRIDE_DISABLED: ({ decision }) => `an override disables it${overrideEnd(decision)}`,
  ENTITLED: ({ module }) => `its entitlement to ${module} is enabled`,
  TRIAL: ({ decision, module }) => `its trial of ${module} runs ${until(trialEnd(decision))}`,
  TRIAL_EXPIRED: ({ decision, module }) => `its trial of ${module} ${ended(trialEnd(decision))}`,
  NOT_ENTITLED: ({ module }) => `it has no entitlement to ${module}`,
  MODULE_DISABLED: ({ module }) => `its entitlement to ${module} is disabled`,
  SUBMODULE_ENABLED: ({ decision, module }) =>
    'it is switched on' +
    (decision.status === 'TRIAL' ? `, as long as the trial of ${module} runs` : ` within ${module}`),
  SUBMODULE_DISABLED: ({ module }) => `it is switched off within ${module}`,
  UNKNOWN_MODULE: () => 'there is no such module',
  UNKNOWN_SUBMODULE: unknownSubmodule,
  MODULE_INACTIVE: () => 'the module is inactive, and no organization has it',
  UNKNOWN_STATUS: unknownStatus,
  NO_ORGANIZATION: () => 'the check names no organization, and the caller has none',
  ORGANIZATION_NOT_FOUND: () => 'there is no such organization',
  CHECK_FAILED: () => 'the decision could not be looked up just now, and access is denied until it can be',
};

function legacyOn({ decision: { provenance, status } }: Named): string {
  const giver = provenance.rule ? sayMet(provenance.rule, provenance.legacyFlag) : 'the mapping gives it';
  return status === 'TRIAL' ? `${giver}, as a trial` : giver;
}

function legacyOff({ decision: { provenance, submoduleKey }, module }: Named): string {
  const { legacyFlag, rule } = provenance;
  if (!rule) return 'no legacy flag that is on gives it';
  if (legacyFlag && !legacyFlag.on) return sayMet(rule, legacyFlag);
  const giver = legacyFlag ? `its legacy flag ${sayKey(legacyFlag.path)}` : 'the mapping';
  if (rule.targetSubmodule !== submoduleKey && rule.targetSubmodule !== null)
    return `${giver} gives other parts of ${module} only`;
  return `${giver} gives ${module} the status '${rule.defaultStatus}'`;
}

/** Why a rule gives its target to the organization, or why it does not. */
function sayMet(rule: MappingRule, flag: MetFlag | null): string {
  if (flag) {
    const is = `its legacy flag ${sayKey(flag.path)} is`;
    if (flag.value === null) return `${is} ${flag.on ? 'on' : 'off'}`;
    return `${is} ${sayKey(flag.value)}${flag.on ? '' : `, not ${sayKey(rule.value ?? 'on')}`}`;
  }
  switch (withoutFlag(rule)) {
    case 'EVERY':
      return 'the mapping gives it to every organization';
    case 'EMPTY':
      return 'the mapping gives it to organizations without legacy flags';
    case 'ABSENT':
      return `its legacy flags do not mention ${sayKey(rule.legacyFlag)}, which counts as on`;
  }
}

function unreadable({ decision: { question } }: Named): string {
  const legacy = question.organization.found ? question.organization.facts.legacy : null;
  return `its legacy flags cannot be read${legacy?.readable === false ? ` (${legacy.problems[0].message})` : ''}`;
}

function unknownSubmodule({ decision: { question } }: Named): string {
  const isInactive =
    question.submoduleKey !== null && question.taxonomy.submodule(question.moduleKey, question.submoduleKey);
  return isInactive ? 'the submodule is inactive, and no organization has it' : 'there is no such submodule';
}

function unknownStatus({ decision: { provenance, question }, module }: Named): string {
  if (provenance.override)
    return `an override gives it the status ${sayKey(provenance.override.status)}, which it cannot have`;
  const row = question.organization.found ? question.organization.module(question.moduleKey)?.row : undefined;
  return `its entitlement to ${module} has the status ${sayKey(row?.status ?? '')}, which is unknown`;
}

/** In milliseconds, as in `ModuleFacts`. */
function trialEnd({ provenance: { override }, question: { organization, moduleKey } }: Decision): number {
  if (override) return override.trialExpiresAt?.getTime() ?? Infinity;
  return (organization.found ? organization.module(moduleKey)?.trialEnds : undefined) ?? Infinity;
}

function overrideEnd({ provenance: { override } }: Decision): string {
  return override?.expiresAt ? ` until ${sayTime(override.expiresAt)}` : ' until further notice';
}

function overrideTrialEnd(decision: Decision): string {
  const expires = decision.provenance.override?.expiresAt?.getTime() ?? Infinity;
  return ` ${until(Math.min(trialEnd(decision), expires))}`;
}

function until(end: number): string {
  return Number.isFinite(end) ? `until ${sayTime(new Date(end))}` : 'without an end';
}

function ended(end: number): string {
  return Number.isFinite(end) ? `ended on ${sayTime(new Date(end))}` : 'has ended';
}
