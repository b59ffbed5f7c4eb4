import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import type { MigrationRun } from '../../entities/migration-run';
import { IN_EFFECT } from '../../store/covering-runs';
import { count, type RunCheck, sayExamples, SHOWN } from './run-check';

const MADE = `('CREATE', 'UPDATE', 'REVOKE')`;

/**
 * SQL for what a change run did to packages and to overrides, with whether it is still as the run left it.
 * Organizations that a later execution in effect changed in the same way, or that were deleted, are left out.
 */
const LATER = (column: string) => `NOT EXISTS (
  SELECT 1 FROM migration_runs r JOIN migration_run_organizations l ON l.run_id = r.id
  WHERE r.id > $1 AND ${IN_EFFECT} AND l.org_id = j.org_id AND l.outcome = 'CHANGED' AND l.${column} IS NOT NULL)`;
const KEPT = {
  packages: `
    SELECT j.org_id, c ->> 'key' AS name, CASE
             WHEN jsonb_typeof(c -> 'after') = 'null' THEN p.org_id IS NULL
             ELSE p.version = (c -> 'after' ->> 'version')::int
               AND p.starts_at = (c -> 'after' ->> 'startsAt')::timestamptz
               AND p.ends_at IS NOT DISTINCT FROM (c -> 'after' ->> 'endsAt')::timestamptz END AS kept
    FROM migration_run_organizations j JOIN organizations o ON o.id = j.org_id
    CROSS JOIN LATERAL jsonb_array_elements(j.packages -> 'changes') c
    LEFT JOIN organization_packages p ON p.org_id = j.org_id AND p.package_key = c ->> 'key'
    WHERE j.run_id = $1 AND j.outcome = 'CHANGED' AND c ->> 'action' IN ${MADE} AND ${LATER('packages')}`,
  overrides: `
    SELECT j.org_id, concat_ws('/', c ->> 'module', c ->> 'submodule') AS name,
           CASE WHEN jsonb_typeof(c -> 'after') = 'null'
                THEN NOT EXISTS (SELECT 1 FROM entitlement_overrides v WHERE v.id = (c -> 'before' ->> 'id')::bigint
                                   AND v.ended_at IS NULL)
                ELSE EXISTS (SELECT 1 FROM entitlement_overrides v WHERE v.id = (c -> 'after' ->> 'id')::bigint
                               AND v.ended_at IS NULL) END AS kept
    FROM migration_run_organizations j JOIN organizations o ON o.id = j.org_id
    CROSS JOIN LATERAL jsonb_array_elements(j.overrides) c
    WHERE j.run_id = $1 AND j.outcome = 'CHANGED' AND c ->> 'action' IN ${MADE} AND ${LATER('overrides')}`,
} as const;

/** Checks that packages and overrides are still as a change run left them; what it did not change has no check. */
export async function checkBesides(manager: EntityManager, run: MigrationRun): Promise<readonly RunCheck[]> {
  const checks: RunCheck[] = [];
  for (const name of ['packages', 'overrides'] as const) {
    const [found]: readonly { left: number; kept: number; examples: readonly (readonly [OrganizationId, string])[] }[] =
      await manager.query(
        `WITH found AS MATERIALIZED (${KEPT[name]})
         SELECT count(*)::int AS left, (count(*) FILTER (WHERE kept))::int AS kept,
                (SELECT coalesce(json_agg(json_build_array(org_id::text, name)), '[]')
                 FROM (SELECT * FROM found WHERE kept IS NOT TRUE ORDER BY org_id, name
                       LIMIT ${SHOWN}) AS f) AS examples
         FROM found`,
        [run.id],
      );
    if (!found || found.left === 0) continue;
    const { left, kept, examples } = found;
    const named = examples.map(([id, what]) => `organization ${id}: ${what}`);
    const what = name === 'packages' ? ['package', 'packages'] : ['override', 'overrides'];
    checks.push({
      name,
      status: kept === left ? 'PASS' : 'FAIL',
      detail:
        kept === left
          ? `${count(left, `${what[0]} is`, `${what[1]} are`)} as the run left ${left === 1 ? 'it' : 'them'}.`
          : `${left - kept} of ${count(left, what[0] ?? '', what[1])} changed since the run` +
            `${sayExamples(named, left - kept)}.`,
      expected: left,
      actual: kept,
    });
  }
  return checks;
}
