import DataLoader from 'dataloader';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { groupBy } from '../domain/group-by';
import type { OrganizationId } from '../domain/organization-id';
import { sayPackage } from '../domain/package/package';
import { EntitlementOverride } from '../entities/entitlement-override';
import { MappingEntity } from '../entities/mapping';
import { MigrationRun } from '../entities/migration-run';
import { Organization } from '../entities/organization';
import { OrganizationRollout } from '../entities/organization-rollout';
import type { ReadListener } from '../store/access';
import type { AccessReader } from '../store/access-reader';
import { accessVersions } from '../store/access-versions';
import { readFlags } from '../store/legacy-column';
import { loadAccess } from '../store/load-access';
import { loadProgress } from '../store/run-progress';
import { findAssignments, layOut } from './packages/assignments';
import { findAll, findNamed } from './packages/versions';
import type { Loaders } from './request-context';
import type { SharedReads } from './shared-reads';

/**
 * Creates the loaders of one request: keys requested in one tick are loaded together, each of them once. A loader is
 * made when it is asked for, because most requests need one or two of them.
 * @param onRead called with what decisions are made from; by default not
 */
export function createLoaders(
  { manager }: DataSource,
  access: AccessReader,
  shared: SharedReads,
  onRead?: ReadListener,
): Loaders {
  return new RequestLoaders(manager, access, shared, onRead);
}

/** What a mutation may change. */
const OF_ACCESS = [
  'access',
  'accessHistory',
  'override',
  'overrideVersion',
  'organizationRollout',
  'packages',
] as const;

class RequestLoaders implements Loaders {
  private made: {
    -readonly [Name in keyof Loaders as Loaders[Name] extends { clearAll: unknown } ? Name : never]?: Loaders[Name];
  } = {};
  private keptCatalog: ReturnType<SharedReads['catalog']> | undefined;
  private keptHidden: Promise<boolean> | undefined;
  private keptMapping: ReturnType<SharedReads['activeMapping']> | undefined;

  constructor(
    private readonly manager: EntityManager,
    private readonly reader: AccessReader,
    private readonly shared: SharedReads,
    private readonly onRead: ReadListener | undefined,
  ) {}

  get access(): Loaders['access'] {
    return (this.made.access ??= new DataLoader(async (ids) => {
      try {
        const read = await this.reader.read(ids);
        this.onRead?.(ids, read);
        return ids.map(() => read);
      } catch (error) {
        this.onRead?.(ids, null);
        throw error;
      }
    }));
  }

  get accessHistory(): Loaders['accessHistory'] {
    return (this.made.accessHistory ??= new DataLoader(async (ids) => {
      const { organizations } = await loadAccess(this.manager, ids, { setup: null, environment: null, history: true });
      return ids.map((id) => organizations.get(id) ?? null);
    }));
  }

  get override(): Loaders['override'] {
    return (this.made.override ??= byKey(
      async (ids: readonly string[]) => this.manager.findBy(EntitlementOverride, { id: In([...ids]) }),
      ({ id }) => id,
    ));
  }

  get overrideVersion(): Loaders['overrideVersion'] {
    return (this.made.overrideVersion ??= new DataLoader(async (ids) => {
      const versions = await accessVersions(this.manager, ids);
      return ids.map((id) => versions.get(id) ?? 0);
    }));
  }

  get organizationRollout(): Loaders['organizationRollout'] {
    return (this.made.organizationRollout ??= byKey(
      async (ids: readonly OrganizationId[]) =>
        this.manager.findBy(OrganizationRollout, { organizationId: In([...ids]) }),
      ({ organizationId }) => organizationId,
    ));
  }

  get organization(): Loaders['organization'] {
    return (this.made.organization ??= byKey(
      async (ids: readonly OrganizationId[]) => this.manager.findBy(Organization, { id: In([...ids]) }),
      ({ id }) => id,
    ));
  }

  get organizationName(): Loaders['organizationName'] {
    return (this.made.organizationName ??= new DataLoader((ids) => this.shared.names(ids)));
  }

  get legacyFlags(): Loaders['legacyFlags'] {
    return (this.made.legacyFlags ??= new DataLoader(async (ids) => {
      const flags = await readFlags(this.manager, ids);
      return ids.map((id) => flags.get(id) ?? null);
    }));
  }

  get run(): Loaders['run'] {
    return (this.made.run ??= byKey(
      async (ids: readonly number[]) => this.manager.findBy(MigrationRun, { id: In([...ids]) }),
      ({ id }) => id,
    ));
  }

  get executionOf(): Loaders['executionOf'] {
    return (this.made.executionOf ??= byKey(
      async (dryRunIds: readonly number[]) => this.manager.findBy(MigrationRun, { dryRunId: In([...dryRunIds]) }),
      ({ dryRunId }) => dryRunId ?? 0,
    ));
  }

  get mappingByHash(): Loaders['mappingByHash'] {
    return (this.made.mappingByHash ??= byKey(
      async (hashes: readonly string[]) => this.manager.findBy(MappingEntity, { hash: In([...hashes]) }),
      ({ hash }) => hash,
    ));
  }

  get packages(): Loaders['packages'] {
    return (this.made.packages ??= new DataLoader(async (ids) => {
      const found = await findAssignments(this.manager, ids);
      return ids.map((id) => (found.get(id) ?? []).map((one) => layOut(id, one)));
    }));
  }

  get packageVersions(): Loaders['packageVersions'] {
    return (this.made.packageVersions ??= new DataLoader(async (keys) => {
      const found = groupBy(await findAll(this.manager, keys), ({ key }) => key);
      return keys.map((key) => found.get(key) ?? []);
    }));
  }

  get packageVersion(): Loaders['packageVersion'] {
    return (this.made.packageVersion ??= byKey(
      (names: readonly string[]) => findNamed(this.manager, names),
      (version) => sayPackage(version),
    ));
  }

  get runProgress(): Loaders['runProgress'] {
    return (this.made.runProgress ??= new DataLoader(async (runs) => {
      const progress = await loadProgress(this.manager, runs);
      return runs.map((run) => progress.get(run.id) ?? new Error(`no progress of run ${run.id}`));
    }));
  }

  // The same throughout a request, whatever changes meanwhile.
  readonly catalog: Loaders['catalog'] = () => (this.keptCatalog ??= this.shared.catalog());
  readonly activeMapping: Loaders['activeMapping'] = () => (this.keptMapping ??= this.shared.activeMapping());
  readonly legacyHidden: Loaders['legacyHidden'] = () =>
    (this.keptHidden ??= this.reader.read([]).then(({ setup }) => setup.legacyHidden));

  readonly forgetAccess: Loaders['forgetAccess'] = (payload) => {
    for (const name of OF_ACCESS) this.made[name]?.clearAll();
    return payload;
  };

  readonly forgetAll: Loaders['forgetAll'] = () => {
    // Not only emptied: a subscription keeps its loaders for as long as it runs, and thousands of them may run.
    this.made = {};
    this.keptCatalog = undefined;
    this.keptHidden = undefined;
    this.keptMapping = undefined;
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
