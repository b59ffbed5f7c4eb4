import type { EntityManager } from 'typeorm';
import { sayColumnMissing } from '../../domain/legacy/legacy-column';
import { type FlagProblem, type LegacyShape, readLegacyFlags } from '../../domain/legacy/legacy-flags';
import { Mapping } from '../../domain/legacy/mapping';
import type { MappingRule } from '../../domain/legacy/mapping-rule';
import { decidesNothingOn, nothingOn, type NothingOnCount } from '../../domain/legacy/nothing-on';
import { type Proposal, Proposals } from '../../domain/legacy/propose-target';
import type { OrganizationId } from '../../domain/organization-id';
import { Organization } from '../../entities/organization';
import { findActiveMapping } from '../../store/active-mapping';
import { readLegacyColumn } from '../../store/legacy-column';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { NothingOnCounts } from '../../store/nothing-on-counts';
import { firstOf, namesOf, type PlacedId, scanFlagValues } from '../../store/scan-organizations';
import { FlagCounts, type FlagValueCount } from './flag-counts';

export interface FlagCount {
  readonly name: string;
  /** As the first organization that has it writes it. */
  readonly path: string;
  readonly on: number;
  readonly off: number;
  /** Organizations whose value is neither on nor off. */
  readonly other: number;
  /** The values met, most frequent first; bounded. */
  readonly values: readonly FlagValueCount[];
  /** The values that need a rule, as one would name them, most frequent first: see `openValues`; bounded. */
  readonly open: readonly FlagValueCount[];
  /** True if more values need a rule than were kept. */
  readonly openCut: boolean;
  /** Organizations with a value that needs a rule and that none can name. */
  readonly unnamed: number;
  /** True if each value met is a number or a time: see `isNumberOrTime`. */
  readonly numbersOnly: boolean;
  /** Organizations in whose value the name occurs more than once with different values, such as on and off. */
  readonly differing: number;
  readonly rules: readonly MappingRule[];
  /** False if a rule says that the flag, or what contains it, grants nothing. */
  readonly unmapped: boolean;
  /** What an unmapped flag may mean; null if nothing is near, and for a flag that is known. */
  readonly nearest: Proposal | null;
}

export interface UnreadableOrganizationInfo {
  readonly id: OrganizationId;
  readonly name: string;
  readonly problems: readonly FlagProblem[];
}

export interface LegacyFlagCensus {
  readonly organizations: number;
  readonly flags: readonly FlagCount[];
  /** How often a flag without a rule was met beyond the bound, counted once for each value of the column. */
  readonly flagsLeftOut: number;
  /** Organizations without a flag that is on, by shape. */
  readonly nothingOn: readonly (NothingOnCount & { readonly decided: boolean })[];
  readonly shapes: readonly { readonly shape: LegacyShape; readonly encoded: boolean; readonly count: number }[];
  readonly unreadableCount: number;
  readonly unreadable: readonly UnreadableOrganizationInfo[];
  /** Why only organizations were counted, after the column was dropped; null before that. */
  readonly note: string | null;
}

/** Counts every legacy flag over all organizations, also of those that cannot be read. Memory is bounded. */
export async function takeCensus(manager: EntityManager): Promise<LegacyFlagCensus> {
  const column = await readLegacyColumn(manager);
  if (!column.exists) return nothingToCount(manager, sayColumnMissing(column));
  const mapping = (await findActiveMapping(manager))?.mapping ?? Mapping.NONE;
  const proposals = new Proposals(mapping, await loadTaxonomy(manager));
  const flags = new FlagCounts();
  const shapes = new Map<string, { shape: LegacyShape; encoded: boolean; count: number }>();
  const silent = new NothingOnCounts();
  let unreadable: readonly (Omit<UnreadableOrganizationInfo, 'name'> & PlacedId)[] = [];
  let organizations = 0;
  let unreadableCount = 0;
  for await (const page of scanFlagValues(manager)) {
    for (const { flags: value, organizations: having, first } of page) {
      organizations += having;
      const read = readLegacyFlags(value, mapping);
      const { shape, encoded } = read;
      const ofShape = shapes.get(`${shape}:${encoded}`) ?? { shape, encoded, count: 0 };
      ofShape.count += having;
      shapes.set(`${shape}:${encoded}`, ofShape);
      flags.add(value, mapping, having);
      if (read.readable) {
        silent.add(nothingOn(read, mapping), having, first);
      } else {
        unreadableCount += having;
        const { problems } = read;
        unreadable = firstOf([...unreadable, ...first.map((one) => ({ ...one, problems }))]);
      }
    }
  }
  const names = await namesOf(
    manager,
    unreadable.map(({ id }) => id),
  );
  const decided = decidesNothingOn(mapping);
  return {
    organizations,
    flags: flags.counted().map((count) => {
      const unmapped = !mapping.knows(count.name);
      const nearest = unmapped ? proposals.nearest(count.path) : null;
      return { ...count, rules: mapping.rulesFor(count.name), unmapped, nearest };
    }),
    flagsLeftOut: flags.leftOut,
    nothingOn: silent.counts().map((one) => ({ ...one, decided })),
    shapes: [...shapes.values()].sort((a, b) => b.count - a.count),
    unreadableCount,
    unreadable: unreadable.map(({ id, problems }) => ({ id, problems, name: names.get(id) ?? '' })),
    note: null,
  };
}

async function nothingToCount(manager: EntityManager, note: string): Promise<LegacyFlagCensus> {
  return {
    organizations: await manager.count(Organization),
    flags: [],
    flagsLeftOut: 0,
    nothingOn: [],
    shapes: [],
    unreadableCount: 0,
    unreadable: [],
    note,
  };
}
