import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import type { OrganizationId } from '../domain/organization-id';

export interface ScannedOrganization {
  readonly id: OrganizationId;
  readonly name: string;
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
}

const PAGE = 2_000;

/** Reads every organization, ordered by id, in pages: memory does not grow with their number. */
export async function* scanOrganizations(manager: EntityManager): AsyncGenerator<readonly ScannedOrganization[]> {
  let after: OrganizationId | null = null;
  for (;;) {
    const page: readonly ScannedOrganization[] = await manager.query(
      `SELECT o.id::text AS id, o.name, o.flags FROM organizations o
       WHERE $1::organization_id IS NULL OR o.id > $1 ORDER BY o.id LIMIT ${PAGE}`,
      [after],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}

/** One value of the legacy flags, and the organizations that have it. */
export interface FlagValue {
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
  readonly organizations: number;
  /** The first among them, in order: at most `FIRST_IDS`. */
  readonly first: readonly PlacedId[];
}

/** An organization, and its place among all: SQL alone can tell the order of ids. */
export interface PlacedId {
  readonly id: OrganizationId;
  readonly place: number;
}

/** The first of some organizations, in order: at most `limit`. */
export function firstOf<Placed extends PlacedId>(placed: readonly Placed[], limit = FIRST_IDS): readonly Placed[] {
  return [...placed].sort((a, b) => a.place - b.place).slice(0, limit);
}

interface CountedValue extends Omit<FlagValue, 'first'> {
  readonly ids: readonly OrganizationId[];
  readonly places: readonly number[];
  readonly lastId: OrganizationId;
  readonly lastPlace: number;
}

const COUNTED = 20_000;
const AT_ONCE = 500;
/** How many organizations with the same value are listed by id. */
const FIRST_IDS = 100;

/**
 * The distinct values of the legacy flags of all organizations; products have few. Counted in pages of organizations,
 * so that memory does not grow with their number: the same value may come again in a later page.
 * @param ids only these organizations, in order; null for all
 */
export async function* scanFlagValues(
  manager: EntityManager,
  ids: readonly OrganizationId[] | null = null,
): AsyncGenerator<readonly FlagValue[]> {
  let after: OrganizationId | null = null;
  let passed = 0;
  for (let from = 0; ids === null || from < ids.length; from += COUNTED) {
    // A list of many is not sent, and looked through, for each page.
    const part: readonly OrganizationId[] | null = ids && ids.slice(from, from + COUNTED);
    const page: readonly CountedValue[] = await manager.query(
      `SELECT flags, count(*)::int AS organizations, (array_agg(id::text ORDER BY place))[1:${FIRST_IDS}] AS ids,
              (array_agg(place ORDER BY place))[1:${FIRST_IDS}] AS places,
              (array_agg(id::text ORDER BY place DESC))[1] AS "lastId", max(place) AS "lastPlace"
       FROM (SELECT id, flags, (row_number() OVER (ORDER BY id))::int AS place
             FROM (SELECT o.id, o.flags FROM organizations o
             WHERE ($1::organization_id IS NULL OR o.id > $1) AND ($2::organization_ids IS NULL OR o.id = ANY($2))
             ORDER BY o.id LIMIT ${COUNTED}) AS page) AS counted
       GROUP BY flags`,
      [after, part && idArray(part)],
    );
    if (page.length === 0) {
      if (part === null) return;
      continue;
    }
    // In parts, so that the process can do other work in between: the caller may spend some time on each value.
    for (let done = 0; done < page.length; done += AT_ONCE) {
      const before = passed;
      yield page.slice(done, done + AT_ONCE).map(({ flags, organizations, ids: first, places }) => ({
        flags,
        organizations,
        first: first.map((id, index) => ({ id, place: before + (places[index] ?? 0) })),
      }));
      await setImmediate();
    }
    const last: CountedValue = page.reduce((one, other) => (other.lastPlace > one.lastPlace ? other : one));
    if (part === null) after = last.lastId;
    passed += last.lastPlace;
  }
}

/** The names of some organizations by id; one that no longer exists is left out. */
export async function namesOf(
  manager: EntityManager,
  ids: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, string>> {
  const named: readonly { id: OrganizationId; name: string }[] = await manager.query(
    'SELECT id::text AS id, name FROM organizations WHERE id = ANY($1::organization_ids)',
    [idArray(ids)],
  );
  return new Map(named.map(({ id, name }) => [id, name]));
}
