import type { EntityManager } from 'typeorm';
import { type OrganizationIdType, SCHEMA } from '../../migrations/baseline/names';
import { isUnfitId, mayBeUnfit, printable } from '../../migrations/baseline/source';

/** Organizations with ids that Portcullis does not take. */
export interface UnfitIds {
  readonly count: number;
  /** Some of the ids, shortened, and safe to print. */
  readonly some: readonly string[];
}

const NONE: UnfitIds = { count: 0, some: [] };
const SHOWN = 5;
const SHOWN_LENGTH = 60;

/** Finds the organizations that the source has and the view leaves out. Reads all of them, if their ids are texts. */
export async function findUnfitIds(manager: Pick<EntityManager, 'query'>): Promise<UnfitIds> {
  const [source]: readonly { idType: OrganizationIdType }[] = await manager.query(
    `SELECT id_type AS "idType" FROM ${SCHEMA}.source`,
  );
  return source ? unfitIdsOf(manager, `SELECT id FROM ${SCHEMA}.read_source()`, source.idType) : NONE;
}

/** Finds the unfit ids of a query. */
export async function unfitIdsOf(
  manager: Pick<EntityManager, 'query'>,
  query: string,
  idType: OrganizationIdType,
): Promise<UnfitIds> {
  if (!mayBeUnfit(idType)) return NONE;
  const [found]: readonly UnfitIds[] = await manager.query(
    `SELECT count(*)::int AS count,
            coalesce(to_json((array_agg(${printedId('id')} ORDER BY id))[1:${SHOWN}]), '[]') AS some
     FROM (${query}) AS source WHERE ${isUnfitId('id')}`,
  );
  return found ?? NONE;
}

/** SQL for an id as a message shows it. */
export function printedId(id: string): string {
  return printable(`left(${id}::text, ${SHOWN_LENGTH})`);
}

/** What it means where a source is set already. */
export const UNFIT_ARE_LEFT_OUT =
  'Such organizations are left out, and have no access by Portcullis: give them other ids in the product.';

/** `2 organizations have ids …: "a?b", "c?d"` */
export function sayUnfitIds({ count, some }: UnfitIds): string {
  return (
    `${count === 1 ? '1 organization has an id' : `${count} organizations have ids`} that Portcullis does not take ` +
    '(empty, of more than 1000 bytes, or with control characters, line separators or changes of direction): ' +
    `${some.map((id) => `"${id}"`).join(', ')}${count > some.length ? ', …' : ''}`
  );
}
