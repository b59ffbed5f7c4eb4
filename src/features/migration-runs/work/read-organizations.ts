import type { EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import type { OrganizationId } from '../../../domain/organization-id';
import type { MigrationRun } from '../../../entities/migration-run';
import { STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../../store/stored-access';
import { NO_STATE_COLUMNS, STATE_COLUMNS, type StateText } from './organization-state-text';

/** Organizations with the same flags and the same rows, which share one plan. */
export interface AlikeOrganizations extends StoredAccessText, StateText {
  readonly ids: readonly OrganizationId[];
  /** `enabled_modules` as JSON text; null for a change run, which does not depend on it. */
  readonly flags: string | null;
  /** What a change run does to them by the rows of its file, as JSON text; null for what it does to all. */
  readonly change: string | null;
}

const CHANGE_OF_ROWS = `
  (SELECT t.change::text FROM migration_run_targets t WHERE t.run_id = $2 AND t.org_id = o.id) AS change`;

/**
 * Reads some organizations with what a run plans from, in one statement; one that does not exist is left out. Ids are
 * returned as JSON, which costs a fraction of an array to parse.
 */
export async function readOrganizations(
  manager: EntityManager,
  ids: readonly OrganizationId[],
  { id: runId, kind, change }: Pick<MigrationRun, 'id' | 'kind' | 'change'>,
): Promise<readonly AlikeOrganizations[]> {
  if (kind === 'MIGRATION')
    return manager.query<AlikeOrganizations[]>(
      `SELECT json_agg(id::text) AS ids, flags, entitlements, subentitlements, ${NO_STATE_COLUMNS}, NULL AS change
       FROM (SELECT o.id, o.flags, ${STORED_ACCESS_COLUMNS}
             FROM organizations o WHERE o.id = ANY($1::organization_ids) OFFSET 0) AS found
       GROUP BY flags, entitlements, subentitlements`,
      [idArray(ids)],
    );
  return manager.query<AlikeOrganizations[]>(
    `SELECT json_agg(id::text) AS ids, NULL AS flags, entitlements, subentitlements, packages, overrides, change
     FROM (SELECT o.id, ${STORED_ACCESS_COLUMNS}, ${STATE_COLUMNS},
                  ${change?.of === 'ROWS' ? CHANGE_OF_ROWS : 'NULL::text AS change, $2::int AS run_id'}
           FROM organizations o WHERE o.id = ANY($1::organization_ids) OFFSET 0) AS found
     GROUP BY entitlements, subentitlements, packages, overrides, change`,
    [idArray(ids), runId],
  );
}
