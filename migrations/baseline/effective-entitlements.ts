import { EFFECTIVE_VIEW, SCHEMA } from './names';

/** The columns of the view below. */
export const EFFECTIVE_VIEW_COLUMNS = [
  'org_id',
  'module_key',
  'submodule_key',
  'status',
  'trial_expires_at',
  'source',
  'allowed',
] as const;

/**
 * The view of what entitlements and live overrides grant, for SQL users: a row for each organization and active module
 * (submodule_key NULL), and for each active submodule. It does not take gating into account. NOT MATERIALIZED lets a
 * query about one organization read only its rows. Other applications need rights on the view and on their own
 * organizations alone.
 * @param schema the schema of the view, quoted
 * @param tables the schema of the entitlement tables, quoted
 * @param zoneless whether the end of a trial is stored without a time zone: it is read as UTC
 */
export function effectiveView(schema: string, tables: string, zoneless: boolean): string {
  const trialEnd = zoneless ? "e.trial_expires_at AT TIME ZONE 'UTC'" : 'e.trial_expires_at';
  return `CREATE VIEW ${schema}.${EFFECTIVE_VIEW} AS
     WITH module_answers AS NOT MATERIALIZED (
       SELECT o.id AS org_id, m.id AS module_id, m.module_key, m.policy,
              CASE WHEN m.policy <> 'ENTITLEMENT' THEN 'enabled' ELSE coalesce(v.status, e.status::text) END AS status,
              CASE WHEN v.id IS NOT NULL THEN v.trial_expires_at ELSE ${trialEnd} END AS trial_expires_at,
              CASE WHEN m.policy <> 'ENTITLEMENT' THEN 'policy'
                   WHEN v.id IS NOT NULL THEN 'override'
                   ELSE e.source::text END AS source
       FROM ${SCHEMA}.organizations o
       CROSS JOIN ${tables}.modules m
       LEFT JOIN ${tables}.org_entitlements e ON e.org_id = o.id AND e.module_id = m.id
       LEFT JOIN ${SCHEMA}.entitlement_overrides v ON v.org_id = o.id AND v.module_id = m.id AND v.submodule_id IS NULL
         AND v.ended_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now())
       WHERE m.is_active),
     decided AS NOT MATERIALIZED (
       SELECT *, coalesce(
                status = 'enabled' OR (status = 'trial' AND (trial_expires_at IS NULL OR trial_expires_at > now())),
                false) AS allowed
       FROM module_answers)
     SELECT org_id, module_key, NULL::text AS submodule_key, status, trial_expires_at, source, allowed FROM decided
     UNION ALL
     SELECT d.org_id, d.module_key, s.submodule_key, d.status, d.trial_expires_at,
            CASE WHEN d.policy <> 'ENTITLEMENT' THEN 'policy'
                 WHEN v.id IS NOT NULL THEN 'override'
                 ELSE coalesce(b.source::text, d.source) END,
            d.allowed AND (d.policy <> 'ENTITLEMENT' OR coalesce(v.status = 'enabled', b.enabled, true))
     FROM decided d
     JOIN ${tables}.submodules s ON s.module_id = d.module_id AND s.is_active
     LEFT JOIN ${tables}.org_subentitlements b
       ON b.org_id = d.org_id AND b.module_id = d.module_id AND b.submodule_id = s.id
     LEFT JOIN ${SCHEMA}.entitlement_overrides v
       ON v.org_id = d.org_id AND v.module_id = d.module_id AND v.submodule_id = s.id
       AND v.ended_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now())`;
}
