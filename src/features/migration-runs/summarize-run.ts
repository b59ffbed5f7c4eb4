import type { EntityManager } from 'typeorm';

/** What a run changed in one module, over all organizations; see `MigrationRunModule` in the SDL. */
export interface RunModule {
  readonly runId: number;
  readonly moduleKey: string;
  readonly created: number;
  readonly updated: number;
  readonly revoked: number;
  readonly held: number;
  readonly keptManual: number;
  readonly submodules: number;
}

/** A flag that no rule matches, and how many organizations have it. */
export interface RunFlag {
  readonly name: string;
  readonly organizations: number;
}

const of = (condition: string) => `(count(*) FILTER (WHERE ${condition}))::int`;

/**
 * What a run changes in each module, in taxonomy order. Counts every change on its own: grouping organizations with
 * equal changes first takes four times as long.
 */
export function summarizeModules(manager: EntityManager, runId: number): Promise<readonly RunModule[]> {
  return manager.query(
    `SELECT $1::int AS "runId", c.*
     FROM (SELECT c.module AS "moduleKey",
                  ${of(`c.submodule IS NULL AND c.action = 'CREATE'`)} AS created,
                  ${of(`c.submodule IS NULL AND c.action = 'UPDATE'`)} AS updated,
                  ${of(`c.submodule IS NULL AND c.action = 'REVOKE'`)} AS revoked,
                  ${of(`c.action = 'HELD'`)} AS held,
                  ${of(`c.action = 'KEEP_MANUAL'`)} AS "keptManual",
                  ${of(`c.submodule IS NOT NULL AND c.action IN ('CREATE', 'UPDATE', 'REVOKE')`)} AS submodules
           FROM migration_run_organizations j
           CROSS JOIN LATERAL jsonb_to_recordset(j.changes) AS c (module text, submodule text, action text)
           WHERE j.run_id = $1 GROUP BY c.module) AS c
     LEFT JOIN modules m ON m.module_key = c."moduleKey" ORDER BY m.sort_order, m.id, c."moduleKey"`,
    [runId],
  );
}

/** Flags of a run's organizations that no rule matches, most used first. @param first how many to return */
export function summarizeUnmappedFlags(
  manager: EntityManager,
  runId: number,
  first: number,
): Promise<readonly RunFlag[]> {
  return manager.query(
    `SELECT flag AS name, count(*)::int AS organizations
     FROM migration_run_organizations j CROSS JOIN LATERAL jsonb_array_elements_text(j.unmapped_flags) AS flag
     WHERE j.run_id = $1 AND j.unmapped_flags <> '[]' GROUP BY flag ORDER BY 2 DESC, 1 LIMIT $2`,
    [runId, first],
  );
}
