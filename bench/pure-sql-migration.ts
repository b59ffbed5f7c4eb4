import type { DataSource } from 'typeorm';

/** The mapping of the generated flags as SQL: the modules granted to organizations with ids in ($1, $2]. */
const DESIRED = `
  SELECT o.id AS org_id, m.id AS module_id, m.module_key
  FROM public.organizations o
  CROSS JOIN LATERAL jsonb_each_text(o.enabled_modules) f
  JOIN bench_rules r ON r.flag = lower(f.key)
  JOIN modules m ON m.module_key = r.module_key
  WHERE f.value IN ('true', '1', 'yes', 'on') AND o.id > $1 AND o.id <= $2`;

const INSERT = `INSERT INTO org_entitlements (org_id, module_id, status, source)
  SELECT org_id, module_id, 'enabled', 'legacy_migration'`;

/**
 * Three ways to migrate with one SQL statement. `repeatable` writes only entitlements, and can be repeated. `once` is
 * the same without ON CONFLICT, for empty tables. `whole` also writes a journal row and an event for each organization.
 */
export const PURE_SQL = {
  repeatable: `${INSERT} FROM (${DESIRED}) d ON CONFLICT DO NOTHING`,
  once: `${INSERT} FROM (${DESIRED}) d`,
  whole: `
    WITH desired AS MATERIALIZED (${DESIRED}),
    changes AS MATERIALIZED (
      SELECT org_id, jsonb_agg(module_key) AS mapped,
             jsonb_agg(jsonb_build_object('action', 'CREATE', 'module', module_key, 'submodule', null, 'before', null,
               'after', jsonb_build_object('status', 'enabled', 'partial', false, 'trialExpiresAt', null))) AS changes
      FROM desired GROUP BY org_id),
    entitlements AS (${INSERT} FROM desired ON CONFLICT DO NOTHING),
    journal AS (
      INSERT INTO migration_run_organizations (run_id, org_id, outcome, source_hash, legacy_flags,
                                               mapped_modules, changes, unmapped_flags, duplicate_flags)
      SELECT 1, c.org_id, 'CHANGED', encode(sha256(convert_to(o.enabled_modules::text, 'UTF8')), 'hex'),
             o.enabled_modules::text, c.mapped, c.changes, '[]', '[]'
      FROM changes c JOIN public.organizations o ON o.id = c.org_id)
    INSERT INTO entitlement_events (org_id, event_type, reason, payload, actor_user_id)
    SELECT org_id, 'legacy_migration', 'bench',
           jsonb_build_object('runId', '1', 'actor', 'bench', 'changes', changes), 'bench'
    FROM changes`,
} as const;

/** Prepares the rules that the statements join. The generated flags match only rules for whole modules. */
export async function preparePureSql(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    CREATE TABLE bench_rules AS
    SELECT lower(substr(r->>'legacyFlag', length('enabled_modules.') + 1)) AS flag, r->>'targetModule' AS module_key
    FROM mappings, jsonb_array_elements(rules) r
    WHERE is_active AND r->>'targetSubmodule' IS NULL AND r->>'legacyFlag' LIKE 'enabled\\_modules.%'`);
}

/** Migrates an equal share of the organizations by one statement on each of several connections. */
export async function migrateBySql(
  dataSource: DataSource,
  statement: string,
  organizations: number,
  connections: number,
): Promise<void> {
  const bound = (share: number) => Math.floor((organizations * share) / connections);
  await Promise.all(
    Array.from({ length: connections }, (_, share) => dataSource.query(statement, [bound(share), bound(share + 1)])),
  );
}
