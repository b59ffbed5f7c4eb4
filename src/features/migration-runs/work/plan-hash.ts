import type { EntityManager } from 'typeorm';

/**
 * The hash of a dry run's plan: equal for equal plans, whatever batches and workers made them. PostgreSQL computes it
 * over the journal, ordered by organization, in groups, so that the plan is never in memory as a whole.
 */
export async function planHash(manager: EntityManager, runId: number): Promise<string> {
  const [result]: readonly { hash: string }[] = await manager.query(
    `SELECT encode(sha256(coalesce(string_agg(digest, ''::bytea ORDER BY bucket), ''::bytea)), 'hex') AS hash
     FROM (
       SELECT bucket,
              sha256(string_agg(sha256(convert_to(concat_ws('|', org_id, outcome, source_hash, changes::text,
                                                                 packages::text, overrides::text), 'UTF8')),
                                ''::bytea ORDER BY org_id)) AS digest
       FROM (SELECT *, (row_number() OVER (ORDER BY org_id) - 1) / 10000 AS bucket
             FROM migration_run_organizations WHERE run_id = $1) AS numbered
       GROUP BY bucket) AS buckets`,
    [runId],
  );
  if (!result) throw new Error('the query for the plan hash returned no row');
  return result.hash;
}
