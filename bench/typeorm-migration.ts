import type { DataSource } from 'typeorm';
import { desiredState } from '../src/domain/legacy/desired-state';
import { readLegacyFlags } from '../src/domain/legacy/legacy-flags';
import type { Change } from '../src/domain/run/plan-changes';
import { RUN_SOURCE } from '../src/domain/stored-access';
import { EntitlementEvent } from '../src/entities/entitlement-event';
import { MigrationRunOrganization } from '../src/entities/migration-run-organization';
import { OrgEntitlement } from '../src/entities/org-entitlement';
import { requireActiveMapping } from '../src/store/active-mapping';
import { loadTaxonomy } from '../src/store/load-taxonomy';

/**
 * The simplest migration with TypeORM: repositories, a select and a save for each module, a transaction for each
 * organization, with journal and event. The same functions plan it, so only the writing is compared.
 * @returns the number of migrated organizations
 */
export async function migrateByTypeorm(dataSource: DataSource, runId: number, limit: number): Promise<number> {
  const taxonomy = await loadTaxonomy(dataSource.manager);
  const { mapping } = await requireActiveMapping(dataSource.manager);
  const organizations: readonly { id: string; flags: string | null }[] = await dataSource.query(
    'SELECT o.id::text AS id, o.enabled_modules::text AS flags FROM public.organizations o ORDER BY o.id LIMIT $1',
    [limit],
  );
  for (const { id: organizationId, flags } of organizations) {
    const read = readLegacyFlags(flags, mapping);
    if (!read.readable) continue;
    const desired = desiredState(read, mapping, taxonomy);
    await dataSource.transaction(async (manager) => {
      const changes: Change[] = [];
      for (const [module, { status, partial }] of desired.modules) {
        const moduleId = taxonomy.module(module)?.id ?? 0;
        const row =
          (await manager.findOneBy(OrgEntitlement, { organizationId, moduleId })) ??
          manager.create(OrgEntitlement, { organizationId, moduleId });
        await manager.save(Object.assign(row, { status, partial, source: RUN_SOURCE }));
        changes.push({
          action: 'CREATE',
          module,
          submodule: null,
          before: null,
          after: { status, partial, trialExpiresAt: null },
        });
      }
      await manager.save(
        manager.create(EntitlementEvent, {
          organizationId,
          eventType: RUN_SOURCE,
          actorId: 'bench',
          reason: 'bench',
          payload: { changes },
        }),
      );
      await manager.save(
        manager.create(MigrationRunOrganization, {
          runId,
          organizationId,
          outcome: 'CHANGED',
          legacyFlags: flags,
          mappedModules: [...desired.modules.keys()],
          changes,
          unmappedFlags: [...desired.unmapped],
          duplicateFlags: [],
        }),
      );
    });
  }
  return organizations.length;
}
