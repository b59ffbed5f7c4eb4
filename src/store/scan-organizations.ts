import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { intArray } from '../database/int-array';

export interface ScannedOrganization {
  readonly id: number;
  readonly name: string;
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
}

const PAGE = 2_000;

/** Reads every organization, ordered by id, in pages: memory does not grow with their number. */
export async function* scanOrganizations(manager: EntityManager): AsyncGenerator<readonly ScannedOrganization[]> {
  let after: number | null = null;
  for (;;) {
    const page: readonly ScannedOrganization[] = await manager.query(
      `SELECT o.id, o.name, o.flags FROM organizations o
       WHERE $1::int IS NULL OR o.id > $1 ORDER BY o.id LIMIT ${PAGE}`,
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
  /** The lowest ids among them, in order: at most `FIRST_IDS`. */
  readonly firstIds: readonly number[];
}

interface CountedValue extends FlagValue {
  readonly lastId: number;
}

const COUNTED = 20_000;
const AT_ONCE = 500;
/** How many organizations with the same value are listed by id. */
export const FIRST_IDS = 100;

/**
 * The distinct values of the legacy flags of all organizations; products have few. Counted in pages of organizations,
 * so that memory does not grow with their number: the same value may come again in a later page.
 * @param ids only these organizations; null for all
 */
export async function* scanFlagValues(
  manager: EntityManager,
  ids: readonly number[] | null = null,
): AsyncGenerator<readonly FlagValue[]> {
  let after: number | null = null;
  for (;;) {
    const page: readonly CountedValue[] = await manager.query(
      `SELECT flags, count(*)::int AS organizations, (array_agg(id ORDER BY id))[1:${FIRST_IDS}] AS "firstIds",
              max(id) AS "lastId"
       FROM (SELECT o.id, o.flags FROM organizations o
             WHERE ($1::int IS NULL OR o.id > $1) AND ($2::int[] IS NULL OR o.id = ANY($2))
             ORDER BY o.id LIMIT ${COUNTED}) AS counted
       GROUP BY flags`,
      [after, ids && intArray(ids)],
    );
    if (page.length === 0) return;
    // In parts, so that the process can do other work in between: the caller may spend some time on each value.
    for (let from = 0; from < page.length; from += AT_ONCE) {
      yield page.slice(from, from + AT_ONCE);
      await setImmediate();
    }
    after = page.reduce((last, { lastId }) => Math.max(last, lastId), 0);
  }
}

/** The names of some organizations by id; one that no longer exists is left out. */
export async function namesOf(manager: EntityManager, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const named: readonly { id: number; name: string }[] = await manager.query(
    'SELECT id, name FROM organizations WHERE id = ANY($1::int[])',
    [intArray(ids)],
  );
  return new Map(named.map(({ id, name }) => [id, name]));
}
