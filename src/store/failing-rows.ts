import type { EntityManager } from 'typeorm';
import { idArray } from '../database/id-array';
import { type OrganizationId, sayIds } from '../domain/organization-id';
import { isFailedRow } from './sqlstates';

type Queries = Pick<EntityManager, 'query'>;

const PAGE = 2_000;
const SHOWN = 5;

/**
 * Names the first organizations whose rows of the source fail, so that people need not search for them. Halves the
 * pages that fail: some 20 statements for each organization that is named.
 * @param manager outside a transaction, which a statement that fails would end
 * @returns for example ` It fails for organizations 7, 9.`; empty if none is found, as where a condition fails on a row
 *   and the ids cannot be read either
 */
export async function sayFailingRows(manager: Queries): Promise<string> {
  const failing = await findFailingRows(manager);
  if (failing.length === 0) return '';
  const named = `${sayIds(failing.slice(0, SHOWN))}${failing.length > SHOWN ? ' and others' : ''}`;
  return ` It fails for ${failing.length === 1 ? 'organization' : 'organizations'} ${named}.`;
}

async function findFailingRows(manager: Queries): Promise<readonly OrganizationId[]> {
  const failing: OrganizationId[] = [];
  let after: OrganizationId | null = null;
  try {
    while (failing.length <= SHOWN) {
      const page: readonly { id: OrganizationId }[] = await manager.query(
        `SELECT o.id::text AS id FROM organizations o WHERE $1::organization_id IS NULL OR o.id > $1
         ORDER BY o.id LIMIT ${PAGE}`,
        [after],
      );
      const last = page.at(-1);
      if (!last) break;
      const ids = page.map(({ id }) => id);
      failing.push(...(await failingOf(manager, ids, SHOWN + 1 - failing.length)));
      after = last.id;
    }
  } catch (error) {
    if (!isFailedRow(error)) throw error;
    return failing;
  }
  return failing;
}

/** @param most as many are found */
async function failingOf(
  manager: Queries,
  ids: readonly OrganizationId[],
  most: number,
): Promise<readonly OrganizationId[]> {
  if (most <= 0 || (await canBeRead(manager, ids))) return [];
  if (ids.length === 1) return ids;
  const middle = Math.ceil(ids.length / 2);
  const first = await failingOf(manager, ids.slice(0, middle), most);
  return [...first, ...(await failingOf(manager, ids.slice(middle), most - first.length))];
}

async function canBeRead(manager: Queries, ids: readonly OrganizationId[]): Promise<boolean> {
  try {
    // Names and flags are counted to have them computed.
    await manager.query(
      'SELECT count(o.name), count(o.flags) FROM organizations o WHERE o.id = ANY($1::organization_ids)',
      [idArray(ids)],
    );
    return true;
  } catch (error) {
    if (!isFailedRow(error)) throw error;
    return false;
  }
}
