import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { type LegacyReading, readLegacy } from '../../domain/decision/organization-access';
import { inOrder, type OrganizationId } from '../../domain/organization-id';
import {
  type CheckedReading,
  checkReading,
  modulesOfReading,
  ReadingCoverage,
  type ReadingDifference,
  type ReadingsChecked,
} from '../../domain/parity/reading';
import type { ParitySetup } from '../../store/parity-setup';
import { FLAGS_HASH, parseAnswers, readAnswersAlike, scanAnsweredOrganizations } from '../../store/product-answers';

/** How many distinct readings and checks are kept: there are far fewer of them than organizations. */
const REMEMBERED = 1_000;
const PAGE = 2_500;
/** How many organizations are named. */
const NAMED = 100;

/** A difference of one organization's reading from the product's answer. */
export interface FoundReading extends ReadingDifference {
  readonly organizationId: OrganizationId;
}

/** What is checked of organizations with the same flags and answers. */
interface CheckedAlike extends CheckedReading {
  readonly ids: readonly OrganizationId[];
  readonly flagsHash: string;
}

/**
 * Holds readings to the product's answers, in pages. Use one object for all pages: it keeps what organizations share.
 */
export class ReadingChecker {
  private readonly readings = new Map<string | null, LegacyReading>();
  private readonly checks = new Map<string, CheckedReading>();

  constructor(private readonly setup: Pick<ParitySetup, 'taxonomy' | 'mapping'>) {}

  /** The differences of some organizations, ordered by id. One statement. */
  async compare(manager: EntityManager, organizationIds: readonly OrganizationId[]): Promise<readonly FoundReading[]> {
    const found = (await this.check(manager, organizationIds)).flatMap(({ ids, differences }) =>
      ids.flatMap((organizationId) => differences.map((difference) => ({ ...difference, organizationId }))),
    );
    return inOrder(organizationIds, found);
  }

  /** Checks some organizations; one without an answer that is up to date is left out. One statement. */
  async check(manager: EntityManager, organizationIds: readonly OrganizationId[]): Promise<readonly CheckedAlike[]> {
    const alike = await readAnswersAlike(manager, organizationIds);
    return alike.map(({ ids, flags, flagsHash, answers }) => ({
      ids,
      flagsHash,
      ...kept(this.checks, `${flagsHash}${answers}`, () =>
        checkReading(this.setup.taxonomy, this.setup.mapping, this.readingOf(flags), parseAnswers(answers)),
      ),
    }));
  }

  /** What the legacy flags are read as. */
  readingOf(flags: string | null): LegacyReading {
    return kept(this.readings, flags, () => readLegacy(flags, this.setup.mapping, this.setup.taxonomy));
  }
}

/** How much of the readings was checked, and what differs. */
export interface ReadingsFound extends ReadingsChecked {
  /** A module that differs whole counts once. */
  readonly differences: number;
  /** Organizations with differences, in order of id: the first of them. */
  readonly differing: readonly OrganizationId[];
  readonly differingOrganizations: number;
}

/**
 * Holds the readings of all organizations to the product's answers. Answers of any organization count for all with the
 * same flags. Memory grows with the number of distinct values of the flags alone.
 * @param affected limits what is counted; null for all organizations
 */
export async function checkReadings(
  manager: EntityManager,
  setup: Pick<ParitySetup, 'taxonomy' | 'mapping'>,
  affected: readonly OrganizationId[] | null,
): Promise<ReadingsFound> {
  const checker = new ReadingChecker(setup);
  const coverage = new ReadingCoverage();
  const counted = affected && new Set(affected);
  const differing: OrganizationId[] = [];
  let differences = 0;
  let differingOrganizations = 0;
  for await (const page of scanAnsweredOrganizations(manager, PAGE)) {
    const ofPage: OrganizationId[] = [];
    for (const { ids, flagsHash, ...checked } of await checker.check(manager, page)) {
      coverage.add(flagsHash, checked);
      if (checked.differences.length === 0) continue;
      const concerned = counted ? ids.filter((id) => counted.has(id)) : ids;
      differences += concerned.length * checked.differences.length;
      ofPage.push(...concerned);
    }
    differingOrganizations += ofPage.length;
    const concerned = new Set(ofPage);
    differing.push(...page.filter((id) => concerned.has(id)).slice(0, NAMED - differing.length));
  }
  return {
    ...(await countChecked(manager, setup, coverage, affected)),
    differences,
    differing,
    differingOrganizations,
  };
}

async function countChecked(
  manager: EntityManager,
  { taxonomy }: Pick<ParitySetup, 'taxonomy'>,
  coverage: ReadingCoverage,
  affected: readonly OrganizationId[] | null,
): Promise<ReadingsChecked> {
  const modules = modulesOfReading(taxonomy).map((module) => `${module}/`);
  const checked = coverage.checked();
  const differing = coverage.differing();
  // Nothing is checked, so that no organization's flags need be looked at.
  if (checked.length + differing.length === 0) return { ...NOTHING_CHECKED, ...(await countAll(manager, affected)) };
  const needed = differing.map(({ submodules }) =>
    JSON.stringify([...modules, ...submodules.map(({ module, submodule }) => `${module}/${submodule ?? ''}`)]),
  );
  const [counts]: readonly ReadingsChecked[] = await manager.query(
    `SELECT count(DISTINCT hash) FILTER (WHERE checked)::int AS "checkedValues",
            (count(*) FILTER (WHERE checked))::int AS "checkedOrganizations",
            (count(*) FILTER (WHERE NOT checked))::int AS "uncheckedOrganizations"
     FROM (SELECT hash,
                  hash IN (SELECT decode(unnest($2::text[]), 'hex'))
                  OR (d.needed IS NOT NULL
                      AND (SELECT count(*) FROM product_answers a
                           WHERE a.org_id = h.id AND a.flags_hash = hash
                             AND d.needed ? (a.module_key || '/' || a.submodule_key)) = jsonb_array_length(d.needed))
                    AS checked
           FROM (SELECT o.id, ${FLAGS_HASH} AS hash FROM organizations o
                 WHERE $1::organization_ids IS NULL OR o.id = ANY($1)) AS h
           LEFT JOIN (SELECT decode(u.value, 'hex') AS value, u.needed::jsonb AS needed
                      FROM unnest($3::text[], $4::text[]) AS u (value, needed)) AS d ON d.value = hash) AS looked`,
    [affected && idArray(affected), checked, differing.map(({ value }) => value), needed],
  );
  return counts ?? NOTHING_CHECKED;
}

const NOTHING_CHECKED: ReadingsChecked = { checkedValues: 0, checkedOrganizations: 0, uncheckedOrganizations: 0 };

async function countAll(
  manager: EntityManager,
  affected: readonly OrganizationId[] | null,
): Promise<Pick<ReadingsChecked, 'uncheckedOrganizations'>> {
  const [count]: readonly Pick<ReadingsChecked, 'uncheckedOrganizations'>[] = await manager.query(
    `SELECT count(*)::int AS "uncheckedOrganizations" FROM organizations o
     WHERE $1::organization_ids IS NULL OR o.id = ANY($1)`,
    [affected && idArray(affected)],
  );
  return count ?? NOTHING_CHECKED;
}

function kept<Key, Value>(known: Map<Key, Value>, key: Key, compute: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= REMEMBERED) known.clear();
  const value = compute();
  known.set(key, value);
  return value;
}
