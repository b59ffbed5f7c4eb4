import { desiredState } from '../../domain/desired-state';
import { readLegacyFlags } from '../../domain/legacy-flags';
import type { Mapping } from '../../domain/mapping';
import { planChanges, settleTrial, sourceHash, isMade, type Change, type PlanOptions } from '../../domain/plan-changes';
import type { Outcome } from '../../domain/run-status';
import type { Taxonomy } from '../../domain/taxonomy';
import type { OrganizationRunError } from '../../entities/migration-run-organization';
import type { FoundOrganization } from './read-organizations';

/** What a run does to an organization with such flags and rows. Organizations that have the same may share one. */
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

/** A line of a run's journal. */
export interface JournalEntry {
  readonly organizationId: number;
  readonly plan: OrganizationPlan;
}

const NOTHING = { sourceHash: null, flags: null, mappedModules: [], changes: [], unmappedFlags: [], duplicateFlags: [], error: null } as const;

/** Plans one organization from its flags and rows, as they are now. */
export function planOrganization({ flags: text, stored }: FoundOrganization, mapping: Mapping, taxonomy: Taxonomy, options: PlanOptions): OrganizationPlan {
  const common = { ...NOTHING, flags: text, sourceHash: sourceHash(text, stored) };
  const flags = readLegacyFlags(text);
  if (!flags.readable) {
    const [first, ...others] = flags.problems;
    const more = others.length > 0 ? ` (and ${others.length} more: ${others.slice(0, 5).map(({ path }) => path).join(', ')})` : '';
    return { ...common, outcome: 'FAILED', error: { code: 'UNREADABLE_FLAGS', path: first.path, message: first.message + more } };
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

/**
 * `planOrganization`, remembering what it has planned: organizations that have the same flags and no rows yet share one plan, and in a
 * first run those are most. Keep it for a batch only, so that it stays small.
 */
export function rememberingPlanner(mapping: Mapping, taxonomy: Taxonomy, options: PlanOptions): (found: FoundOrganization) => OrganizationPlan {
  const planned = new Map<string | null, OrganizationPlan>();
  return (found) => {
    const { flags, stored } = found;
    if (stored.entitlements.length > 0 || stored.subentitlements.length > 0) return planOrganization(found, mapping, taxonomy, options);
    const plan = planned.get(flags) ?? planOrganization(found, mapping, taxonomy, options);
    planned.set(flags, plan);
    return plan;
  };
}

/** What a reviewed plan does to one organization: just what it says, or nothing where flags or rows are no longer those it was made from. */
export function applyPlanned(planned: OrganizationPlan, { flags, stored }: FoundOrganization): OrganizationPlan {
  const hash = sourceHash(flags, stored);
  if (hash === planned.sourceHash) return planned;
  const message = 'The legacy flags or the entitlements have changed since the dry run; nothing was changed here. Make another dry run.';
  return { ...NOTHING, outcome: 'STALE', sourceHash: hash, flags, error: { code: 'STALE', path: null, message } };
}

/** For an organization that was deleted after the run began. */
export const GONE: OrganizationPlan = {
  ...NOTHING,
  outcome: 'SKIPPED',
  error: { code: 'ORGANIZATION_DELETED', path: null, message: 'The organization was deleted after the run began.' },
};

/** For an organization whose rows the database would not take; with what was planned, where it came so far. */
export function refusedPlan(planned: OrganizationPlan | null, reason: string): OrganizationPlan {
  const error = { code: 'WRITE_FAILED', path: null, message: `The database refused the change: ${reason}` } as const;
  return { ...(planned ?? NOTHING), outcome: 'FAILED', changes: [], error };
}

/** Works the ends of new trials out, as they are written; plans that were shared still are. */
export function trialSettler(createdAt: Date): (entry: JournalEntry) => JournalEntry {
  const settled = new Map<OrganizationPlan, OrganizationPlan>();
  return ({ organizationId, plan }) => {
    const known = settled.get(plan) ?? settleTrials(plan, createdAt);
    settled.set(plan, known);
    return { organizationId, plan: known };
  };
}

function settleTrials(plan: OrganizationPlan, createdAt: Date): OrganizationPlan {
  const changes = plan.changes.map((change) =>
    change.submodule === null && change.after ? { ...change, after: settleTrial(change.after, createdAt) } : change,
  );
  return { ...plan, changes };
}
