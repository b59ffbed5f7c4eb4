import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import { type Besides, madeBesides } from '../../../domain/change/organization-state';
import { undoChange } from '../../../domain/change/undo-change';
import type { OrganizationId } from '../../../domain/organization-id';
import type { Change } from '../../../domain/run/plan-changes';
import { noRollbackCounts, type RollbackCounts } from '../../../domain/run/run-status';
import { undoChanges } from '../../../domain/run/undo-changes';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { MigrationRun } from '../../../entities/migration-run';
import type { OrganizationRollback } from '../../../entities/migration-run-organization';
import { eventType } from '../../../store/event-types';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { lockEntitlementRows } from '../../../store/lock-entitlement-rows';
import { RUN_EVENTS } from '../../../store/run-events';
import { type PlannedEntry, shareParts } from '../../../store/share-parts';
import { parseStoredAccess, STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../../store/stored-access';
import { LOCKED_WRITES, writeChanges } from '../../../store/write-changes';
import { type HeldBatch, lockHeldBatches } from './claim-batches';
import { finishBatches } from './finish-batches';
import { lockState, NO_STATE_COLUMNS, parseState, STATE_COLUMNS, type StateText } from './organization-state-text';
import { findPublished } from './plan-change-run';
import { writeBesides } from './write-besides';
import { writeEvents } from './write-journal';
import { writeOrHalve } from './write-or-halve';

/** What undoes a run for organizations with the same journal entry and rows, which share a plan. */
export interface RollbackPlan extends Besides {
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
    if (run.kind === 'CHANGE') await lockState(manager, ids);
    const changed = await readChanged(manager, run, ids);
    const undo = await undoer(manager, run, changed, taxonomy);
    const planOf = new Map<OrganizationId, RollbackPlan>();
    for (const alike of changed) {
      const plan = alike.there ? undo(alike) : { ...NO_CHANGES, result: { ...NOTHING, outcome: 'SKIPPED' as const } };
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
        const { rollbackRequestedBy: by, rollbackReason: reason, rollbackRequestedAt: at } = run;
        const author = { by: by ?? run.requestedBy, reason: reason ?? run.reason, at: at ?? new Date() };
        const written = run.kind === 'CHANGE' ? await writeBesides(savepoint, entries, taxonomy, author) : entries;
        await writeRolledBackEvents(savepoint, run, written);
        return written;
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

const NO_CHANGES = { changes: [], packages: null, overrides: null } as const;

/** Returns what undoes the run for organizations that it changed. */
async function undoer(
  manager: EntityManager,
  run: MigrationRun,
  changed: readonly ChangedOrganizations[],
  taxonomy: Taxonomy,
): Promise<(alike: ChangedOrganizations) => RollbackPlan> {
  if (run.kind === 'MIGRATION')
    return (alike) => {
      const stored = parseStoredAccess(alike);
      const { changes, kept } = undoChanges(alike.changes, stored, taxonomy, alike.switchedOff ?? []);
      const outcome = kept.length > 0 ? 'KEPT' : 'ROLLED_BACK';
      return { ...NO_CHANGES, changes, result: { outcome, restored: changes.length, kept, error: null } };
    };
  const published = await findPublished(manager, [], changed, changed);
  return (alike) => {
    const { changes, packages, overrides, kept, keptBesides } = undoChange(alike, parseState(alike), {
      taxonomy,
      published,
      switchedOffSince: alike.switchedOff ?? [],
      // What its packages had to do since the run is done again, by the packages themselves.
      at: run.createdAt,
    });
    const restored = changes.length + (packages?.changes.length ?? 0) + (overrides?.length ?? 0);
    return {
      changes,
      packages,
      overrides,
      result: {
        outcome: kept.length + keptBesides.length > 0 ? 'KEPT' : 'ROLLED_BACK',
        restored,
        kept,
        ...(keptBesides.length > 0 && { keptBesides }),
        error: null,
      },
    };
  };
}

/** The plan for an organization whose rollback the database refused: nothing is undone. */
export function refusedRollback(error: string): RollbackPlan {
  return { ...NO_CHANGES, result: { ...NOTHING, outcome: 'FAILED', error } };
}

interface ChangedOrganizations extends StoredAccessText, StateText {
  readonly ids: readonly OrganizationId[];
  readonly changes: readonly Change[];
  /** What the run did to their packages and overrides. */
  readonly besides: Besides;
  /** False if they have been deleted since. */
  readonly there: boolean;
  /** Submodules that seeding the taxonomy has switched off for them since the run; null for none. */
  readonly switchedOff: readonly string[] | null;
}

/** The organizations that a run changed, with its changes and their current rows, grouped by equal values. */
async function readChanged(
  manager: EntityManager,
  { id: runId, kind, createdAt }: MigrationRun,
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
         AND event_type = '${RUN_EVENTS[kind].done}' AND payload ->> 'runId' = $1::int::text
       GROUP BY org_id),
     switched_off AS MATERIALIZED (
       SELECT e.org_id, json_agg(DISTINCT submodule)::text AS submodules
       FROM entitlement_events e JOIN of_run r ON r.org_id = e.org_id AND e.id > r.id
       CROSS JOIN jsonb_array_elements_text((e.payload -> 'switchedOff')::jsonb) AS submodule
       WHERE (SELECT since_run FROM extended) AND e.org_id = ANY($2::organization_ids)
         AND e.event_type = '${eventType('taxonomy_extended')}'
       GROUP BY e.org_id)
     SELECT json_agg(id::text) AS ids, changes::json AS changes,
            json_build_object('packages', did_packages::json, 'overrides', did_overrides::json) AS besides, there,
            entitlements, subentitlements, packages, overrides, switched_off::json AS "switchedOff"
     FROM (SELECT o.id, j.changes, j.did_packages, j.did_overrides,
                  EXISTS (SELECT 1 FROM organizations WHERE id = o.id) AS there,
                  s.submodules AS switched_off, ${STORED_ACCESS_COLUMNS},
                  ${kind === 'CHANGE' ? STATE_COLUMNS : NO_STATE_COLUMNS}
           FROM unnest($2::organization_ids) AS o (id)
           LEFT JOIN switched_off s ON s.org_id = o.id
           CROSS JOIN LATERAL (
             SELECT changes::text AS changes, packages::text AS did_packages, overrides::text AS did_overrides
             FROM migration_run_organizations
             WHERE run_id = $1::int AND org_id = o.id AND outcome = 'CHANGED' OFFSET 0) j
           OFFSET 0) AS found
     GROUP BY found.changes, did_packages, did_overrides, there, entitlements, subentitlements, packages, overrides,
              found.switched_off`,
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
  const reason = run.rollbackReason ?? run.reason;
  const common = { runId: String(run.id), actor: actorId };
  const restored = entries.filter(({ plan }) => plan.result.restored > 0);
  if (run.kind === 'CHANGE')
    await writeEvents(
      manager,
      { eventType: RUN_EVENTS.CHANGE.undone, actorId, reason },
      restored,
      (plan) => plan,
      ({ changes, result, ...besides }) => {
        const { kept, keptBesides = [] } = result;
        return { ...common, changes, ...madeBesides(besides), kept, keptBesides };
      },
    );
  else
    await writeEvents(
      manager,
      { eventType: RUN_EVENTS.MIGRATION.undone, actorId, reason },
      restored,
      (plan) => plan,
      ({ changes, result }) => ({ ...common, changes, kept: result.kept }),
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
    const { outcome, restored, kept, keptBesides = [] } = entry.plan.result;
    counts[COUNTED[outcome]]++;
    counts.rowsRestored += restored;
    counts.rowsKept += kept.length + keptBesides.length;
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
