import type { EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import type { OrganizationId } from '../../../domain/organization-id';
import { STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../../store/stored-access';

/** Organizations with the same flags and the same rows, which share one plan. */
export interface AlikeOrganizations extends StoredAccessText {
  readonly ids: readonly OrganizationId[];
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
}

/**
 * Reads some organizations with their rows, in one statement; one that does not exist is left out. Ids are returned as
 * JSON, which costs a fraction of an array to parse.
 */
export async function readOrganizations(
  manager: EntityManager,
  ids: readonly OrganizationId[],
): Promise<readonly AlikeOrganizations[]> {
  return manager.query<AlikeOrganizations[]>(
    `SELECT json_agg(id::text) AS ids, flags, entitlements, subentitlements
     FROM (SELECT o.id, o.flags, ${STORED_ACCESS_COLUMNS}
           FROM organizations o WHERE o.id = ANY($1::organization_ids) OFFSET 0) AS found
     GROUP BY flags, entitlements, subentitlements`,
    [idArray(ids)],
  );
}
