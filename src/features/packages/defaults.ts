import type { EntityManager } from 'typeorm';
import type { PackageVersionEntity } from '../../entities/package-version';
import { findNewest } from './versions';

/** The newest versions of the packages that a new organization is given, by key. */
export async function findDefaults(manager: EntityManager): Promise<readonly PackageVersionEntity[]> {
  const keys = await readDefaults(manager);
  return keys.length === 0 ? [] : (await findNewest(manager)).filter(({ key }) => keys.includes(key));
}

/** The keys of the packages that a new organization is given, in order. */
export async function readDefaults(manager: EntityManager): Promise<readonly string[]> {
  const rows: readonly { key: string }[] = await manager.query(
    'SELECT package_key AS key FROM default_packages ORDER BY package_key',
  );
  return rows.map(({ key }) => key);
}
