import type { EntityManager } from 'typeorm';
import { readLegacyFlags } from '../domain/legacy/legacy-flags';
import type { Mapping } from '../domain/legacy/mapping';
import { decidesNothingOn, type NothingOn, nothingOn, type NothingOnCount } from '../domain/legacy/nothing-on';
import { FIRST_IDS, scanFlagValues } from './scan-organizations';

/** Counts organizations without a flag that is on, by shape. */
export class NothingOnCounts {
  private readonly found = new Map<NothingOn, { organizations: number; firstIds: readonly number[] }>();

  /** @param shape null for organizations that have a flag on, which are not counted */
  add(shape: NothingOn | null, organizations: number, firstIds: readonly number[]): void {
    if (shape === null) return;
    const earlier = this.found.get(shape) ?? { organizations: 0, firstIds: [] };
    this.found.set(shape, {
      organizations: earlier.organizations + organizations,
      firstIds: [...earlier.firstIds, ...firstIds].sort((a, b) => a - b).slice(0, FIRST_IDS),
    });
  }

  counts(): readonly NothingOnCount[] {
    return [...this.found]
      .map(([shape, count]) => ({ shape, ...count }))
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
  ids: readonly number[] | null,
): Promise<readonly NothingOnCount[]> {
  if (decidesNothingOn(mapping)) return [];
  const found = new NothingOnCounts();
  for await (const page of scanFlagValues(manager, ids)) {
    for (const { flags, organizations, firstIds } of page) {
      const read = readLegacyFlags(flags, mapping);
      if (read.readable) found.add(nothingOn(read, mapping), organizations, firstIds);
    }
  }
  return found.counts();
}
