import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { idArray } from '../../../database/id-array';
import type { OrganizationState } from '../../../domain/change/organization-state';
import type { OrganizationId } from '../../../domain/organization-id';
import { ENTITLEMENT_STATUSES } from '../../../domain/status';
import { parseStoredAccess, type StoredAccessText } from '../../../store/stored-access';

/** The packages and the overrides of an organization that were not ended, as JSON text; null for none. */
export interface StateText {
  readonly packages: string | null;
  readonly overrides: string | null;
}

/** A time as `STORED_ACCESS_COLUMNS` writes it. */
const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** SQL for the two columns of `StateText`, in a query that has an organization's id as `o.id`. */
export const STATE_COLUMNS = `
  (SELECT json_agg(json_build_array(p.package_key, p.version, ${time('p.starts_at')}, ${time('p.ends_at')},
            p.assigned_by, p.reason, ${time('p.assigned_at')}) ORDER BY p.package_key)::text
   FROM organization_packages p WHERE p.org_id = o.id) AS packages,
  (SELECT json_agg(json_build_array((SELECT module_key FROM modules WHERE id = v.module_id),
            (SELECT submodule_key FROM submodules WHERE id = v.submodule_id), v.id::text, v.status,
            ${time('v.trial_expires_at')}, ${time('v.expires_at')}, ${time('v.created_at')}) ORDER BY v.id)::text
   FROM entitlement_overrides v WHERE v.org_id = o.id AND v.ended_at IS NULL) AS overrides`;

/** The same columns for a run that does not depend on them. */
export const NO_STATE_COLUMNS = 'NULL AS packages, NULL AS overrides';

const text = z.string();
const end = text.nullable();
const packageRows = z.array(z.tuple([text, z.number(), text, end, text, text, text]));
const overrideRows = z.array(z.tuple([text, end, text, z.enum(ENTITLEMENT_STATUSES), end, end, text]));

/** Parses what an organization has. */
export function parseState(found: StoredAccessText & StateText): OrganizationState {
  const packages = packageRows.parse(JSON.parse(found.packages ?? '[]'));
  const overrides = overrideRows.parse(JSON.parse(found.overrides ?? '[]'));
  return {
    stored: parseStoredAccess(found),
    packages: new Map(
      packages.map(([key, version, startsAt, endsAt, by, reason, at]) => [
        key,
        { version, startsAt, endsAt, assigned: { by, reason, at } },
      ]),
    ),
    overrides: overrides.map(([module, submodule, id, status, trialExpiresAt, expiresAt, createdAt]) => ({
      module,
      submodule,
      state: { id, status, trialExpiresAt, expiresAt, createdAt },
    })),
  };
}

/** Locks the packages and overrides of organizations, in a fixed order, until the transaction ends. */
export async function lockState(manager: EntityManager, ids: readonly OrganizationId[]): Promise<void> {
  for (const [table, key] of [
    ['organization_packages', 'package_key'],
    ['entitlement_overrides', 'id'],
  ])
    await manager.query(
      `WITH locked AS MATERIALIZED (
         SELECT 1 FROM ${table} e WHERE e.org_id = ANY($1::organization_ids)
           ${key === 'id' ? 'AND e.ended_at IS NULL' : ''}
         ORDER BY e.org_id, e.${key} FOR UPDATE)
       SELECT count(*) FROM locked`,
      [idArray(ids)],
    );
}
