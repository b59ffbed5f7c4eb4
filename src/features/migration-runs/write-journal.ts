import type { EntityManager } from 'typeorm';
import { isMade, RUN_SOURCE, type Change } from '../../domain/plan-changes';
import { noCounts, type RunCounts } from '../../domain/run-status';
import type { MigrationRun } from '../../entities/migration-run';
import type { JournalEntry } from './plan-organization';

/** Appends the journal of many organizations in one statement. */
export async function writeJournal(manager: EntityManager, runId: number, entries: readonly JournalEntry[]): Promise<void> {
  await manager.query(
    `INSERT INTO migration_run_organizations
       (run_id, org_id, outcome, source_hash, legacy_flags, mapped_modules, changes, unmapped_flags, duplicate_flags, error)
     SELECT $1, org_id, outcome, source_hash, flags::json, mapped::jsonb, changes::jsonb, unmapped::jsonb, duplicates::jsonb, error::jsonb
     FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
       AS j (org_id, outcome, source_hash, flags, mapped, changes, unmapped, duplicates, error)`,
    [
      runId,
      entries.map((entry) => entry.organizationId),
      entries.map((entry) => entry.outcome),
      entries.map((entry) => entry.sourceHash),
      entries.map((entry) => entry.flags),
      entries.map((entry) => JSON.stringify(entry.mappedModules)),
      entries.map((entry) => JSON.stringify(entry.changes)),
      entries.map((entry) => JSON.stringify(entry.unmappedFlags)),
      entries.map((entry) => JSON.stringify(entry.duplicateFlags)),
      entries.map((entry) => (entry.error ? JSON.stringify(entry.error) : null)),
    ],
  );
}

/** Appends an event for each changed organization, in one statement. */
export async function writeEvents(manager: EntityManager, run: MigrationRun, entries: readonly JournalEntry[]): Promise<void> {
  const changed = entries.filter((entry) => entry.outcome === 'CHANGED');
  if (changed.length === 0) return;
  await manager.query(
    `INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload)
     SELECT org_id, $1, $2, $3, jsonb_build_object('runId', $4::text, 'actor', $2::text, 'changes', changes::jsonb)
     FROM unnest($5::int[], $6::text[]) AS e (org_id, changes)`,
    [
      RUN_SOURCE,
      run.requestedBy,
      run.reason,
      String(run.id),
      changed.map((entry) => entry.organizationId),
      changed.map((entry) => JSON.stringify(entry.changes.filter(isMade))),
    ],
  );
}

/** Adds up what a batch did. Of a dry run: what it would have done. */
export function countEntries(entries: readonly JournalEntry[]): RunCounts {
  const counts = noCounts();
  for (const entry of entries) {
    counts[OUTCOME_COUNTS[entry.outcome]]++;
    if (entry.outcome === 'CHANGED') counts.eventsCreated++;
    counts.unmappedFlags += entry.unmappedFlags.length;
    for (const change of entry.changes) countChange(counts, change);
  }
  return counts;
}

const OUTCOME_COUNTS = { CHANGED: 'changed', UNCHANGED: 'unchanged', FAILED: 'failed', STALE: 'stale', SKIPPED: 'skipped' } as const;

function countChange(counts: RunCounts, { action, submodule }: Change): void {
  if (action === 'HELD') counts.held++;
  else if (action === 'KEEP_MANUAL') counts.keptManual++;
  else {
    const kind = submodule === null ? 'moduleEntitlements' : 'submoduleEntitlements';
    const verb = ({ CREATE: 'Created', UPDATE: 'Updated', REVOKE: 'Revoked' } as const)[action];
    counts[`${kind}${verb}`]++;
  }
}
