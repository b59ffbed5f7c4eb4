import { type ChangeWarning, isShorter } from '../../domain/decision/change-warning';
import type { Decision } from '../../domain/decision/decision';
import { previewChanges } from '../../domain/decision/preview-changes';
import { applyChanges } from '../../domain/run/apply-changes';
import { type Change, isMade } from '../../domain/run/plan-changes';
import type { Target } from '../../domain/taxonomy/taxonomy';
import type { KeptFacts } from '../../store/kept-facts';

/** What a change of packages does, or would do, to one module or submodule. */
export interface PackageEffect extends Target {
  readonly before: Decision;
  readonly after: Decision;
  readonly warning: ChangeWarning | null;
}

/** A row made by hand, or by a run, that packages do not change although they would give something else. */
export interface KeptRow extends Target {
  readonly source: string;
}

/**
 * What changes of rows do to decisions, in the order of the taxonomy: only modules and submodules about which something
 * is decided otherwise, under the gating in force or under ENFORCE.
 */
export function previewPackages(
  { taxonomy, facts, at }: KeptFacts,
  changes: readonly Change[],
): readonly PackageEffect[] {
  const changed = new Set(changes.filter(isMade).map(({ module }) => module));
  const targets = taxonomy
    .activeModules()
    .filter(({ key }) => changed.has(key))
    .flatMap(({ key }): readonly Target[] => [
      { module: key, submodule: null },
      ...taxonomy.activeSubmodules(key).map((submodule) => ({ module: key, submodule: submodule.key })),
    ]);
  const after = { ...facts, stored: applyChanges(facts.stored, changes) };
  return previewChanges(taxonomy, { before: facts, after, at }, targets)
    .filter((preview) => answers(preview.before) !== answers(preview.after))
    .map(({ change, before, after: then }) => ({
      ...change,
      before,
      after: then,
      warning: isShorter(before.question, then.question) ? 'SHORTER_ACCESS' : null,
    }));
}

/** The rows that are kept although packages would give something else. */
export function keptRows(changes: readonly Change[]): readonly KeptRow[] {
  return changes.flatMap(({ action, module, submodule, before, after }) =>
    action === 'KEEP_MANUAL' && after !== null ? [{ module, submodule, source: before?.source ?? '' }] : [],
  );
}

function answers({ allowed, status, reason, changesAt, entitlement, provenance }: Decision): string {
  return JSON.stringify([allowed, status, reason, changesAt, entitlement, provenance.source]);
}
