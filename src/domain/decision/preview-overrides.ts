import type { Taxonomy } from '../taxonomy/taxonomy';
import { decide } from './decide';
import type { Decision, Question } from './decision';
import { OrganizationAccess, type OrganizationFacts } from './organization-access';
import { type NewOverride, type Override, replacedOverrides } from './override';

/** `NO_EFFECT`: the override is of a submodule within a denied module, which stays denied. */
export type OverrideWarning = 'NO_EFFECT';

export interface OverridePreview {
  readonly change: NewOverride;
  readonly before: Decision;
  /** The decision after all changes of the request, because one of them may enable the module of another. */
  readonly after: Decision;
  readonly warning: OverrideWarning | null;
}

/**
 * Previews what new overrides would change at a time. Nothing is written.
 * @param changes from `readOverrides`
 * @returns a preview for each change, in their order
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

/** The decision before and after an override ends. */
export interface RevocationPreview {
  readonly override: Override;
  readonly before: Decision;
  /** The decision after all of the revoked overrides have ended. */
  readonly after: Decision;
}

/**
 * Previews what ending overrides would change at a time. Nothing is written.
 * @param revoked overrides from `facts.overrides`
 * @returns a preview for each override, in their order
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

/** The entitlements' answer decides, because overrides made under another gating will count under `ENFORCE`. */
function warningOf(after: Question): OverrideWarning | null {
  if (after.submoduleKey === null) return null;
  return decide({ ...after, submoduleKey: null }).entitlement.allowed ? null : 'NO_EFFECT';
}
