import type { DataSource } from 'typeorm';

/** The generated flags' rules as SQL: what is on, and which module it gives. */
const DESIRED = `
  SELECT o.id AS org_id, m.id AS module_id
  FROM organizations o
  CROSS JOIN LATERAL jsonb_each_text(o.enabled_modules) f
  JOIN bench_rules r ON r.flag = lower(f.key)
  JOIN modules m ON m.module_key = r.module_key
  WHERE f.value IN ('true', '1', 'yes', 'on') AND o.id > $1 AND o.id <= $2`;

/** Prepares the rules that the statements below join; only those without a submodule, which is all that the generated flags meet. */
export async function preparePureSql(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    CREATE TABLE bench_rules AS
    SELECT lower(substr(r->>'legacyFlag', length('enabled_modules.') + 1)) AS flag, r->>'targetModule' AS module_key
    FROM mappings, jsonb_array_elements(rules) r
    WHERE is_active AND r->>'targetSubmodule' IS NULL AND r->>'legacyFlag' LIKE 'enabled\\_modules.%'`);
}

/** One INSERT … SELECT of the entitlements alone, for organizations with ids in (after, upTo]. */
export async function insertEntitlements(dataSource: DataSource, after: number, upTo: number): Promise<void> {
  await dataSource.query(`INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT org_id, module_id, 'enabled', 'legacy_migration' FROM (${DESIRED}) d ON CONFLICT DO NOTHING`, [
    after,
    upTo,
  ]);
}

/** The same over two connections, half of the organizations each. */
export async function insertEntitlementsTwice(dataSource: DataSource, organizations: number): Promise<void> {
  const middle = Math.floor(organizations / 2);
  await Promise.all([insertEntitlements(dataSource, 0, middle), insertEntitlements(dataSource, middle, organizations)]);
}
