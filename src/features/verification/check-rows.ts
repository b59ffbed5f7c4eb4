import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { RUN_SOURCE } from '../../domain/stored-access';
import type { MigrationRun } from '../../entities/migration-run';
import { IN_EFFECT } from '../../store/covering-runs';
import { count, type RunCheck, sayExamples, SHOWN } from './run-check';

const MADE = `('CREATE', 'UPDATE', 'REVOKE')`;

/** SQL for rows that a later execution in effect has written; they are checked with that execution. */
const LATER = `
  later AS MATERIALIZED (
    SELECT DISTINCT l.org_id, d ->> 'module' AS module, coalesce(d ->> 'submodule', '') AS submodule
    FROM migration_runs r JOIN migration_run_organizations l ON l.run_id = r.id
    CROSS JOIN LATERAL jsonb_array_elements(l.changes) d
    WHERE r.id > $1 AND ${IN_EFFECT} AND l.outcome = 'CHANGED' AND d ->> 'action' IN ${MADE}),`;

/**
 * SQL for every row that the run wrote, with its fault: null if it is still as in the journal. Rows of organizations
 * that were deleted since are left out. An adopted table's times may have no zone: then they are in UTC, like those of
 * the session.
 */
const ROWS_LEFT = `${LATER}
  left_rows AS (
    SELECT j.org_id, c ->> 'module' AS module, c ->> 'submodule' AS submodule, nullif(c -> 'after', 'null') AS after,
           m.id AS module_id, s.id AS submodule_id
    FROM migration_run_organizations j JOIN organizations o ON o.id = j.org_id
    CROSS JOIN LATERAL jsonb_array_elements(j.changes) c
    LEFT JOIN modules m ON m.module_key = c ->> 'module'
    LEFT JOIN submodules s ON s.module_id = m.id AND s.submodule_key = c ->> 'submodule'
    WHERE j.run_id = $1 AND j.outcome = 'CHANGED' AND c ->> 'action' IN ${MADE}
      AND (j.org_id, c ->> 'module', coalesce(c ->> 'submodule', ''))
          NOT IN (SELECT org_id, module, submodule FROM later)),
  checked AS (
    SELECT l.org_id, l.module, l.submodule,
           CASE WHEN l.after IS NULL THEN CASE WHEN e.id IS NOT NULL THEN 'was revoked and exists again' END
                WHEN e.id IS NULL THEN 'is missing'
                WHEN e.source <> coalesce(l.after ->> 'source', '${RUN_SOURCE}')
                  THEN 'has the source ''' || e.source || ''''
                WHEN e.status <> l.after ->> 'status'
                  THEN 'has the status ''' || e.status || ''' instead of ''' || (l.after ->> 'status') || ''''
                WHEN e.partial <> (l.after ->> 'partial')::boolean
                  THEN CASE WHEN e.partial THEN 'has become partial' ELSE 'is no longer partial' END
                WHEN e.trial_expires_at IS DISTINCT FROM (l.after ->> 'trialExpiresAt')::timestamptz
                  THEN 'has another trial end' END AS fault
    FROM left_rows l LEFT JOIN org_entitlements e ON e.org_id = l.org_id AND e.module_id = l.module_id
    WHERE l.submodule IS NULL
    UNION ALL
    SELECT l.org_id, l.module, l.submodule,
           CASE WHEN l.after IS NULL THEN CASE WHEN b.id IS NOT NULL THEN 'was revoked and exists again' END
                WHEN b.id IS NULL THEN 'is missing'
                WHEN b.source <> coalesce(l.after ->> 'source', '${RUN_SOURCE}')
                  THEN 'has the source ''' || b.source || ''''
                WHEN b.enabled <> (l.after ->> 'enabled')::boolean
                  THEN CASE WHEN b.enabled THEN 'is on instead of off' ELSE 'is off instead of on' END END
    FROM left_rows l LEFT JOIN org_subentitlements b
      ON b.org_id = l.org_id AND b.module_id = l.module_id AND b.submodule_id = l.submodule_id
    WHERE l.submodule IS NOT NULL)`;

/** Checks, for each module, that the rows that the run wrote are still as in its journal. */
export async function checkRows(manager: EntityManager, run: MigrationRun): Promise<readonly RunCheck[]> {
  const modules: readonly { module: string; left: number; unchanged: number }[] = await manager.query(
    `WITH ${ROWS_LEFT}
     SELECT module, count(*)::int AS left, (count(*) FILTER (WHERE fault IS NULL))::int AS unchanged
     FROM checked GROUP BY module ORDER BY module`,
    [run.id],
  );
  const isFaulty = modules.some(({ left, unchanged }) => left !== unchanged);
  const faults: readonly { org: OrganizationId; module: string; submodule: string | null; fault: string }[] = isFaulty
    ? await manager.query(
        `WITH ${ROWS_LEFT} SELECT org_id::text AS org, module, submodule, fault
         FROM (SELECT *, row_number() OVER (PARTITION BY module ORDER BY org_id, submodule NULLS FIRST) AS place
               FROM checked WHERE fault IS NOT NULL) AS f
         WHERE place <= ${SHOWN} ORDER BY module, place`,
        [run.id],
      )
    : [];
  return modules.map(({ module, left, unchanged }): RunCheck => {
    const common = { name: `module ${module}`, expected: left, actual: unchanged };
    if (left === unchanged)
      return {
        ...common,
        status: 'PASS',
        detail: `${count(left, 'row is', 'rows are')} as the run left ${left === 1 ? 'it' : 'them'}.`,
      };
    const named = faults
      .filter((one) => one.module === module)
      .map(
        ({ org, submodule, fault }) =>
          `organization ${org}: ${submodule === null ? module : `${module}/${submodule}`} ${fault}`,
      );
    return {
      ...common,
      status: 'FAIL',
      detail:
        `${left - unchanged} of ${count(left, 'row')} ${left - unchanged === 1 ? 'is' : 'are'} no longer ` +
        `as the run left ${left === 1 ? 'it' : 'them'}${sayExamples(named, left - unchanged)}.`,
    };
  });
}

/** Checks for legacy flags that were changed after the run read them. */
export async function checkLateWriters(manager: EntityManager, run: MigrationRun): Promise<RunCheck> {
  const [found]: readonly { looked: number; late: number; examples: readonly OrganizationId[] }[] = await manager.query(
    `WITH looked AS (
       SELECT j.org_id, o.flags IS DISTINCT FROM j.legacy_flags AS is_late
       FROM migration_run_organizations j CROSS JOIN organizations o
       WHERE o.id = j.org_id AND j.run_id = $1 AND j.outcome <> 'SKIPPED')
     SELECT count(*)::int AS looked, (count(*) FILTER (WHERE is_late))::int AS late,
            (SELECT coalesce(json_agg(org_id::text), '[]')
             FROM (SELECT org_id FROM looked WHERE is_late ORDER BY org_id LIMIT ${SHOWN}) AS f) AS examples
     FROM looked`,
    [run.id],
  );
  if (!found) throw new Error('the query for late writers returned no row');
  const { looked, late, examples } = found;
  const common = { name: 'late writers', expected: 0, actual: late };
  if (late === 0)
    return {
      ...common,
      status: 'PASS',
      detail: `The legacy flags are those that the run read: ${count(looked, 'organization')}.`,
    };
  return {
    ...common,
    status: 'WARN',
    detail: `The legacy flags of ${count(late, 'organization')} have changed since the run read them${sayExamples(
      examples.map((id) => `organization ${id}`),
      late,
    )}. Another execution migrates them.`,
  };
}
