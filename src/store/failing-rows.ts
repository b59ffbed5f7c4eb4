import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import { type OrganizationId, sayId, sayIds } from '../domain/organization-id';
import { isFailedRow } from './sqlstates';

type Queries = Pick<EntityManager, 'query'>;

const PAGE = 2_000;
const SHOWN = 5;
const SECONDS = 10;

/**
 * Names the first organizations whose rows of the source fail, so that people need not search for them. Halves the
 * pages that fail: some 20 statements for each organization that is named. Where PostgreSQL computes the whole source
 * for each of them, as with a materialized CTE, that would take minutes: none is begun once the time is over.
 * @param manager outside a transaction, which a statement that fails would end
 * @param isOver whether the time is over. Default: after 10 seconds
 * @returns for example ` It fails for organizations 7, 9.`; empty if none is found, as where a condition fails on a row
 *   and the ids cannot be read either
 */
export async function sayFailingRows(manager: Queries, isOver = overIn(SECONDS)): Promise<string> {
  const search = new Search(manager, isOver);
  await search.run();
  const { failing, among } = search;
  const named = `${sayIds(failing.slice(0, SHOWN))}${failing.length > SHOWN ? ' and others' : ''}`;
  return [
    failing.length > 0 ? ` It fails for ${failing.length === 1 ? 'organization' : 'organizations'} ${named}.` : '',
    among ? ` It fails for an organization from ${sayId(among[0])} to ${sayId(among[1])}, in the order of ids.` : '',
    search.hasStopped ? ' There was no time to look at every organization.' : '',
  ].join('');
}

/** @returns tells whether so many seconds have passed since */
function overIn(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1_000;
  return () => performance.now() >= end;
}

/** Looks for the first organizations whose rows fail, until the time is over. */
class Search {
  readonly failing: OrganizationId[] = [];
  /** The first and the last id of rows of which one or more fail, and which there was no time to tell apart. */
  among: readonly [OrganizationId, OrganizationId] | null = null;
  /** Whether the time was over before all rows were looked at. */
  hasStopped = false;

  constructor(
    private readonly manager: Queries,
    private readonly isOver: () => boolean,
  ) {}

  async run(): Promise<void> {
    let after: OrganizationId | null = null;
    try {
      while (this.goesOn()) {
        const page: readonly { id: OrganizationId }[] = await this.manager.query(
          `SELECT o.id::text AS id FROM organizations o WHERE $1::organization_id IS NULL OR o.id > $1
           ORDER BY o.id LIMIT ${PAGE}`,
          [after],
        );
        const last = page.at(-1);
        if (!last) return;
        await this.add(page.map(({ id }) => id));
        after = last.id;
      }
    } catch (error) {
      if (!isFailedRow(error)) throw error;
    }
  }

  /** Whether there is room, and time for another statement. */
  private goesOn(): boolean {
    if (this.failing.length > SHOWN) return false;
    this.hasStopped ||= this.isOver();
    return !this.hasStopped;
  }

  /** Adds those of the ids whose rows fail. */
  private async add(ids: readonly OrganizationId[]): Promise<void> {
    if (!this.goesOn() || (await this.canBeRead(ids))) return;
    const [first] = ids;
    const last = ids.at(-1);
    if (first === undefined || last === undefined) return;
    const before = this.failing.length;
    if (ids.length === 1) {
      this.failing.push(first);
      return;
    }
    const middle = Math.ceil(ids.length / 2);
    await this.add(ids.slice(0, middle));
    await this.add(ids.slice(middle));
    if (this.hasStopped && this.failing.length === before) this.among ??= [first, last];
  }

  private async canBeRead(ids: readonly OrganizationId[]): Promise<boolean> {
    try {
      // Names and flags are counted to have them computed.
      await this.manager.query(
        'SELECT count(o.name), count(o.flags) FROM organizations o WHERE o.id = ANY($1::organization_ids)',
        [idArray(ids)],
      );
      return true;
    } catch (error) {
      if (!isFailedRow(error)) throw error;
      return false;
    }
  }
}
