import type DataLoader from 'dataloader';
import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { DomainError, type Fault, invalidInput } from '../../domain/errors';
import { requireLength } from '../../domain/list-limit';
import { comparePackages, type PackageDifference } from '../../domain/package/compare-packages';
import { contentHash, type PackageItem, sayPackage } from '../../domain/package/package';
import { faultsOfPackage, type PackageDraft } from '../../domain/package/package-draft';
import { PACKAGE_COLUMNS, readPackageRows } from '../../domain/package/package-file';
import { readReason } from '../../domain/reason';
import { hasRight, requireRight } from '../../domain/rights';
import { sayKey, sayUnknownKey } from '../../domain/say';
import { type DecisionStatus, toStoredStatus } from '../../domain/status';
import { PackageVersionEntity } from '../../entities/package-version';
import { parseCsv, refuseFaultyFile } from '../../platform/csv';
import { lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { findDefaults, readDefaults } from './defaults';
import { findAll, findNewest } from './versions';

/** The maximum number of items in one request, as of one package. */
const MAX_ITEMS = 1_000;
const MAX_DEFAULTS = 500;

export interface PublishInput {
  readonly key: string;
  readonly displayName: string;
  readonly items: readonly {
    readonly moduleKey: string;
    readonly submoduleKey?: string | null | undefined;
    readonly status?: DecisionStatus | null | undefined;
    readonly trialDays?: number | null | undefined;
  }[];
  readonly expectedVersion?: number | null | undefined;
  readonly reason: string;
}

export interface Published {
  readonly package: PackageVersionEntity;
  /** False if the newest version says the same already: then nothing was written. */
  readonly changed: boolean;
}

/** What loading a file does to one package. */
interface LoadedPackage {
  readonly key: string;
  /** The newest version before; null for a new package. */
  readonly before: number | null;
  /** The version that the file describes: the one before, if it says the same. */
  readonly version: number;
  readonly difference: PackageDifference;
}

export interface LoadedPackages {
  readonly packages: readonly LoadedPackage[];
  readonly notices: readonly string[];
}

/** Packages: named, versioned sets of modules and submodules. */
export class PackagesService {
  constructor(private readonly dataSource: DataSource) {}

  /** The newest version of every package, by key. */
  async list(actor: Actor | null): Promise<readonly PackageVersionEntity[]> {
    requireRight(actor, 'READ_PLATFORM');
    return findNewest(this.dataSource.manager);
  }

  /** One version of a package, by default the newest; null if there is none. */
  async find(actor: Actor | null, key: string, version: number | null): Promise<PackageVersionEntity | null> {
    requireRight(actor, 'READ_PLATFORM');
    return this.dataSource.manager.findOne(PackageVersionEntity, {
      where: { key, ...(version !== null && { version }) },
      order: { version: 'DESC' },
    });
  }

  /** Like `find`. @throws DomainError NOT_FOUND if there is none */
  async require(actor: Actor | null, key: string, version: number | null): Promise<PackageVersionEntity> {
    const found = await this.find(actor, key, version);
    if (found) return found;
    const newest = await this.find(actor, key, null);
    if (newest)
      throw new DomainError(
        'NOT_FOUND',
        `There is no version ${version} of package ${sayKey(key)}: the newest is ${newest.version}.`,
      );
    const keys = (await this.list(actor)).map((one) => one.key);
    throw new DomainError('NOT_FOUND', `There is no package ${sayUnknownKey(key, keys)}.`);
  }

  /** Every version of a package, the newest first. */
  async versions(
    actor: Actor | null,
    key: string,
    load = (one: string) => findAll(this.dataSource.manager, [one]),
  ): Promise<readonly PackageVersionEntity[]> {
    requireRight(actor, 'READ_PLATFORM');
    return load(key);
  }

  /**
   * Publishes a version of a package, with an event. It changes no organization. What the newest version says already
   * is not published again.
   * @throws DomainError INVALID_INPUT with every fault and its field; CONFLICT if the newest version is not the
   * expected one
   */
  async publish(actor: Actor | null, input: PublishInput): Promise<Published> {
    const admin = requireRight(actor, 'MANAGE_PACKAGES');
    const reason = readReason(input.reason);
    requireLength('input.items', input.items, MAX_ITEMS);
    const draft = readDraft(input);
    return this.dataSource.transaction(async (manager) => {
      await lockSetup(manager);
      const faults = faultsOfPackage(draft, await loadTaxonomy(manager));
      if (faults.length > 0)
        throw invalidInput(
          faults.map(({ item, field, message }): Fault => ({
            field: item === null ? `input.${field}` : `input.items.${item}.${field}`,
            message,
          })),
        );
      const newest = (await findNewest(manager)).find(({ key }) => key === draft.key) ?? null;
      const { expectedVersion = null } = input;
      if (expectedVersion !== null && (newest?.version ?? 0) !== expectedVersion)
        throw new DomainError(
          'CONFLICT',
          `The newest version of package ${sayKey(draft.key)} is ${newest?.version ?? 0}, not ${expectedVersion}. ` +
            'Read it again.',
          { version: newest?.version ?? 0, expectedVersion },
        );
      if (newest && newest.contentHash === contentHash(draft)) return { package: newest, changed: false };
      return { package: await publishNext(manager, admin, draft, newest, reason), changed: true };
    });
  }

  /**
   * Publishes the packages of a CSV file that say something new, each as its next version: all of them or none.
   * Packages that the file does not name stay as they are.
   * @param options.dryRun true to tell what would be published, and to write nothing
   * @throws DomainError INVALID_INPUT with every fault of the file and its line
   */
  async load(
    actor: Actor | null,
    file: { readonly name: string; readonly csv: string },
    options: { readonly reason: string; readonly dryRun: boolean },
  ): Promise<LoadedPackages> {
    const admin = requireRight(actor, 'MANAGE_PACKAGES');
    const reason = readReason(options.reason);
    return this.dataSource.transaction(async (manager) => {
      await lockSetup(manager);
      const read = parseCsv(file.name, file.csv, ['package', 'module'], PACKAGE_COLUMNS.slice(1));
      const { packages, faults } = readPackageRows(read.rows, await loadTaxonomy(manager));
      refuseFaultyFile(file.name, [...read.faults, ...faults]);
      const stored = new Map((await findNewest(manager)).map((one) => [one.key, one]));
      const loaded: LoadedPackage[] = [];
      for (const draft of packages) {
        const newest = stored.get(draft.key) ?? null;
        const same = newest?.contentHash === contentHash(draft);
        const version = (newest?.version ?? 0) + (same ? 0 : 1);
        if (!same && !options.dryRun) await publishNext(manager, admin, draft, newest, reason);
        const difference = comparePackages(newest?.items ?? [], draft.items);
        loaded.push({ key: draft.key, before: newest?.version ?? null, version, difference });
      }
      return { packages: loaded, notices: read.notices };
    });
  }

  /** How many organizations have each version now or will have it, by key and version. */
  async countUsers(
    actor: Actor | null,
  ): Promise<readonly { readonly key: string; readonly version: number; readonly organizations: number }[]> {
    requireRight(actor, 'READ_PLATFORM');
    return this.dataSource.manager.query(
      `SELECT package_key AS key, version, count(*)::int AS organizations
       FROM organization_packages GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  /** What only those may read who have the right `READ_PLATFORM`; null for all others. */
  forAdmins(actor: Actor | null, text: string): string | null {
    return actor && hasRight(actor, 'READ_PLATFORM') ? text : null;
  }

  /** The version that an organization has. Null for actors without the right `READ_PLATFORM`. */
  async behind(
    actor: Actor | null,
    version: { readonly key: string; readonly version: number },
    loader: Pick<DataLoader<string, PackageVersionEntity | null>, 'load'>,
  ): Promise<PackageVersionEntity | null> {
    return actor && hasRight(actor, 'READ_PLATFORM') ? loader.load(sayPackage(version)) : null;
  }

  /** The newest versions of the packages that a new organization is given, by key. */
  async defaults(actor: Actor | null): Promise<readonly PackageVersionEntity[]> {
    requireRight(actor, 'READ_PLATFORM');
    return findDefaults(this.dataSource.manager);
  }

  /**
   * Sets which packages an organization is given when it first appears, at their newest version, with an event. Those
   * that exist when the first default is set are not new.
   * @param input.keys none to give nothing any more
   * @throws DomainError INVALID_INPUT naming unknown packages
   */
  async setDefaults(
    actor: Actor | null,
    input: { readonly keys: readonly string[]; readonly reason: string },
  ): Promise<readonly PackageVersionEntity[]> {
    const admin = requireRight(actor, 'MANAGE_PACKAGES');
    const reason = readReason(input.reason);
    requireLength('input.keys', input.keys, MAX_DEFAULTS);
    const after = [...new Set(input.keys)].sort();
    return this.dataSource.transaction(async (manager) => {
      await lockSetup(manager);
      const known = (await findNewest(manager)).map(({ key }) => key);
      const faults = input.keys.flatMap((key, index): readonly Fault[] =>
        known.includes(key)
          ? []
          : [{ field: `input.keys.${index}`, message: `names an unknown package, ${sayUnknownKey(key, known)}` }],
      );
      if (faults.length > 0) throw invalidInput(faults);
      const before = await readDefaults(manager);
      if (JSON.stringify(before) === JSON.stringify(after)) return findDefaults(manager);
      if (before.length === 0)
        await manager.query(
          `INSERT INTO seen_organizations (org_id)
           SELECT o.id FROM organizations o
           WHERE NOT EXISTS (SELECT 1 FROM seen_organizations s WHERE s.org_id = o.id)`,
        );
      await manager.query('DELETE FROM default_packages');
      await manager.query(
        'INSERT INTO default_packages (package_key, set_by) SELECT key, $2 FROM unnest($1::text[]) AS keys (key)',
        [after, admin.id],
      );
      await appendPlatformEvent(manager, {
        eventType: 'default_packages_set',
        actor: admin,
        reason,
        payload: { before, after },
      });
      return findDefaults(manager);
    });
  }
}

function readDraft({ key, displayName, items }: PublishInput): PackageDraft {
  return {
    key,
    displayName: displayName.trim(),
    items: items.map(({ moduleKey, submoduleKey, status, trialDays }): PackageItem => ({
      module: moduleKey,
      submodule: submoduleKey ?? null,
      status: toStoredStatus(status ?? 'ENABLED'),
      trialDays: trialDays ?? null,
    })),
  };
}

async function publishNext(
  manager: EntityManager,
  admin: Actor,
  draft: PackageDraft,
  newest: PackageVersionEntity | null,
  reason: string,
): Promise<PackageVersionEntity> {
  const version = (newest?.version ?? 0) + 1;
  const { key, displayName, items } = draft;
  await manager.insert(PackageVersionEntity, {
    key,
    version,
    displayName,
    items: items.map((item) => ({ ...item })),
    contentHash: contentHash(draft),
    publishedBy: admin.id,
    reason,
  });
  await appendPlatformEvent(manager, {
    eventType: 'package_published',
    actor: admin,
    reason,
    payload: { key, version, displayName, items },
  });
  const published = await manager.findOneBy(PackageVersionEntity, { key, version });
  if (!published) throw new Error(`package ${sayPackage({ key, version })} was not stored`);
  return published;
}
