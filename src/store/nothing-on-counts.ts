import type { EntityManager } from 'typeorm';
import { readLegacyFlags } from '../domain/legacy/legacy-flags';
import type { Mapping } from '../domain/legacy/mapping';
import { decidesNothingOn, type NothingOn, nothingOn, type NothingOnCount } from '../domain/legacy/nothing-on';
import type { OrganizationId } from '../domain/organization-id';
import { firstOf, type PlacedId, scanFlagValues } from './scan-organizations';

/** Counts organizations without a flag that is on, by shape. */
export class NothingOnCounts {
  private readonly found = new Map<NothingOn, { organizations: number; first: readonly PlacedId[] }>();

  /** @param shape null for organizations that have a flag on, which are not counted */
  add(shape: NothingOn | null, organizations: number, first: readonly PlacedId[]): void {
    if (shape === null) return;
    const earlier = this.found.get(shape) ?? { organizations: 0, first: [] };
    this.found.set(shape, {
      organizations: earlier.organizations + organizations,
      first: firstOf([...earlier.first, ...first]),
    });
  }

  counts(): readonly NothingOnCount[] {
    return [...this.found]
      .map(([shape, { organizations, first }]) => ({ shape, organizations, firstIds: first.map(({ id }) => id) }))
      .sort((a, b) => b.organizations - a.organizations || a.shape.localeCompare(b.shape));
  }
}

/**
 * The organizations without a flag that is on, unless the mapping says what that means: then nothing is read.
 * @param ids only these organizations; null for all
 */
export async function findNothingOn(
  manager: EntityManager,
  mapping: Mapping,
  ids: readonly OrganizationId[] | null,
): Promise<readonly NothingOnCount[]> {
  if (decidesNothingOn(mapping)) return [];
  const found = new NothingOnCounts();
  for await (const page of scanFlagValues(manager, ids)) {
    for (const { flags, organizations, first } of page) {
      const read = readLegacyFlags(flags, mapping);
      if (read.readable) found.add(nothingOn(read, mapping), organizations, first);
    }
  }
  return found.counts();
}
