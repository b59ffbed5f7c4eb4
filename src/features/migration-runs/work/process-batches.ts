import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import { DomainError } from '../../../domain/errors';
import { Mapping } from '../../../domain/legacy/mapping';
import type { OrganizationId } from '../../../domain/organization-id';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { MigrationRun } from '../../../entities/migration-run';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { requireSoundSource } from '../../../store/sound-source';
import { LOCKED_WRITES, RUN_WRITES, writeChanges } from '../../../store/write-changes';
import { type HeldBatch, lockHeldBatches } from './claim-batches';
import { finishBatches } from './finish-batches';
import { changePlanner } from './plan-change-run';
import {
  DELETED,
  hashFound,
  type JournalEntry,
  type OrganizationPlan,
  planOrganizations,
  refusedPlan,
  sharingChanges,
  stalePlan,
  trialSettler,
} from './plan-organizations';
import { type AlikeOrganizations, readOrganizations } from './read-organizations';
import { readWritten } from './read-written';
import { authorOf, writeBesides } from './write-besides';
import { countEntries, writeJournal, writeRunEvents } from './write-journal';
import { writeOrHalve } from './write-or-halve';

/**
 * Processes the batches that a worker holds, in one transaction: entitlements, journal, events, counts and the status
 * of the batches commit together or not at all.
 * @returns the number of organizations
 * @throws LostLeaseError if another worker has a batch now; RunNotRunningError if the run is not RUNNING at the end;
 *   DomainError STALE_PLAN if the taxonomy has changed since the run was started
 */
export async function processBatches(
  dataSource: DataSource,
  run: MigrationRun,
  batches: readonly HeldBatch[],
  leaseSeconds?: number,
): Promise<number> {
  return dataSource.transaction(async (manager) => {
    await lockHeldBatches(manager, run.id, batches, leaseSeconds);
    const taxonomy = await loadTaxonomy(manager);
    if (taxonomy.hash() !== run.taxonomyHash) {
      throw new DomainError(
        'STALE_PLAN',
        'The taxonomy has changed since the run was started. What it has done is retained; ' +
          'start another run for the rest.',
      );
    }
    const planned = await planBatches(
      manager,
      run,
      batches.flatMap(({ organizationIds }) => organizationIds),
      taxonomy,
    );
    const entries = run.mode === 'EXECUTE' ? await execute(manager, run, planned, taxonomy) : planned;
    await writeJournal(manager, run.id, entries);
    await finishBatches(manager, run.id, batches, entries, countEntries, 'RUNNING');
    return entries.length;
  });
}

/** The plan of each organization of some batches: made now, or taken from the reviewed dry run. */
async function planBatches(
  manager: EntityManager,
  run: MigrationRun,
  ids: readonly OrganizationId[],
  taxonomy: Taxonomy,
): Promise<readonly JournalEntry[]> {
  const found = await readOrganizations(manager, ids, run);
  const plan =
    run.dryRunId === null
      ? await freshPlanner(manager, run, found, taxonomy)
      : await reviewedPlanner(manager, run, run.dryRunId, ids);
  const settle = run.mode === 'EXECUTE' ? trialSettler(run.createdAt) : (planned: OrganizationPlan) => planned;
  const planOf = new Map<OrganizationId, OrganizationPlan>();
  for (const alike of found) for (const [id, planned] of plan(alike)) planOf.set(id, settle(planned));
  // An id that got a second row since the run began: which of the two counts is not known.
  if (found.reduce((sum, alike) => sum + alike.ids.length, 0) > planOf.size) await requireSoundSource(manager);
  return ids.map((organizationId) => ({ organizationId, plan: planOf.get(organizationId) ?? DELETED }));
}

/** Returns the plan of each of some organizations with the same flags and rows. */
type Planner = (
  alike: AlikeOrganizations,
) => readonly (readonly [organizationId: OrganizationId, plan: OrganizationPlan])[];

async function freshPlanner(
  manager: EntityManager,
  run: MigrationRun,
  found: readonly AlikeOrganizations[],
  taxonomy: Taxonomy,
): Promise<Planner> {
  const mapping = new Mapping(run.mappingRules);
  const planAlike =
    run.kind === 'CHANGE'
      ? await changePlanner(manager, run, found, taxonomy)
      : (alike: AlikeOrganizations) => planOrganizations(alike, mapping, taxonomy, run);
  const share = sharingChanges();
  return (alike) => {
    const plan = share(planAlike(alike));
    return alike.ids.map((id) => [id, plan]);
  };
}

/** Returns exactly what the dry run planned, or a stale plan if flags or rows have changed since. */
async function reviewedPlanner(
  manager: EntityManager,
  { kind }: MigrationRun,
  dryRunId: number,
  ids: readonly OrganizationId[],
): Promise<Planner> {
  const planOf = await readPlans(manager, dryRunId, ids);
  return (alike) => {
    const hash = hashFound(alike, kind);
    const stale = stalePlan(alike, hash, kind);
    return alike.ids.map((id) => {
      const plan = planOf.get(id);
      if (!plan) throw new Error(`organization ${id} is not in the plan of run ${dryRunId}`);
      return [id, plan.sourceHash === hash ? plan : stale];
    });
  };
}

/** The stored plans by organization id; equal plans are shared. A lookup for each: see STORED_ACCESS_COLUMNS. */
async function readPlans(
  manager: EntityManager,
  dryRunId: number,
  ids: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, OrganizationPlan>> {
  const plans: readonly (OrganizationPlan & { organizationIds: readonly OrganizationId[] })[] = await manager.query(
    `SELECT json_agg(o.id::text) AS "organizationIds", j.outcome, j.source_hash AS "sourceHash",
            j.legacy_flags AS flags, j.mapped_modules AS "mappedModules", j.changes, j.packages, j.overrides,
            j.unmapped_flags AS "unmappedFlags", j.duplicate_flags AS "duplicateFlags", j.error
     FROM unnest($2::organization_ids) AS o (id)
     CROSS JOIN LATERAL (SELECT * FROM migration_run_organizations WHERE run_id = $1 AND org_id = o.id OFFSET 0) j
     GROUP BY j.outcome, j.source_hash, j.legacy_flags, j.mapped_modules, j.changes, j.packages, j.overrides,
              j.unmapped_flags, j.duplicate_flags, j.error`,
    [dryRunId, idArray(ids)],
  );
  const share = sharingChanges();
  return new Map(
    plans.flatMap(({ organizationIds, ...plan }) => {
      const shared = share(plan);
      return organizationIds.map((id) => [id, shared] as const);
    }),
  );
}

function execute(
  manager: EntityManager,
  run: MigrationRun,
  planned: readonly JournalEntry[],
  taxonomy: Taxonomy,
): Promise<readonly JournalEntry[]> {
  return writeOrHalve(
    manager,
    planned,
    async (savepoint, entries) => {
      const isChange = run.kind === 'CHANGE';
      await writeChanges(savepoint, entries, taxonomy, isChange ? LOCKED_WRITES : RUN_WRITES);
      const stored = isChange ? await writeBesides(savepoint, entries, taxonomy, authorOf(run)) : entries;
      const written = await readWritten(savepoint, stored, run);
      await writeRunEvents(savepoint, run, written);
      return written;
    },
    async ({ organizationId, plan }, refusal) => ({
      organizationId,
      plan: (await isDeleted(manager, organizationId)) ? DELETED : refusedPlan(plan, refusal),
    }),
  );
}

async function isDeleted(manager: EntityManager, organizationId: OrganizationId): Promise<boolean> {
  const found: readonly unknown[] = await manager.query('SELECT 1 FROM organizations WHERE id = $1', [organizationId]);
  return found.length === 0;
}
