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
 * SQL for the hashes of stored rows, as `org_id` and `hash`. The hash of an organization is their sum, because rows
 * have no order.
 * @param ofThese SQL for the condition on `org_id`
 */
function rowHashes(ofThese: string): string {
  const rows = (table: string, ...values: readonly string[]) =>
    `SELECT org_id, hashtextextended(concat_ws('|', ${values.join(', ')}), 0) AS hash
     FROM ${table} WHERE ${ofThese}`;
  const time = (column: string) => `coalesce(extract(epoch FROM ${column})::text, '-')`;
  return `${rows('org_entitlements', "'module'", 'module_id', 'status', time('trial_expires_at'))}
    UNION ALL
    ${rows('org_subentitlements', "'submodule'", 'module_id', 'submodule_id', 'enabled')}
    UNION ALL
    ${rows(
      'entitlement_overrides',
      "'override'",
      'module_id',
      "coalesce(submodule_id::text, '-')",
      'status',
      time('trial_expires_at'),
      time('expires_at'),
    )} AND ended_at IS NULL`;
}

/** SQL for the hash of an organization's flags and stored rows, of type bigint. */
function comparedHash(flags: string, stored: string): string {
  return `hashtextextended(concat_ws(' ', ${flags}, coalesce(${stored}, 0)), 0)`;
}

/**
 * Keeps what a report has compared: the flags, and the stored rows. One statement; call it in the transaction that
 * compared them.
 * @param compared the organizations of a page in ascending order, each with its `flagsHash`
 */
export async function keepCompared(
  manager: EntityManager,
  reportId: number,
  compared: readonly (readonly [id: OrganizationId, flagsHash: string])[],
): Promise<void> {
  await manager.query(
    `INSERT INTO parity_compared (report_id, org_ids, hashes)
     SELECT $1, array_agg(c.id ORDER BY c.place), array_agg(${comparedHash('c.flags', 's.hash')} ORDER BY c.place)
     FROM unnest($2::organization_ids, $3::bigint[]) WITH ORDINALITY AS c (id, flags, place)
     -- By index for each, also where PostgreSQL has no statistics yet of tables that a run has just filled.
     CROSS JOIN LATERAL (SELECT sum(hash) AS hash FROM (${rowHashes('org_id = c.id')}) AS stored) AS s
     HAVING count(*) > 0`,
    [reportId, idArray(compared.map(([id]) => id)), `{${compared.map(([, hash]) => hash).join(',')}}`],
  );
}

/**
 * The organizations that a report has not compared as they are now: those that have appeared since, be it by a row, a
 * partition, or another table that the source reads, and those with other flags, entitlements or overrides. Whether a
 * row was written tells none of it, and triggers can be switched off. One statement, which reads the flags and rows of
 * all affected organizations.
 * @param affected null for all organizations
 * @returns their ids, in order
 */
export async function findNotCompared(
  manager: EntityManager,
  reportId: number,
  affected: readonly OrganizationId[] | null,
): Promise<readonly OrganizationId[]> {
  const end = (direction: 'ASC' | 'DESC') =>
    `(SELECT id FROM unnest($2::organization_ids) AS of (id) ORDER BY id ${direction} LIMIT 1)`;
  const these = (id: string) => (affected === null ? 'true' : `${id} = ANY($2::organization_ids)`);
  // Of few organizations, only the pages in which they can be are taken apart.
  const pages =
    affected === null
      ? 'true'
      : `c.org_ids[1] <= ${end('DESC')} AND c.org_ids[cardinality(c.org_ids)] >= ${end('ASC')}`;
  const [found]: readonly { ids: readonly OrganizationId[] }[] = await manager.query(
    `SELECT coalesce(json_agg(id::text ORDER BY id), '[]') AS ids
     FROM (SELECT o.id, ${comparedHash(flagsHash('o.flags'), 's.hash')} AS hash
           FROM organizations o
           LEFT JOIN (SELECT org_id, sum(hash) AS hash FROM (${rowHashes(these('org_id'))}) AS stored
                      GROUP BY org_id) AS s ON s.org_id = o.id
           WHERE ${these('o.id')}
           EXCEPT
           SELECT u.id, u.hash
           FROM parity_compared c CROSS JOIN LATERAL unnest(c.org_ids, c.hashes) AS u (id, hash)
           WHERE c.report_id = $1 AND ${pages}
          ) AS not_compared`,
    affected === null ? [reportId] : [reportId, idArray(affected)],
  );
  if (!found) throw new Error('the query for organizations that were not compared returned no row');
  return found.ids;
}
