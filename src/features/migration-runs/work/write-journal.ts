import type { EntityManager } from 'typeorm';
import { intArray } from '../../../database/int-array';
import { madeBesides, type OverrideChange, type PackageChange } from '../../../domain/change/organization-state';
import { type Change, isMade } from '../../../domain/run/plan-changes';
import { noCounts, type RunCounts } from '../../../domain/run/run-status';
import type { MigrationRun } from '../../../entities/migration-run';
import type { EntitlementEventType, EntitlementPayload } from '../../../store/event-types';
import { eventsTakeActor } from '../../../store/inspect-schema';
import { RUN_EVENTS } from '../../../store/run-events';
import { type PlannedEntry, shareParts } from '../../../store/share-parts';
import type { JournalEntry } from './plan-organizations';

/** Appends the journal entries of many organizations in one statement. */
export async function writeJournal(
  manager: EntityManager,
  runId: number,
  entries: readonly JournalEntry[],
): Promise<void> {
  const { organizationIds, partOf, parts: plans } = shareParts(entries, (plan) => plan);
  const changes = [...new Set(plans.map((plan) => plan.changes))];
  const numberOf = new Map(changes.map((one, number) => [one, number]));
  await manager.query(
    `WITH changes AS MATERIALIZED (
       SELECT n - 1 AS number, changes::jsonb AS changes FROM unnest($12::text[]) WITH ORDINALITY AS c (changes, n)),
     plans AS MATERIALIZED (
       SELECT n - 1 AS plan, outcome, source_hash, flags, mapped::jsonb AS mapped, changes,
              unmapped::jsonb AS unmapped, duplicates::jsonb AS duplicates, error::jsonb AS error,
              packages::jsonb AS packages, overrides::jsonb AS overrides
       FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[],
                   $13::text[], $14::text[])
         WITH ORDINALITY
         AS p (outcome, source_hash, flags, mapped, number, unmapped, duplicates, error, packages, overrides, n)
       JOIN changes USING (number))
     INSERT INTO migration_run_organizations
       (run_id, org_id, outcome, source_hash, legacy_flags, mapped_modules, changes, unmapped_flags, duplicate_flags,
        error, packages, overrides)
     SELECT $1, o.org_id, p.outcome, p.source_hash, p.flags, p.mapped, p.changes, p.unmapped, p.duplicates, p.error,
            p.packages, p.overrides
     FROM unnest($2::organization_ids, $3::int[]) AS o (org_id, plan) JOIN plans p USING (plan)`,
    [
      runId,
      organizationIds,
      partOf,
      plans.map((plan) => plan.outcome),
      plans.map((plan) => plan.sourceHash),
      plans.map((plan) => plan.flags),
      plans.map((plan) => JSON.stringify(plan.mappedModules)),
      intArray(plans.map((plan) => numberOf.get(plan.changes) ?? 0)),
      plans.map((plan) => JSON.stringify(plan.unmappedFlags)),
      plans.map((plan) => JSON.stringify(plan.duplicateFlags)),
      plans.map((plan) => (plan.error ? JSON.stringify(plan.error) : null)),
      changes.map((one) => JSON.stringify(one)),
      plans.map(({ packages }) => (packages ? JSON.stringify(packages) : null)),
      plans.map(({ overrides }) => (overrides ? JSON.stringify(overrides) : null)),
    ],
  );
}

/** What the events of one statement have in common. */
export interface EventHeader<Type extends EntitlementEventType> {
  readonly eventType: Type;
  readonly actorId: string;
  readonly reason: string;
}

/** Appends an event for each organization that a run changed, in one statement. */
export async function writeRunEvents(
  manager: EntityManager,
  run: MigrationRun,
  entries: readonly JournalEntry[],
): Promise<void> {
  const changed = entries.filter(({ plan }) => plan.outcome === 'CHANGED');
  const { requestedBy: actorId, reason } = run;
  const common = { runId: String(run.id), actor: actorId };
  if (run.kind === 'CHANGE') {
    await writeEvents(
      manager,
      { eventType: RUN_EVENTS.CHANGE.done, actorId, reason },
      changed,
      (plan) => plan,
      (plan) => ({ ...common, changes: plan.changes.filter(isMade), ...madeBesides(plan) }),
    );
    return;
  }
  await writeEvents(
    manager,
    { eventType: RUN_EVENTS.MIGRATION.done, actorId, reason },
    changed,
    ({ changes }) => changes,
    (changes) => ({ ...common, changes: changes.filter(isMade) }),
  );
}

/**
 * Appends an event for each organization, in one statement.
 * @param partOf the part of a plan that the event is about; organizations with the same part share a payload
 * @param payloadOf the payload for such a part
 */
export async function writeEvents<Type extends EntitlementEventType, Plan, Part>(
  manager: EntityManager,
  { eventType, actorId, reason }: EventHeader<Type>,
  entries: readonly PlannedEntry<Plan>[],
  partOf: (plan: Plan) => Part,
  payloadOf: (part: Part) => EntitlementPayload<Type> & { readonly actor: string },
): Promise<void> {
  if (entries.length === 0) return;
  const { organizationIds, partOf: partNumbers, parts } = shareParts(entries, partOf);
  const takesActor = await eventsTakeActor(manager);
  await manager.query(
    `WITH parts AS MATERIALIZED (
       SELECT n - 1 AS part, payload::jsonb AS payload FROM unnest($5::text[]) WITH ORDINALITY AS p (payload, n))
     INSERT INTO entitlement_events (org_id, event_type, reason, payload${takesActor ? ', actor_user_id' : ''})
     SELECT o.org_id, $1, $2, p.payload${takesActor ? ', $6::text' : ''}
     FROM unnest($3::organization_ids, $4::int[]) AS o (org_id, part) JOIN parts p USING (part)`,
    [
      eventType,
      reason,
      organizationIds,
      partNumbers,
      parts.map((part) => JSON.stringify(payloadOf(part))),
      ...(takesActor ? [actorId] : []),
    ],
  );
  // A package may give what a migration's row stood in the way of: workers look. A change run reckons with packages.
  const { done, undone } = RUN_EVENTS.MIGRATION;
  if (eventType !== done && eventType !== undone) return;
  await manager.query('UPDATE organization_packages SET due_at = now() WHERE org_id = ANY($1::organization_ids)', [
    organizationIds,
  ]);
}

/** Adds up what a batch did; for a dry run, what it would have done. */
export function countEntries(entries: readonly JournalEntry[]): RunCounts {
  const counts = noCounts();
  for (const { plan } of entries) {
    counts[OUTCOME_COUNTS[plan.outcome]]++;
    if (plan.outcome === 'CHANGED') counts.eventsCreated++;
    counts.unmappedFlags += plan.unmappedFlags.length;
    for (const change of plan.changes) countChange(counts, change);
    countBesides(counts, 'packagesChanged', plan.packages?.changes ?? []);
    countBesides(counts, 'overridesChanged', plan.overrides ?? []);
  }
  return counts;
}

const OUTCOME_COUNTS = {
  CHANGED: 'changed',
  UNCHANGED: 'unchanged',
  FAILED: 'failed',
  STALE: 'stale',
  SKIPPED: 'skipped',
} as const;

function countBesides(
  counts: RunCounts,
  name: 'packagesChanged' | 'overridesChanged',
  changes: readonly (PackageChange | OverrideChange)[],
): void {
  for (const change of changes) counts[isMade(change) ? name : 'held']++;
}

function countChange(counts: RunCounts, { action, submodule }: Change): void {
  if (action === 'HELD') counts.held++;
  else if (action === 'KEEP_MANUAL') counts.keptManual++;
  else {
    const kind = submodule === null ? 'moduleEntitlements' : 'submoduleEntitlements';
    const verb = ({ CREATE: 'Created', UPDATE: 'Updated', REVOKE: 'Revoked' } as const)[action];
    counts[`${kind}${verb}`]++;
  }
}
