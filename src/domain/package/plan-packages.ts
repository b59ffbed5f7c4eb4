import { type Change, planChanges, takesAccess } from '../run/plan-changes';
import { moduleNow, submoduleNow } from '../run/row-state';
import {
  type EntitlementRow,
  GRANT_SOURCE,
  readEnd,
  RUN_SOURCE,
  type StoredAccess,
  type SubentitlementRow,
} from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { desiredPackages, nextChange } from './desired-packages';
import { type Assignment, isOfPackage } from './package';

export interface PackagePlanOptions {
  readonly at: Date;
  /**
   * True to hand rows of migration runs over: those of a module that the packages give at least as far become the
   * packages', and all others become grants, so that nothing is lost.
   */
  readonly handOver: boolean;
}

/**
 * The changes that bring an organization's rows to what its packages give. Rows made by hand are kept and reported; a
 * granted trial that has ended gives nothing, and does not stand in the way of a package.
 */
export function planPackages(
  assignments: readonly Assignment[],
  stored: StoredAccess,
  taxonomy: Taxonomy,
  { at, handOver }: PackagePlanOptions,
): readonly Change[] {
  const desired = desiredPackages(assignments, taxonomy, at);
  const plan = (owns: (row: EntitlementRow | SubentitlementRow) => boolean) =>
    planChanges(desired, stored, taxonomy, { trialDays: null, allowRevocations: true, owns });
  const isOwn = (row: EntitlementRow | SubentitlementRow) => isOfPackage(row) || isEndedTrial(row, at);
  if (!handOver) return plan(isOwn);

  const isMigrated = ({ source }: EntitlementRow | SubentitlementRow) => source === RUN_SOURCE;
  const ofModule = (key: string) => ({
    row: stored.entitlements.find(({ module }) => module === key),
    subrows: stored.subentitlements.filter(({ module }) => module === key),
  });
  const all = plan((row) => isOwn(row) || isMigrated(row));
  const covered = new Set(
    taxonomy.activeModules().flatMap(({ key }) => {
      const { row, subrows } = ofModule(key);
      const changes = all.filter(({ module }) => module === key);
      return desired.modules.has(key) && !takesAccess(row, subrows, changes, taxonomy) ? key : [];
    }),
  );
  const extra = taxonomy.activeModules().flatMap(({ key }): readonly Change[] => {
    const { row, subrows } = ofModule(key);
    return covered.has(key) ? [] : asGrants(row && isMigrated(row) ? row : undefined, subrows.filter(isMigrated));
  });
  return [...plan((row) => isOwn(row) || (isMigrated(row) && covered.has(row.module))), ...extra].filter(
    (change) => change.action !== 'KEEP_MANUAL' || change.before?.source !== RUN_SOURCE,
  );
}

function isEndedTrial(row: EntitlementRow | SubentitlementRow, at: Date): boolean {
  return (
    'status' in row &&
    row.source === GRANT_SOURCE &&
    row.status === 'trial' &&
    readEnd(row.trialExpiresAt) <= at.getTime()
  );
}

/** Rows of runs as grants: what they give is the same. */
function asGrants(row: EntitlementRow | undefined, subrows: readonly SubentitlementRow[]): readonly Change[] {
  const before = moduleNow(row);
  return [
    ...(row && before
      ? [
          {
            action: 'UPDATE' as const,
            module: row.module,
            submodule: null,
            before,
            after: { ...before, source: GRANT_SOURCE },
          },
        ]
      : []),
    ...subrows.map((subrow): Change => {
      const { module, submodule, enabled } = subrow;
      const after = { enabled, source: GRANT_SOURCE };
      return { action: 'UPDATE', module, submodule, before: submoduleNow(subrow), after };
    }),
  ];
}

/**
 * When the rows of an organization have to be brought to what its packages give again: a package begins or ends, or a
 * trial ends, also one that was granted by hand.
 * @returns null if that never happens
 */
export function nextDue(assignments: readonly Assignment[], stored: StoredAccess, at: Date): Date | null {
  const granted = stored.entitlements
    .filter(({ source, status }) => source === GRANT_SOURCE && status === 'trial')
    .map(({ trialExpiresAt }) => readEnd(trialExpiresAt))
    .filter((end) => end > at.getTime() && end < Infinity);
  const next = nextChange(assignments, at)?.getTime() ?? Infinity;
  const due = Math.min(next, ...granted);
  return assignments.length === 0 || due === Infinity ? null : new Date(due);
}
