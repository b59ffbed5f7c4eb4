import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import type { OrganizationId } from '../../../domain/organization-id';
import type { Change } from '../../../domain/run/plan-changes';
import { noRollbackCounts, type RollbackCounts } from '../../../domain/run/run-status';
import { undoChanges } from '../../../domain/run/undo-changes';
import type { MigrationRun } from '../../../entities/migration-run';
import type { OrganizationRollback } from '../../../entities/migration-run-organization';
import { eventType } from '../../../store/event-types';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { lockEntitlementRows } from '../../../store/lock-entitlement-rows';
import { type PlannedEntry, shareParts } from '../../../store/share-parts';
import { parseStoredAccess, STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../../store/stored-access';
import { LOCKED_WRITES, writeChanges } from '../../../store/write-changes';
import { type HeldBatch, lockHeldBatches } from './claim-batches';
import { finishBatches } from './finish-batches';
import { writeEvents } from './write-journal';
import { writeOrHalve } from './write-or-halve';

/** What undoes a run for organizations with the same journal entry and rows, which share a plan. */
export interface RollbackPlan {
  readonly changes: readonly Change[];
  readonly result: OrganizationRollback;
}

export type RollbackEntry = PlannedEntry<RollbackPlan>;

/**
 * Rolls back the batches that a worker holds, in one transaction: entitlements, the result of each organization,
 * events, counts and the status of the batches commit together or not at all.
 * @returns the number of organizations
 * @throws LostLeaseError if another worker has a batch now; RunNotRunningError if the run is not ROLLING_BACK at the
 * end
 */
export async function rollBackBatches(
  dataSource: DataSource,
  run: MigrationRun,
  batches: readonly HeldBatch[],
  leaseSeconds?: number,
): Promise<number> {
  return dataSource.transaction(async (manager) => {
    await lockHeldBatches(manager, run.id, batches, leaseSeconds);
    const taxonomy = await loadTaxonomy(manager);
    const ids = batches.flatMap(({ organizationIds }) => organizationIds);
    await lockEntitlementRows(manager, ids);
    const planOf = new Map<OrganizationId, RollbackPlan>();
    for (const alike of await readChanged(manager, run, ids)) {
      const plan = alike.there
        ? planUndo(undoChanges(alike.changes, parseStoredAccess(alike), taxonomy, alike.switchedOff ?? []))
        : { changes: [], result: { ...NOTHING, outcome: 'SKIPPED' as const } };
      for (const id of alike.ids) planOf.set(id, plan);
    }
    // Organizations that the run did not change have nothing to undo, and are not counted.
    const planned = ids.flatMap((organizationId): RollbackEntry[] => {
      const plan = planOf.get(organizationId);
      return plan ? [{ organizationId, plan }] : [];
    });
    const done = await writeOrHalve(
      manager,
      planned,
      async (savepoint, entries) => {
        await writeChanges(savepoint, entries, taxonomy, LOCKED_WRITES);
        await writeRolledBackEvents(savepoint, run, entries);
        return entries;
      },
      async ({ organizationId }, refusal) => ({
        organizationId,
        plan: refusedRollback(`The database refused the rollback: ${refusal}`),
      }),
    );
    await writeResults(manager, run.id, done);
    const byId = new Map(done.map((entry) => [entry.organizationId, entry]));
    await finishBatches(
      manager,
      run.id,
      batches,
      ids.map((id) => byId.get(id)),
      countRollback,
      'ROLLING_BACK',
    );
    return done.length;
  });
}

const NOTHING = { restored: 0, kept: [], error: null } as const;

function planUndo({ changes, kept }: ReturnType<typeof undoChanges>): RollbackPlan {
  return {
    changes,
    result: { outcome: kept.length > 0 ? 'KEPT' : 'ROLLED_BACK', restored: changes.length, kept, error: null },
  };
}

/** The plan for an organization whose rollback the database refused: nothing is undone. */
export function refusedRollback(error: string): RollbackPlan {
  return { changes: [], result: { ...NOTHING, outcome: 'FAILED', error } };
}

interface ChangedOrganizations extends StoredAccessText {
  readonly ids: readonly OrganizationId[];
  readonly changes: readonly Change[];
  /** False if they have been deleted since. */
  readonly there: boolean;
  /** Submodules that seeding the taxonomy has switched off for them since the run; null for none. */
  readonly switchedOff: readonly string[] | null;
}

/** The organizations that a run changed, with its changes and their current rows, grouped by equal values. */
async function readChanged(
  manager: EntityManager,
  { id: runId, createdAt }: MigrationRun,
  ids: readonly OrganizationId[],
): Promise<readonly ChangedOrganizations[]> {
  return manager.query<ChangedOrganizations[]>(
    `WITH extended AS MATERIALIZED (
       SELECT EXISTS (
         SELECT 1 FROM platform_events WHERE event_type = '${eventType('taxonomy_seeded')}' AND created_at > $3
       ) AS since_run),
     -- Ids give the order of an organization's events: an adopted table's times may have another type.
     of_run AS (
       SELECT org_id, max(id) AS id FROM entitlement_events
       WHERE (SELECT since_run FROM extended) AND org_id = ANY($2::organization_ids)
         AND event_type = '${eventType('legacy_migration')}' AND payload ->> 'runId' = $1::int::text
       GROUP BY org_id),
     switched_off AS MATERIALIZED (
       SELECT e.org_id, json_agg(DISTINCT submodule)::text AS submodules
       FROM entitlement_events e JOIN of_run r ON r.org_id = e.org_id AND e.id > r.id
       CROSS JOIN jsonb_array_elements_text((e.payload -> 'switchedOff')::jsonb) AS submodule
       WHERE (SELECT since_run FROM extended) AND e.org_id = ANY($2::organization_ids)
         AND e.event_type = '${eventType('taxonomy_extended')}'
       GROUP BY e.org_id)
     SELECT json_agg(id::text) AS ids, changes::json AS changes, there, entitlements, subentitlements,
            switched_off::json AS "switchedOff"
     FROM (SELECT o.id, j.changes, EXISTS (SELECT 1 FROM organizations WHERE id = o.id) AS there,
                  s.submodules AS switched_off, ${STORED_ACCESS_COLUMNS}
           FROM unnest($2::organization_ids) AS o (id)
           LEFT JOIN switched_off s ON s.org_id = o.id
           CROSS JOIN LATERAL (
             SELECT changes::text AS changes FROM migration_run_organizations
             WHERE run_id = $1::int AND org_id = o.id AND outcome = 'CHANGED' OFFSET 0) j
           OFFSET 0) AS found
     GROUP BY found.changes, there, entitlements, subentitlements, found.switched_off`,
    [runId, idArray(ids), createdAt],
  );
}

/** Appends an event for each organization of which anything was undone. */
async function writeRolledBackEvents(
  manager: EntityManager,
  run: MigrationRun,
  entries: readonly RollbackEntry[],
): Promise<void> {
  const actorId = run.rollbackRequestedBy ?? run.requestedBy;
  await writeEvents(
    manager,
    { eventType: 'legacy_migration_rolled_back', actorId, reason: run.rollbackReason ?? run.reason },
    entries.filter(({ plan }) => plan.changes.length > 0),
    (plan) => plan,
    ({ changes, result }) => ({ runId: String(run.id), actor: actorId, changes, kept: result.kept }),
  );
}

/** Stores the result of the rollback for each organization, in the journal of the run. */
export async function writeResults(
  manager: EntityManager,
  runId: number,
  entries: readonly RollbackEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { organizationIds, partOf, parts } = shareParts(entries, ({ result }) => result);
  await manager.query(
    `WITH parts AS MATERIALIZED (
       SELECT n - 1 AS part, result::jsonb AS result FROM unnest($4::text[]) WITH ORDINALITY AS p (result, n))
     UPDATE migration_run_organizations j SET rollback = w.result
     FROM (SELECT o.org_id, p.result
           FROM unnest($2::organization_ids, $3::int[]) AS o (org_id, part) JOIN parts p USING (part) OFFSET 0) AS w
     WHERE j.run_id = $1 AND j.org_id = w.org_id`,
    [runId, organizationIds, partOf, parts.map((result) => JSON.stringify(result))],
  );
}

/** Adds up the results of a batch; undefined entries do not count. */
export function countRollback(entries: readonly (RollbackEntry | undefined)[]): RollbackCounts {
  const counts = noRollbackCounts();
  for (const entry of entries) {
    if (!entry) continue;
    const { outcome, restored, kept } = entry.plan.result;
    counts[COUNTED[outcome]]++;
    counts.rowsRestored += restored;
    counts.rowsKept += kept.length;
    if (restored > 0) counts.eventsCreated++;
  }
  return counts;
}

const COUNTED = {
  ROLLED_BACK: 'organizationsRolledBack',
  KEPT: 'organizationsKept',
  FAILED: 'organizationsFailed',
  SKIPPED: 'organizationsSkipped',
} as const;
