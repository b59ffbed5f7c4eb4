import type { DataSource } from 'typeorm';

/** `common`: a dozen different values, as in products that sell packages. `unique`: every organization has its own. */
export type Variety = 'common' | 'unique';

/**
 * Fills `organizations` with flags that grant 4⅓ modules on average. PostgreSQL generates a million of them in seconds.
 * Unique values differ in an unmapped flag, such as an id or a date left in the column.
 */
export async function generateOrganizations(dataSource: DataSource, count: number, variety: Variety): Promise<void> {
  await dataSource.query(
    `INSERT INTO public.organizations (name, enabled_modules)
     SELECT 'Organization ' || n,
            CASE n % 3
              WHEN 0 THEN '{"CRM": true, "ERP": true, "HR": 1, "Inventory": "yes"}'::jsonb
              WHEN 1 THEN '{"CRM": true, "Service": 1, "Marketing": "yes", "Email": true, "ERP": false}'
              ELSE '{"HR": true, "Finance": true, "Project": true, "Analytics": true, "Manufacturing": "on"}'
            END || jsonb_build_object('plan_' || CASE $2 WHEN 'unique' THEN n ELSE n % 4 END, false)
     FROM generate_series(1, $1::int) n`,
    [count, variety],
  );
  await dataSource.query('VACUUM ANALYZE public.organizations');
}
