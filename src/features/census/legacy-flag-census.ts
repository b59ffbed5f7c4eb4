import type { EntityManager } from 'typeorm';
import { sayColumnMissing } from '../../domain/legacy/legacy-column';
import { type FlagProblem, type LegacyShape, readLegacyFlags } from '../../domain/legacy/legacy-flags';
import type { MappingRule } from '../../domain/legacy/mapping';
import { Organization } from '../../entities/organization';
import { findActiveMapping } from '../../store/active-mapping';
import { readLegacyColumn } from '../../store/legacy-column';
import { FIRST_IDS, namesOf, scanFlagValues } from '../../store/scan-organizations';

export interface FlagCount {
  readonly name: string;
  readonly on: number;
  readonly off: number;
  readonly rules: readonly MappingRule[];
}

export interface UnreadableOrganizationInfo {
  readonly id: number;
  readonly name: string;
  readonly problems: readonly FlagProblem[];
}

export interface LegacyFlagCensus {
  readonly organizations: number;
  readonly flags: readonly FlagCount[];
  readonly shapes: readonly { readonly shape: LegacyShape; readonly encoded: boolean; readonly count: number }[];
  readonly unreadableCount: number;
  readonly unreadable: readonly UnreadableOrganizationInfo[];
  /** Why only organizations were counted, after the column was dropped; null before that. */
  readonly note: string | null;
}

/** Counts every legacy flag over all organizations. Memory grows only with the number of distinct flags. */
export async function takeCensus(manager: EntityManager): Promise<LegacyFlagCensus> {
  const column = await readLegacyColumn(manager);
  if (!column.exists) return nothingToCount(manager, sayColumnMissing(column));
  const active = await findActiveMapping(manager);
  const flags = new Map<string, { on: number; off: number }>();
  const shapes = new Map<string, { shape: LegacyShape; encoded: boolean; count: number }>();
  let unreadable: readonly Omit<UnreadableOrganizationInfo, 'name'>[] = [];
  let organizations = 0;
  let unreadableCount = 0;
  for await (const page of scanFlagValues(manager)) {
    for (const { flags: value, organizations: having, firstIds } of page) {
      organizations += having;
      const read = readLegacyFlags(value);
      const { shape, encoded } = read;
      const ofShape = shapes.get(`${shape}:${encoded}`) ?? { shape, encoded, count: 0 };
      ofShape.count += having;
      shapes.set(`${shape}:${encoded}`, ofShape);
      if (read.readable) {
        for (const { name, on } of read.flags.values()) {
          const count = flags.get(name) ?? { on: 0, off: 0 };
          if (on) count.on += having;
          else count.off += having;
          flags.set(name, count);
        }
      } else {
        unreadableCount += having;
        const { problems } = read;
        unreadable = [...unreadable, ...firstIds.map((id) => ({ id, problems }))]
          .sort((a, b) => a.id - b.id)
          .slice(0, FIRST_IDS);
      }
    }
  }
  const names = await namesOf(
    manager,
    unreadable.map(({ id }) => id),
  );
  const counted = [...flags].map(([name, count]) => ({ name, ...count, rules: active?.mapping.rulesFor(name) ?? [] }));
  return {
    organizations,
    flags: counted.sort((a, b) => b.on - a.on || b.off - a.off || a.name.localeCompare(b.name)),
    shapes: [...shapes.values()].sort((a, b) => b.count - a.count),
    unreadableCount,
    unreadable: unreadable.map((one) => ({ ...one, name: names.get(one.id) ?? '' })),
    note: null,
  };
}

async function nothingToCount(manager: EntityManager, note: string): Promise<LegacyFlagCensus> {
  return {
    organizations: await manager.count(Organization),
    flags: [],
    shapes: [],
    unreadableCount: 0,
    unreadable: [],
    note,
  };
}
