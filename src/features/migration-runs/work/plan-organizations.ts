import { desiredState } from '../../../domain/legacy/desired-state';
import { readLegacyFlags } from '../../../domain/legacy/legacy-flags';
import type { Mapping } from '../../../domain/legacy/mapping';
import type { OrganizationId } from '../../../domain/organization-id';
import { type Change, isMade, planChanges, type PlanOptions, sourceHash } from '../../../domain/run/plan-changes';
import { settleTrial } from '../../../domain/run/row-state';
import type { Outcome } from '../../../domain/run/run-status';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { OrganizationRunError } from '../../../entities/migration-run-organization';
import { parseStoredAccess } from '../../../store/stored-access';
import type { AlikeOrganizations } from './read-organizations';

/** What a run does to organizations with certain flags and rows; organizations with the same ones share a plan. */
export interface OrganizationPlan {
  readonly outcome: Outcome;
  readonly sourceHash: string | null;
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
  readonly mappedModules: readonly string[];
  readonly changes: readonly Change[];
  readonly unmappedFlags: readonly string[];
  readonly duplicateFlags: readonly string[];
  readonly error: OrganizationRunError | null;
}

/** An entry of a run's journal. */
export interface JournalEntry {
  readonly organizationId: OrganizationId;
  readonly plan: OrganizationPlan;
}

const NOTHING = {
  sourceHash: null,
  flags: null,
  mappedModules: [],
  changes: [],
  unmappedFlags: [],
  duplicateFlags: [],
  error: null,
} as const;

/** Plans the changes of organizations from their current flags and rows. */
export function planOrganizations(
  found: AlikeOrganizations,
  mapping: Mapping,
  taxonomy: Taxonomy,
  options: PlanOptions,
): OrganizationPlan {
  const { flags: text } = found;
  const stored = parseStoredAccess(found);
  const common = { ...NOTHING, flags: text, sourceHash: sourceHash(text, stored) };
  const flags = readLegacyFlags(text, mapping);
  if (!flags.readable) {
    const [first, ...others] = flags.problems;
    const more =
      others.length > 0
        ? ` (and ${others.length} more: ${others
            .slice(0, 5)
            .map(({ path }) => path)
            .join(', ')})`
        : '';
    return {
      ...common,
      outcome: 'FAILED',
      error: { code: 'UNREADABLE_FLAGS', path: first.path, message: first.message + more },
    };
  }
  const desired = desiredState(flags, mapping, taxonomy);
  const changes = planChanges(desired, stored, taxonomy, options);
  return {
    ...common,
    outcome: changes.some(isMade) ? 'CHANGED' : 'UNCHANGED',
    mappedModules: taxonomy.activeModules().flatMap(({ key }) => (desired.modules.has(key) ? [key] : [])),
    changes,
    unmappedFlags: desired.unmapped,
    duplicateFlags: flags.duplicates,
  };
}

/** The hash of organizations' current flags and rows: see `sourceHash`. */
export function hashFound(found: AlikeOrganizations): string {
  return sourceHash(found.flags, parseStoredAccess(found));
}

/** The plan for organizations whose flags or rows have changed since the dry run: no changes. */
export function stalePlan({ flags }: AlikeOrganizations, hash: string): OrganizationPlan {
  const message =
    'The legacy flags or the entitlements have changed since the dry run; nothing was changed here. ' +
    'Start another dry run.';
  return { ...NOTHING, outcome: 'STALE', sourceHash: hash, flags, error: { code: 'STALE', path: null, message } };
}

/** The plan for an organization that was deleted after the run was started. */
export const DELETED: OrganizationPlan = {
  ...NOTHING,
  outcome: 'SKIPPED',
  error: {
    code: 'ORGANIZATION_DELETED',
    path: null,
    message: 'The organization was deleted after the run was started.',
  },
};

/**
 * The plan for an organization whose rows the database refused.
 * @param planned the original plan; null if there is none
 */
export function refusedPlan(planned: OrganizationPlan | null, reason: string): OrganizationPlan {
  const error = { code: 'WRITE_FAILED', path: null, message: `The database refused the change: ${reason}` } as const;
  return { ...(planned ?? NOTHING), outcome: 'FAILED', changes: [], error };
}

/** Computes the ends of new trials from the start of the run. Plans and changes that were shared remain shared. */
export function trialSettler(createdAt: Date): (plan: OrganizationPlan) => OrganizationPlan {
  const settled = new Map<OrganizationPlan, OrganizationPlan>();
  const settledChanges = new Map<readonly Change[], readonly Change[]>();
  return (plan) => {
    const known = settled.get(plan);
    if (known) return known;
    const changes = settledChanges.get(plan.changes) ?? settleTrials(plan.changes, createdAt);
    settledChanges.set(plan.changes, changes);
    const result = { ...plan, changes };
    settled.set(plan, result);
    return result;
  };
}

function settleTrials(changes: readonly Change[], createdAt: Date): readonly Change[] {
  return changes.map((change) =>
    change.submodule === null && change.after ? { ...change, after: settleTrial(change.after, createdAt) } : change,
  );
}

/**
 * Makes equal changes of different plans the same object, so that they are sent and written once. Use it for one batch
 * only, because it remembers all changes.
 */
export function sharingChanges(): (plan: OrganizationPlan) => OrganizationPlan {
  const known = new Map<string, readonly Change[]>();
  return (plan) => {
    const text = JSON.stringify(plan.changes);
    const changes = known.get(text) ?? plan.changes;
    known.set(text, changes);
    return { ...plan, changes };
  };
}
