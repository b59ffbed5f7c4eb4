import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../../domain/organization-id';
import { asWritten } from '../../../domain/run/as-written';
import type { MigrationRun } from '../../../entities/migration-run';
import { parseStoredAccess } from '../../../store/stored-access';
import type { JournalEntry, OrganizationPlan } from './plan-organizations';
import { readOrganizations } from './read-organizations';

/**
 * The entries with their changes as they were really stored, so that a rollback later compares with the right values.
 * Rows are read again only if the tables have a row trigger, which may have changed them.
 */
export async function readWritten(
  manager: EntityManager,
  entries: readonly JournalEntry[],
  run: Pick<MigrationRun, 'id' | 'kind' | 'change'>,
): Promise<readonly JournalEntry[]> {
  const triggers: readonly unknown[] = await manager.query(
    `SELECT 1 FROM pg_trigger
     WHERE tgrelid IN ('org_entitlements'::regclass, 'org_subentitlements'::regclass)
       AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 1 = 1
     LIMIT 1`,
  );
  const planOf = new Map(
    entries.flatMap(({ organizationId, plan }) =>
      plan.outcome === 'CHANGED' ? [[organizationId, plan] as const] : [],
    ),
  );
  if (triggers.length === 0 || planOf.size === 0) return entries;
  const written = new Map<OrganizationId, OrganizationPlan>();
  for (const alike of await readOrganizations(manager, [...planOf.keys()], run)) {
    const stored = parseStoredAccess(alike);
    const known = new Map<OrganizationPlan, OrganizationPlan>();
    for (const id of alike.ids) {
      const plan = planOf.get(id);
      if (!plan) continue;
      const came = known.get(plan) ?? { ...plan, changes: asWritten(plan.changes, stored) };
      known.set(plan, came);
      written.set(id, came);
    }
  }
  return entries.map((entry) => ({
    organizationId: entry.organizationId,
    plan: written.get(entry.organizationId) ?? entry.plan,
  }));
}
