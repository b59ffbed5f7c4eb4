import type { EntityManager } from 'typeorm';

/** What the published view of entitlements was made from. */
export interface InstalledView {
  /** The schema of the view. */
  readonly schema: string;
  /** The schema of the entitlement tables. */
  readonly tables: string;
  /** Whether the end of a trial is stored without a time zone. */
  readonly zoneless: boolean;
}

/** Reads what the view is to be made from. One statement; needs an installation. */
export async function readInstalledView(manager: Pick<EntityManager, 'query'>): Promise<InstalledView> {
  const [view]: readonly InstalledView[] = await manager.query(
    `SELECT i.view_schema AS schema, t.schema AS tables,
            EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
                    WHERE a.attrelid = to_regclass(quote_ident(t.schema) || '.org_entitlements')
                      AND a.attname = 'trial_expires_at' AND y.typname = 'timestamp') AS zoneless
     FROM portcullis.installation i JOIN portcullis.portcullis_tables t ON t.name = 'org_entitlements'`,
  );
  if (!view) throw new Error('the installation has no record of the entitlement tables');
  return view;
}
