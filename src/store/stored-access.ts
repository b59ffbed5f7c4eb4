import { z } from 'zod';
import type { StoredAccess } from '../domain/stored-access';

/** The rows of an organization as JSON text; null if it has none. Equal rows give equal texts. */
export interface StoredAccessText {
  readonly entitlements: string | null;
  readonly subentitlements: string | null;
}

/**
 * SQL for two columns, `entitlements` and `subentitlements` (see `StoredAccessText`), in a query that has an
 * organization's id as `o.id`. Subqueries instead of joins make PostgreSQL use the index even if its statistics are out
 * of date: a run fills the tables faster than the statistics follow.
 */
export const STORED_ACCESS_COLUMNS = `
  (SELECT json_agg(json_build_array((SELECT module_key FROM modules WHERE id = e.module_id),
            e.status, e.partial, e.source,
            -- what ISO 8601 cannot express ('infinity', years BC) stays in PostgreSQL's format, and can be compared
            CASE WHEN isfinite(e.trial_expires_at) AND e.trial_expires_at >= '0001-01-01'
                 THEN to_char(e.trial_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                 ELSE e.trial_expires_at::text END) ORDER BY e.module_id)::text
   FROM org_entitlements e WHERE e.org_id = o.id) AS entitlements,
  (SELECT json_agg(json_build_array((SELECT module_key FROM modules WHERE id = b.module_id),
            (SELECT submodule_key FROM submodules WHERE id = b.submodule_id),
            b.enabled, b.source) ORDER BY b.submodule_id)::text
   FROM org_subentitlements b WHERE b.org_id = o.id) AS subentitlements`;

/** An end as PostgreSQL writes it in JSON, in the form that `STORED_ACCESS_COLUMNS` gives it. */
export function storedTime(text: string | null): string | null {
  if (text === null) return null;
  const [, fraction = ''] = /\.(\d+)/.exec(text) ?? [];
  const at = Date.parse(ZONED.test(text) ? text : `${text}Z`);
  if (Number.isNaN(at)) return text;
  return `${new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}.${fraction.padEnd(6, '0')}Z`;
}

const ZONED = /(?:Z|[+-]\d\d(?::?\d\d)?)$/;

const entitlementRows = z.array(z.tuple([z.string(), z.string(), z.boolean(), z.string(), z.string().nullable()]));
const subentitlementRows = z.array(z.tuple([z.string(), z.string(), z.boolean(), z.string()]));
const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };

/** Parses the text of an organization's rows. */
export function parseStoredAccess({ entitlements, subentitlements }: StoredAccessText): StoredAccess {
  if (entitlements === null && subentitlements === null) return NOTHING;
  return {
    entitlements: entitlementRows
      .parse(JSON.parse(entitlements ?? '[]'))
      .map(([module, status, partial, source, trialExpiresAt]) => ({
        module,
        status,
        partial,
        source,
        trialExpiresAt,
      })),
    subentitlements: subentitlementRows
      .parse(JSON.parse(subentitlements ?? '[]'))
      .map(([module, submodule, enabled, source]) => ({ module, submodule, enabled, source })),
  };
}
