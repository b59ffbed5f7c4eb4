import { LRUCache } from 'lru-cache';
import { type DataSource, In } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { Organization } from '../entities/organization';
import type { AccessReader } from '../store/access-reader';
import { findActiveMapping, type NamedMapping } from '../store/active-mapping';
import type { Known } from '../store/last-known';
import { Catalog } from './taxonomy/catalog';

/** Names belong to another application, which tells nobody when it changes one. */
const NAMES_KEPT_MS = 2_000;
const NAMES_KEPT = 10_000;

/** What the requests of a process share. */
export interface SharedReads {
  readonly catalog: () => Promise<Catalog>;
  readonly activeMapping: () => Promise<NamedMapping | null>;
  /** The names of organizations, in order; null for one that does not exist. Kept for two seconds. */
  readonly names: (ids: readonly OrganizationId[]) => Promise<readonly (string | null)[]>;
}

interface KnownName {
  readonly name: string | null;
  readonly loadedAt: number;
}

/** Creates what the requests of a process share. What is kept is dropped by the same changes as what `access` keeps. */
export function createSharedReads(
  { manager }: DataSource,
  access: Pick<AccessReader, 'keepWithSetup' | 'lastKnown' | 'catalog'>,
): SharedReads {
  const { lastKnown } = access;
  const names = new LRUCache<OrganizationId, KnownName>({
    max: NAMES_KEPT,
    ttl: NAMES_KEPT_MS,
    noDeleteOnStaleGet: lastKnown.isOn,
  });

  async function readNames(ids: readonly OrganizationId[]): Promise<readonly KnownName[]> {
    const loadedAt = performance.now();
    const found = new Map((await manager.findBy(Organization, { id: In([...ids]) })).map(({ id, name }) => [id, name]));
    return ids.map((id) => {
      const known = { name: found.get(id) ?? null, loadedAt };
      names.set(id, known);
      return known;
    });
  }

  function lastNames(ids: readonly OrganizationId[]): Known<readonly KnownName[]> | null {
    const known = ids.flatMap((id) => names.peek(id, { allowStale: true }) ?? []);
    return known.length < ids.length ? null : { value: known, at: Math.min(...known.map(({ loadedAt }) => loadedAt)) };
  }

  return {
    catalog: access.keepWithSetup(async () => {
      const rows = access.catalog;
      return rows ? new Catalog(rows.modules, rows.submodules) : Catalog.load(manager);
    }),
    activeMapping: access.keepWithSetup(() => findActiveMapping(manager)),
    names: async (ids) => {
      const found = new Map(ids.map((id) => [id, names.get(id)]));
      const missing = [...found].flatMap(([id, known]) => (known ? [] : [id]));
      if (missing.length > 0) {
        const read = await lastKnown.load(
          () => readNames(missing),
          () => lastNames(missing),
        );
        missing.forEach((id, index) => found.set(id, read[index]));
      }
      return ids.map((id) => found.get(id)?.name ?? null);
    },
  };
}
