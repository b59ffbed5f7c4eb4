import { LRUCache } from 'lru-cache';
import { type DataSource, In } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { Organization } from '../entities/organization';
import type { AccessReader } from '../store/access-reader';
import { findActiveMapping, type NamedMapping } from '../store/active-mapping';
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

/** Creates what the requests of a process share. What is kept is dropped by the same changes as what `access` keeps. */
export function createSharedReads({ manager }: DataSource, access: Pick<AccessReader, 'keepWithSetup'>): SharedReads {
  const names = new LRUCache<OrganizationId, { readonly name: string | null }>({ max: NAMES_KEPT, ttl: NAMES_KEPT_MS });
  return {
    catalog: access.keepWithSetup(() => Catalog.load(manager)),
    activeMapping: access.keepWithSetup(() => findActiveMapping(manager)),
    names: async (ids) => {
      const found = new Map(ids.map((id) => [id, names.get(id)]));
      const missing = [...found].flatMap(([id, known]) => (known ? [] : [id]));
      if (missing.length > 0) {
        const read = new Map(
          (await manager.findBy(Organization, { id: In(missing) })).map(({ id, name }) => [id, name] as const),
        );
        for (const id of missing) {
          const named = { name: read.get(id) ?? null };
          found.set(id, named);
          names.set(id, named);
        }
      }
      return ids.map((id) => found.get(id)?.name ?? null);
    },
  };
}
