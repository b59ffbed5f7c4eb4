import type { EntityManager } from 'typeorm';
import type { FoundTable } from './fitting-tables';
import { literal } from './names';

type Values = Readonly<Record<string, string | boolean | null>>;

/** Of runs, of grants, and of packages. */
const SOURCES = ['legacy_migration', 'grant', 'package:starter@1'];

/** Rows as Portcullis writes them, by the columns whose values it chooses itself. */
const WRITTEN: Readonly<Record<string, readonly Values[]>> = {
  modules: ['ENTITLEMENT', 'ALWAYS_ON', 'RBAC_ONLY'].flatMap((policy) => [
    { policy, is_active: true },
    { policy, is_active: false },
  ]),
  submodules: [{ is_active: true }, { is_active: false }],
  org_entitlements: SOURCES.flatMap((source) =>
    [true, false].flatMap((partial) => [
      { status: 'enabled', trial_expires_at: null, partial, source },
      { status: 'disabled', trial_expires_at: null, partial, source },
      { status: 'trial', trial_expires_at: '2030-01-01T00:00:00Z', partial, source },
    ]),
  ),
  org_subentitlements: SOURCES.flatMap((source) => [
    { enabled: true, source },
    { enabled: false, source },
  ]),
  entitlement_events: [
    'legacy_migration',
    'legacy_migration_rolled_back',
    'taxonomy_extended',
    'override_set',
    'override_revoked',
    'entitlements_granted',
    'entitlements_ended',
    'packages_changed',
    'packages_carried_out',
    'organization_seen',
    'organization_rollout_set',
    'organization_rollout_cleared',
  ].map((event_type) => ({ event_type, reason: 'x'.repeat(500) })),
};

/**
 * Which CHECKs of a published table refuse rows that Portcullis writes, as predicates. Call it if nothing else is
 * wrong. At most one statement.
 * @param table its name with its schema, quoted
 */
export async function checkProblems(
  manager: Pick<EntityManager, 'query'>,
  name: string,
  table: string,
  { columns, checks }: Pick<FoundTable, 'columns' | 'checks'>,
): Promise<readonly string[]> {
  // A value of a domain would be checked, and refused with an error, before it could be asked for.
  const chosen = Object.keys(WRITTEN[name]?.[0] ?? {}).filter((column) =>
    columns.some((one) => one.name === column && BUILT_IN.includes(one.type)),
  );
  const rows = (WRITTEN[name] ?? []).map((row) => Object.fromEntries(chosen.map((column) => [column, row[column]])));
  const decided = checks.filter((one) => one.columns.length > 0 && one.columns.every((each) => chosen.includes(each)));
  if (decided.length === 0) return [];
  const conditions = decided.map(({ name: check, condition }) => `(${literal(check)}, (${condition}))`);
  const refusing: readonly { check: string; rows: readonly Values[] }[] = await manager.query(
    `SELECT c.portcullis_check AS check, jsonb_agg(s.portcullis_row) AS rows
     FROM jsonb_array_elements($1::jsonb) AS s (portcullis_row)
     CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, s.portcullis_row) AS t
     CROSS JOIN LATERAL (VALUES ${conditions.join(', ')}) AS c (portcullis_check, portcullis_holds)
     WHERE c.portcullis_holds IS FALSE GROUP BY 1 ORDER BY 1`,
    [JSON.stringify(rows)],
  );
  return refusing.map(({ check, rows: refused }) => {
    const of = decided.find((one) => one.name === check)?.columns ?? [];
    const values = new Set(refused.map((row) => of.map((column) => sayValue(row[column])).join(', ')));
    return `constraint ${check} on column ${of.join(', ')} refuses ${[...values].join('; ')}`;
  });
}

const BUILT_IN = ['text', 'varchar', 'bpchar', 'bool', 'timestamp', 'timestamptz'];
const SHOWN_CHARACTERS = 40;

function sayValue(value: string | boolean | null | undefined): string {
  const text = String(value ?? null);
  return text.length > SHOWN_CHARACTERS ? `a text of ${text.length} characters` : text;
}
