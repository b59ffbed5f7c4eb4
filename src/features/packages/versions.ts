import { type EntityManager, In } from 'typeorm';
import { DomainError } from '../../domain/errors';
import { contentHash, type PackageVersion, sayPackage } from '../../domain/package/package';
import { PackageVersionEntity } from '../../entities/package-version';

/** The newest version of every package, by key. */
export async function findNewest(manager: EntityManager): Promise<readonly PackageVersionEntity[]> {
  return manager
    .createQueryBuilder(PackageVersionEntity, 'p')
    .distinctOn(['p.key'])
    .orderBy('p.key')
    .addOrderBy('p.version', 'DESC')
    .getMany();
}

/**
 * What a stored version gives.
 * @throws DomainError CONFLICT if it is not what was published: then somebody has changed it by SQL
 */
export function asPublished(stored: PackageVersionEntity): PackageVersion {
  const { key, version, displayName, items } = stored;
  if (contentHash(stored) === stored.contentHash) return { key, version, displayName, items };
  throw new DomainError(
    'CONFLICT',
    `Package ${sayPackage(stored)} is not what was published: it was changed by SQL. Publish what is right as a new ` +
      'version, and move organizations to it.',
    { packageKey: key, version },
  );
}

/** Every version of packages, the newest first. */
export async function findAll(
  manager: EntityManager,
  keys: readonly string[],
): Promise<readonly PackageVersionEntity[]> {
  return manager.find(PackageVersionEntity, { where: { key: In([...keys]) }, order: { key: 'ASC', version: 'DESC' } });
}

/** Versions by their names, such as `starter@2`, which no key can contain. */
export async function findNamed(
  manager: EntityManager,
  names: readonly string[],
): Promise<readonly PackageVersionEntity[]> {
  return manager
    .createQueryBuilder(PackageVersionEntity, 'p')
    .where(`p.key || '@' || p.version = ANY(:names)`, { names })
    .getMany();
}

/** Published versions by their names, such as `starter@2`. */
export type PublishedVersions = ReadonlyMap<string, PackageVersion>;

/** @throws DomainError CONFLICT if one of them was changed by SQL */
export async function findVersions(
  manager: EntityManager,
  wanted: readonly { readonly key: string; readonly version: number }[],
): Promise<PublishedVersions> {
  if (wanted.length === 0) return new Map();
  const found = await manager.find(PackageVersionEntity, {
    where: wanted.map(({ key, version }) => ({ key, version })),
  });
  return new Map(found.map((stored) => [sayPackage(stored), asPublished(stored)]));
}
