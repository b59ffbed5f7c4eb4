import { type ChangeWarning, warningOf } from '../../domain/decision/change-warning';
import type { Decision } from '../../domain/decision/decision';
import { previewChanges } from '../../domain/decision/preview-changes';
import { applyChanges } from '../../domain/run/apply-changes';
import type { Change } from '../../domain/run/plan-changes';
import type { Grant } from '../../domain/run/plan-grants';
import type { Target } from '../../domain/taxonomy/taxonomy';
import type { KeptFacts } from '../../store/kept-facts';

/** What a request did, or would do, to one module or submodule. */
export interface GrantEffect extends Target {
  readonly before: Decision;
  readonly after: Decision;
  readonly warning: ChangeWarning | null;
}

/** @param rows what is written for the grants */
export function previewGrants(
  now: KeptFacts,
  grants: readonly Grant[],
  rows: readonly Change[],
): readonly GrantEffect[] {
  return preview(now, grants, rows).map(({ change, before, after }) => ({
    module: change.module,
    submodule: change.submodule,
    before,
    after,
    warning: warningOf({ ...change, expiresAt: null }, before.question, after.question),
  }));
}

/** @param rows what is written to end them */
export function previewEnds(
  now: KeptFacts,
  targets: readonly Target[],
  rows: readonly Change[],
): readonly GrantEffect[] {
  return preview(now, targets, rows).map(({ change, before, after }) => ({ ...change, before, after, warning: null }));
}

function preview<Changed extends Target>(
  { taxonomy, facts, at }: KeptFacts,
  changes: readonly Changed[],
  rows: readonly Change[],
) {
  const after = { ...facts, stored: applyChanges(facts.stored, rows) };
  return previewChanges(taxonomy, { before: facts, after, at }, changes);
}
