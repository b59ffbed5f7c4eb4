import type { Taxonomy } from '../taxonomy/taxonomy';
import { type ChangeWarning, warningOf } from './change-warning';
import type { Decision } from './decision';
import type { OrganizationFacts } from './organization-access';
import { type NewOverride, type Override, replacedOverrides } from './override';
import { previewChanges } from './preview-changes';

export interface OverridePreview {
  readonly change: NewOverride;
  readonly before: Decision;
  /** The decision after all changes of the request, because one of them may enable the module of another. */
  readonly after: Decision;
  readonly warning: ChangeWarning | null;
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
  return previewChanges(
    taxonomy,
    { before: facts, after: { ...facts, overrides: [...kept, ...tried] }, at },
    changes,
  ).map(({ change, before, after }) => ({
    change,
    before,
    after,
    warning: warningOf(change, before.question, after.question),
  }));
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
  const overrides = facts.overrides.filter((override) => !revoked.includes(override));
  return previewChanges(taxonomy, { before: facts, after: { ...facts, overrides }, at }, revoked).map(
    ({ change: override, before, after }) => ({ override, before, after }),
  );
}
