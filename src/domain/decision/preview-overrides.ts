import type { Taxonomy } from '../taxonomy/taxonomy';
import { decide } from './decide';
import type { Decision, Question } from './decision';
import { OrganizationAccess, type OrganizationFacts } from './organization-access';
import { type NewOverride, type Override, replacedOverrides } from './override';

/** `NO_EFFECT`: a submodule within a denied module stays denied, whatever its override says. */
export type OverrideWarning = 'NO_EFFECT';

export interface OverridePreview {
  readonly change: NewOverride;
  readonly before: Decision;
  /** With all of the request's changes made: one of them may enable the module of another. */
  readonly after: Decision;
  readonly warning: OverrideWarning | null;
}

/**
 * What overrides would change, decided at a time; nothing is written.
 * @param changes as `readOverrides` gave them
 * @returns one for each change, in their order
 */
export function previewOverrides(
  taxonomy: Taxonomy,
  facts: OrganizationFacts,
  changes: readonly NewOverride[],
  at: Date,
): readonly OverridePreview[] {
  const replaced = replacedOverrides(facts.overrides, changes);
  const kept = facts.overrides.filter((override) => !replaced.includes(override));
  const tried = changes.map((change): Override => ({ ...change, id: null, createdAt: at, endedAt: null }));
  const before = new OrganizationAccess(facts);
  const after = new OrganizationAccess({ ...facts, overrides: [...kept, ...tried] });
  return changes.map((change) => {
    const question: Question = {
      taxonomy,
      organization: before,
      moduleKey: change.module,
      submoduleKey: change.submodule,
      at,
    };
    return {
      change,
      before: decide(question),
      after: decide({ ...question, organization: after }),
      warning: warningOf({ ...question, organization: after }),
    };
  });
}

/** What ending an override would change. */
export interface RevocationPreview {
  readonly override: Override;
  readonly before: Decision;
  /** With all of them ended. */
  readonly after: Decision;
}

/**
 * What ending overrides would change, decided at a time; nothing is written.
 * @param revoked of the facts' overrides
 * @returns one for each, in their order
 */
export function previewRevocations(
  taxonomy: Taxonomy,
  facts: OrganizationFacts,
  revoked: readonly Override[],
  at: Date,
): readonly RevocationPreview[] {
  const before = new OrganizationAccess(facts);
  const after = new OrganizationAccess({
    ...facts,
    overrides: facts.overrides.filter((override) => !revoked.includes(override)),
  });
  return revoked.map((override) => {
    const question: Question = {
      taxonomy,
      organization: before,
      moduleKey: override.module,
      submoduleKey: override.submodule,
      at,
    };
    return { override, before: decide(question), after: decide({ ...question, organization: after }) };
  });
}

/** Told by what entitlements say: overrides made under another gating will count under `ENFORCE`. */
function warningOf(after: Question): OverrideWarning | null {
  if (after.submoduleKey === null) return null;
  return decide({ ...after, submoduleKey: null }).entitlement.allowed ? null : 'NO_EFFECT';
}
