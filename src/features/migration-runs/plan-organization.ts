import { desiredState } from '../../domain/desired-state';
import { readLegacyFlags } from '../../domain/legacy-flags';
import type { Mapping } from '../../domain/mapping';
import { isMade, planChanges, settleTrial, sourceHash, type Change, type PlanOptions } from '../../domain/plan-changes';
import type { Taxonomy } from '../../domain/taxonomy';
import type { OrganizationRunError } from '../../entities/migration-run-organization';
import type { Outcome } from '../../domain/run-status';
import type { FoundOrganization } from './read-organizations';

/** What a run does to one organization: a line of its journal. */
export interface JournalEntry {
  readonly organizationId: number;
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

const NOTHING = { mappedModules: [], changes: [], unmappedFlags: [], duplicateFlags: [], error: null } as const;

/** Plans one organization from its flags and rows, as they are now. */
export function planOrganization(found: FoundOrganization, mapping: Mapping, taxonomy: Taxonomy, options: PlanOptions): JournalEntry {
  const common = { ...NOTHING, organizationId: found.id, flags: found.flags, sourceHash: sourceHash(found.flags, found.stored) };
  const flags = readLegacyFlags(found.flags);
  if (!flags.readable) {
    const [first, ...others] = flags.problems;
    const more = others.length > 0 ? ` (and ${others.length} more: ${others.slice(0, 5).map(({ path }) => path).join(', ')})` : '';
    return { ...common, outcome: 'FAILED', error: { code: 'UNREADABLE_FLAGS', path: first.path, message: first.message + more } };
  }
  const desired = desiredState(flags, mapping, taxonomy);
  const changes = planChanges(desired, found.stored, taxonomy, options);
  return {
    ...common,
    outcome: changes.some(isMade) ? 'CHANGED' : 'UNCHANGED',
    mappedModules: taxonomy.activeModules().flatMap(({ key }) => (desired.modules.has(key) ? [key] : [])),
    changes,
    unmappedFlags: desired.unmapped,
    duplicateFlags: flags.duplicates,
  };
}

/** What a reviewed plan does to one organization: just what it says, or nothing where flags or rows are no longer those it was made from. */
export function applyPlanned(planned: JournalEntry, found: FoundOrganization): JournalEntry {
  const hash = sourceHash(found.flags, found.stored);
  if (hash === planned.sourceHash) return planned;
  const message = 'The legacy flags or the entitlements have changed since the dry run; nothing was changed here. Make another dry run.';
  return { ...NOTHING, organizationId: found.id, outcome: 'STALE', sourceHash: hash, flags: found.flags, error: { code: 'STALE', path: null, message } };
}

/** An organization that was deleted after the run began. */
export function goneOrganization(organizationId: number): JournalEntry {
  const error = { code: 'ORGANIZATION_DELETED', path: null, message: 'The organization was deleted after the run began.' } as const;
  return { ...NOTHING, organizationId, outcome: 'SKIPPED', sourceHash: null, flags: null, error };
}

/** An organization whose rows the database would not take. */
export function failedOrganization(entry: JournalEntry, reason: string): JournalEntry {
  const error = { code: 'WRITE_FAILED', path: null, message: `The database refused the change: ${reason}` } as const;
  return { ...entry, outcome: 'FAILED', changes: [], error };
}

/** The entry with the ends of new trials worked out, as they are written. */
export function settleTrials(entry: JournalEntry, createdAt: Date): JournalEntry {
  const changes = entry.changes.map((change) =>
    change.submodule === null && change.after ? { ...change, after: settleTrial(change.after, createdAt) } : change,
  );
  return { ...entry, changes };
}
