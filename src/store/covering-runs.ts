import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import { intArray } from '../database/int-array';
import { groupBy } from '../domain/group-by';
import { Mapping, type MappingRule } from '../domain/legacy/mapping';
import type { OrganizationId } from '../domain/organization-id';
import type { CoveringRun } from '../domain/parity/parity-cause';
import type { ParitySetup } from './parity-setup';

/**
 * SQL for a condition on `migration_runs` as `r`: executions in effect, whose rows were neither rolled back nor removed
 * by a reset or an import.
 */
export const IN_EFFECT = `r.mode = 'EXECUTE' AND r.reset_at IS NULL
  AND r.status NOT IN ('ROLLING_BACK', 'ROLLED_BACK', 'ROLLED_BACK_WITH_CONFLICTS')`;

/** The same for executions of a migration: a change run reads no legacy flags, and covers no organization. */
export const MIGRATION_IN_EFFECT = `r.kind = 'MIGRATION' AND ${IN_EFFECT}`;

/**
 * For each organization, the newest execution in effect that migrated it. Two statements.
 * @param organizationIds in ascending order
 * @returns run ids by organization id, without organizations that no execution in effect has migrated
 */
export async function readCoveringRuns(
  manager: EntityManager,
  organizationIds: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, number>> {
  const [first] = organizationIds;
  const last = organizationIds.at(-1);
  if (first === undefined || last === undefined) return new Map();
  const inEffect: readonly { id: number }[] = await manager.query(
    `SELECT r.id FROM migration_runs r WHERE ${MIGRATION_IN_EFFECT} ORDER BY r.id`,
  );
  if (inEffect.length === 0) return new Map();
  // A range of the journal's primary key for each run, which an index scan reads in order.
  const found: readonly { runId: number; ids: readonly OrganizationId[] }[] = await manager.query(
    `SELECT run_id AS "runId", json_agg(org_id::text) AS ids
     FROM (SELECT DISTINCT ON (org_id) org_id, run_id FROM migration_run_organizations
           WHERE run_id = ANY($1::int[]) AND org_id BETWEEN $2::organization_id AND $3::organization_id
             AND outcome IN ('CHANGED', 'UNCHANGED')
           ORDER BY org_id, run_id DESC) AS newest
     GROUP BY run_id`,
    [intArray(inEffect.map(({ id }) => id)), first, last],
  );
  return new Map(found.flatMap(({ runId, ids }) => ids.map((id) => [id, runId] as const)));
}

interface JournalRow {
  readonly organizationId: OrganizationId;
  readonly runId: number;
  readonly flags: string | null;
  readonly held: readonly string[];
}

/** What the covering runs recorded in their journals, by organization id. Two statements. */
export async function readCoverage(
  manager: EntityManager,
  covering: readonly (readonly [organizationId: OrganizationId, runId: number])[],
  setup: ParitySetup,
): Promise<ReadonlyMap<OrganizationId, CoveringRun>> {
  if (covering.length === 0) return new Map();
  const entries: readonly JournalRow[] = await manager.query(
    `SELECT j.org_id::text AS "organizationId", j.run_id AS "runId", j.legacy_flags::text AS flags,
            coalesce((SELECT json_agg(DISTINCT c ->> 'module')
                      FROM jsonb_array_elements(j.changes) c WHERE c ->> 'action' = 'HELD'), '[]') AS held
     FROM unnest($1::organization_ids, $2::int[]) AS o (org_id, run_id)
     JOIN migration_run_organizations j USING (run_id, org_id)`,
    [idArray(covering.map(([organizationId]) => organizationId)), intArray(covering.map(([, runId]) => runId))],
  );
  const byRun = groupBy(entries, ({ runId }) => runId);
  const runs: readonly { id: number; rules: MappingRule[]; mappingHash: string; taxonomyHash: string }[] =
    await manager.query(
      `SELECT id, mapping_rules AS rules, mapping_hash AS "mappingHash", taxonomy_hash AS "taxonomyHash"
       FROM migration_runs WHERE id = ANY($1::int[])`,
      [intArray([...byRun.keys()])],
    );
  return new Map(
    runs.flatMap(({ id, rules, mappingHash, taxonomyHash }) => {
      const run = {
        runId: id,
        mapping: new Mapping(rules),
        isSameMapping: mappingHash === setup.mappingHash,
        isSameTaxonomy: taxonomyHash === setup.taxonomyHash,
      };
      return (byRun.get(id) ?? []).map(
        ({ organizationId, flags, held }) => [organizationId, { ...run, flags, held }] as const,
      );
    }),
  );
}
