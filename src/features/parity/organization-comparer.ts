import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { type LegacyReading, readLegacy } from '../../domain/decision/organization-access';
import { inOrder, type OrganizationId } from '../../domain/organization-id';
import { type ParityCause, ParityComparer, type ParityDifference, type ParityFacts } from '../../domain/parity/parity';
import { isCovered, parityCause } from '../../domain/parity/parity-cause';
import { NO_MAINTENANCE } from '../../domain/rollout/maintenance';
import { readCoverage, readCoveringRuns } from '../../store/covering-runs';
import { loadAccess } from '../../store/load-access';
import type { ParitySetup } from '../../store/parity-setup';
import { parseStoredAccess, STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../store/stored-access';
import { flagsHash } from './compared-hashes';

/** A difference of one organization, with its cause. */
export interface FoundDifference extends ParityDifference {
  readonly organizationId: OrganizationId;
  readonly cause: ParityCause;
  /** The execution whose journal was searched for the cause; null if none was needed or there is none. */
  readonly runId: number | null;
}

/** The result of comparing some organizations. */
export interface Comparison {
  readonly compared: number;
  /** The organizations that were compared, in order, each with its `flagsHash`. */
  readonly flagHashes: readonly (readonly [id: OrganizationId, flagsHash: string])[];
  /** Ordered by organization id. */
  readonly differences: readonly FoundDifference[];
  /** Ids of organizations that no execution in effect has migrated, in order. */
  readonly uncovered: readonly OrganizationId[];
}

/** Organizations with the same flags and rows. */
interface Alike extends StoredAccessText {
  readonly ids: readonly OrganizationId[];
  readonly flags: string | null;
  readonly flagsHash: string;
  /** Whether these organizations have overrides, which are not part of the grouping. */
  readonly overridden: boolean;
}

/** Organizations that were compared together, because they have the same flags and rows. */
interface Compared {
  readonly ids: readonly OrganizationId[];
  readonly flags: string | null;
  readonly flagsHash: string;
  readonly legacy: LegacyReading;
  readonly differences: readonly ParityDifference[];
}

/** How many distinct values are cached: there are far fewer of them than organizations. */
const REMEMBERED = 1_000;

/** Compares stored organizations in pages. Use one object for all pages, because it caches what organizations share. */
export class OrganizationComparer {
  private readonly comparer: ParityComparer;
  private readonly legacyOf: (flags: string | null) => LegacyReading;
  private readonly storedOf = remembering(
    ({ entitlements, subentitlements }: StoredAccessText) => `${entitlements ?? ''}\n${subentitlements ?? ''}`,
    parseStoredAccess,
  );

  constructor(
    private readonly setup: ParitySetup,
    private readonly at: Date,
  ) {
    this.comparer = new ParityComparer(setup.taxonomy, at);
    this.legacyOf = remembering(
      (flags: string | null) => flags,
      (flags) => readLegacy(flags, setup.mapping, setup.taxonomy),
    );
  }

  /**
   * Compares some organizations; one that does not exist is left out. Call it in a REPEATABLE READ transaction, so that
   * rows and journal belong together.
   * @param organizationIds in ascending order
   */
  async compare(manager: EntityManager, organizationIds: readonly OrganizationId[]): Promise<Comparison> {
    const alike = await readAlike(manager, organizationIds);
    const compared: Compared[] = alike.filter(({ overridden }) => !overridden).map((one) => this.compareAlike(one));
    compared.push(
      ...(await this.compareOverridden(
        manager,
        alike.filter(({ overridden }) => overridden),
      )),
    );
    const covering = await readCoveringRuns(manager, organizationIds);
    const found = new Set(
      compared.flatMap(({ ids, legacy }) => ids.filter((id) => !isCovered(legacy, covering.has(id)))),
    );
    const uncovered = organizationIds.filter((id) => found.has(id));
    const hashes = new Map(compared.flatMap(({ ids, flagsHash: hash }) => ids.map((id) => [id, hash] as const)));
    return {
      compared: hashes.size,
      flagHashes: organizationIds.flatMap((id) => {
        const hash = hashes.get(id);
        return hash === undefined ? [] : [[id, hash] as const];
      }),
      differences: await this.findCauses(manager, organizationIds, compared, covering),
      uncovered,
    };
  }

  private compareAlike(alike: Alike): Compared {
    const legacy = this.legacyOf(alike.flags);
    return {
      ids: alike.ids,
      flags: alike.flags,
      flagsHash: alike.flagsHash,
      legacy,
      differences: this.comparer.compare({ legacy, stored: this.storedOf(alike), overrides: [] }),
    };
  }

  private async compareOverridden(manager: EntityManager, alike: readonly Alike[]): Promise<readonly Compared[]> {
    if (alike.length === 0) return [];
    const { taxonomy, mapping } = this.setup;
    // Both answers are compared whatever the gating is, so any rollout will do.
    const setup = {
      taxonomy,
      mapping,
      rollout: { mode: 'LEGACY', enforcePercentage: 0 },
      legacyHidden: false,
      maintenance: NO_MAINTENANCE,
    } as const;
    const { organizations } = await loadAccess(
      manager,
      alike.flatMap(({ ids }) => ids),
      { setup, environment: null },
    );
    return alike.flatMap(({ ids, flags, flagsHash: hash }) =>
      ids.flatMap((id): readonly Compared[] => {
        const facts: ParityFacts | undefined = organizations.get(id)?.facts;
        return facts
          ? [{ ids: [id], flags, flagsHash: hash, legacy: facts.legacy, differences: this.comparer.compare(facts) }]
          : [];
      }),
    );
  }

  /** Finds the causes. The journal is read only for organizations whose own rows do not explain the difference. */
  private async findCauses(
    manager: EntityManager,
    organizationIds: readonly OrganizationId[],
    compared: readonly Compared[],
    covering: ReadonlyMap<OrganizationId, number>,
  ): Promise<readonly FoundDifference[]> {
    const differing = compared.filter(({ differences }) => differences.length > 0);
    const unexplained = differing.filter(
      ({ legacy, differences }) => legacy.readable && differences.some(({ explanation }) => explanation === null),
    );
    const covered = unexplained.flatMap(({ ids }) =>
      ids.flatMap((id) => {
        const runId = covering.get(id);
        return runId === undefined ? [] : [[id, runId] as const];
      }),
    );
    const coverage = await readCoverage(manager, covered, this.setup);
    const found = differing.flatMap(({ ids, flags, legacy, differences }) =>
      ids.flatMap((organizationId) => {
        const coveredBy = coverage.get(organizationId) ?? null;
        return differences.map((difference): FoundDifference => {
          const cause = parityCause(difference, { ...this.setup, at: this.at, flags, legacy, coveredBy });
          return {
            ...difference,
            organizationId,
            cause,
            runId: difference.explanation === null ? (coveredBy?.runId ?? null) : null,
          };
        });
      }),
    );
    return inOrder(organizationIds, found);
  }
}

async function readAlike(
  manager: EntityManager,
  organizationIds: readonly OrganizationId[],
): Promise<readonly Alike[]> {
  return manager.query<Alike[]>(
    `SELECT json_agg(id::text) AS ids, flags, ${flagsHash('flags')}::text AS "flagsHash", entitlements,
            subentitlements, overridden
     FROM (SELECT o.id, o.flags, ${STORED_ACCESS_COLUMNS},
                  EXISTS (SELECT 1 FROM entitlement_overrides v
                          WHERE v.org_id = o.id AND v.ended_at IS NULL) AS overridden
           FROM organizations o WHERE o.id = ANY($1::organization_ids) OFFSET 0) AS found
     GROUP BY flags, entitlements, subentitlements, overridden`,
    [idArray(organizationIds)],
  );
}

function remembering<Key, Value>(
  nameOf: (key: Key) => string | null,
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const known = new Map<string | null, Value>();
  return (key) => {
    const name = nameOf(key);
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED) known.clear();
    const value = compute(key);
    known.set(name, value);
    return value;
  };
}
