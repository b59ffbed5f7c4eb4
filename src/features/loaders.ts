import DataLoader from 'dataloader';
import { type DataSource, In } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { EntitlementOverride } from '../entities/entitlement-override';
import { MappingEntity } from '../entities/mapping';
import { MigrationRun } from '../entities/migration-run';
import { Organization } from '../entities/organization';
import { OrganizationRollout } from '../entities/organization-rollout';
import type { AccessReader } from '../store/access-reader';
import { findActiveMapping } from '../store/active-mapping';
import { readFlags } from '../store/legacy-column';
import { loadAccess } from '../store/load-access';
import { loadProgress } from '../store/run-progress';
import { overrideVersions } from './overrides/override-store';
import type { Loaders } from './request-context';
import { Catalog } from './taxonomy/catalog';

/** Creates the loaders of one request: keys requested in one tick are loaded together, each of them once. */
export function createLoaders({ manager }: DataSource, access: AccessReader): Loaders {
  const accessLoaders = {
    access: new DataLoader(async (ids: readonly OrganizationId[]) => {
      const read = await access.read(ids);
      return ids.map(() => read);
    }),
    accessHistory: new DataLoader(async (ids: readonly OrganizationId[]) => {
      const { organizations } = await loadAccess(manager, ids, { setup: null, environment: null, history: true });
      return ids.map((id) => organizations.get(id) ?? null);
    }),
    override: byKey(
      async (ids: readonly string[]) => manager.findBy(EntitlementOverride, { id: In([...ids]) }),
      ({ id }) => id,
    ),
    overrideVersion: new DataLoader(async (ids: readonly OrganizationId[]) => {
      const versions = await overrideVersions(manager, ids);
      return ids.map((id) => versions.get(id) ?? 0);
    }),
    organizationRollout: byKey(
      async (ids: readonly OrganizationId[]) => manager.findBy(OrganizationRollout, { organizationId: In([...ids]) }),
      ({ organizationId }) => organizationId,
    ),
  };
  const otherLoaders = {
    organization: byKey(
      async (ids: readonly OrganizationId[]) => manager.findBy(Organization, { id: In([...ids]) }),
      ({ id }) => id,
    ),
    legacyFlags: new DataLoader(async (ids: readonly OrganizationId[]) => {
      const flags = await readFlags(manager, ids);
      return ids.map((id) => flags.get(id) ?? null);
    }),
    run: byKey(
      async (ids: readonly number[]) => manager.findBy(MigrationRun, { id: In([...ids]) }),
      ({ id }) => id,
    ),
    executionOf: byKey(
      async (dryRunIds: readonly number[]) => manager.findBy(MigrationRun, { dryRunId: In([...dryRunIds]) }),
      ({ dryRunId }) => dryRunId ?? 0,
    ),
    mappingByHash: byKey(
      async (hashes: readonly string[]) => manager.findBy(MappingEntity, { hash: In([...hashes]) }),
      ({ hash }) => hash,
    ),
    runProgress: new DataLoader(async (runs: readonly MigrationRun[]) => {
      const progress = await loadProgress(manager, runs);
      return runs.map((run) => progress.get(run.id) ?? new Error(`no progress of run ${run.id}`));
    }),
  };
  const catalog = once(() => Catalog.load(manager));
  const activeMapping = once(() => findActiveMapping(manager));
  const legacyHidden = once(async () => (await access.read([])).setup.legacyHidden);
  return {
    ...accessLoaders,
    ...otherLoaders,
    catalog: catalog.load,
    activeMapping: activeMapping.load,
    legacyHidden: legacyHidden.load,
    forgetAccess: (payload) => {
      for (const loader of Object.values(accessLoaders)) loader.clearAll();
      return payload;
    },
    forgetAll: () => {
      for (const loader of [...Object.values(accessLoaders), ...Object.values(otherLoaders)]) loader.clearAll();
      catalog.forget();
      activeMapping.forget();
      legacyHidden.forget();
    },
  };
}

function byKey<Key, Entity>(
  load: (keys: readonly Key[]) => Promise<readonly Entity[]>,
  keyOf: (entity: Entity) => Key,
): DataLoader<Key, Entity | null> {
  return new DataLoader(async (keys) => {
    const found = new Map((await load(keys)).map((entity) => [keyOf(entity), entity]));
    return keys.map((key) => found.get(key) ?? null);
  });
}

function once<Value>(load: () => Promise<Value>): { readonly load: () => Promise<Value>; readonly forget: () => void } {
  let value: Promise<Value> | undefined;
  return {
    load: () => (value ??= load()),
    forget: () => {
      value = undefined;
    },
  };
}
