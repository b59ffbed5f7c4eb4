import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import type { OrganizationId } from '../../domain/organization-id';

/**
 * SQL for a hash of an organization's flags, of type bigint; never null.
 * @param flags SQL for the flags, of type text
 */
export function flagsHash(flags: string): string {
  return `coalesce(hashtextextended(${flags}, 0), 0)`;
}

/**
 * Keeps which value of the flags a report has compared. One statement.
 * @param compared the organizations of a page in ascending order, each with its `flagsHash`
 */
export async function keepCompared(
  manager: EntityManager,
  reportId: number,
  compared: readonly (readonly [id: OrganizationId, flagsHash: string])[],
): Promise<void> {
  await manager.query(
    'INSERT INTO parity_compared (report_id, org_ids, flag_hashes) VALUES ($1, $2::organization_ids, $3::bigint[])',
    [reportId, idArray(compared.map(([id]) => id)), `{${compared.map(([, hash]) => hash).join(',')}}`],
  );
}

/**
 * The organizations that a report has not compared with the flags that they have now: those that have appeared since,
 * be it by a row, a partition, or another table that the source reads, and those whose flags are other ones. Whether a
 * row was written tells neither. One statement, which reads the flags of all affected organizations.
 * @param affected null for all organizations
 * @returns their ids, in order
 */
export async function findNotCompared(
  manager: EntityManager,
  reportId: number,
  affected: readonly OrganizationId[] | null,
): Promise<readonly OrganizationId[]> {
  // Of few organizations, only the pages in which they can be are taken apart.
  const end = (direction: 'ASC' | 'DESC') =>
    `(SELECT id FROM unnest($2::organization_ids) AS of (id) ORDER BY id ${direction} LIMIT 1)`;
  const [found]: readonly { ids: readonly OrganizationId[] }[] = await manager.query(
    `SELECT coalesce(json_agg(id::text ORDER BY id), '[]') AS ids
     FROM (SELECT o.id, ${flagsHash('o.flags')} AS hash FROM organizations o
           WHERE $2::organization_ids IS NULL OR o.id = ANY($2)
           EXCEPT
           SELECT u.id, u.hash
           FROM parity_compared c CROSS JOIN LATERAL unnest(c.org_ids, c.flag_hashes) AS u (id, hash)
           WHERE c.report_id = $1
             AND ($2::organization_ids IS NULL
                  OR (c.org_ids[1] <= ${end('DESC')} AND c.org_ids[cardinality(c.org_ids)] >= ${end('ASC')}))
          ) AS not_compared`,
    [reportId, affected && idArray(affected)],
  );
  if (!found) throw new Error('the query for organizations that were not compared returned no row');
  return found.ids;
}
