import type { EntityManager } from 'typeorm';
import { literal } from '../../../migrations/baseline/names';
import { type AddedTable, SNAPSHOT_TABLES, type SnapshotTable } from './snapshot-format';

/** A column of this database. Its texts go into SQL, so they never come from a file. */
export interface SnapshotColumn {
  readonly name: string;
  /** The name, quoted for SQL. */
  readonly quoted: string;
  /** The type without a length, because a cast would silently truncate a value that the column refuses. */
  readonly type: string;
  /** NOT NULL without a default. */
  readonly required: boolean;
}

export type SnapshotColumns = ReadonlyMap<SnapshotTable, readonly SnapshotColumn[]>;

/** All columns of the tables of a snapshot, including those of other applications, but without generated columns. */
export async function readSnapshotColumns(manager: EntityManager): Promise<SnapshotColumns> {
  const found: readonly (SnapshotColumn & { readonly table: string })[] = await manager.query(
    `SELECT c.relname AS table, a.attname::text AS name, quote_ident(a.attname) AS quoted,
            format_type(a.atttypid, -1) AS type, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required
     FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind IN ('r', 'p') AND c.oid = ANY(ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name))
     ORDER BY c.relname, a.attnum`,
    [SNAPSHOT_TABLES],
  );
  return new Map(
    SNAPSHOT_TABLES.map((name) => [
      name,
      found.filter(({ table }) => table === name).map(({ table: _, ...column }) => column),
    ]),
  );
}

/** Marks a reference in a row whose target did not exist: an event, for instance, outlives its organization. */
export const MISSING_MARK = '#';
/** Precedes the id of an organization that exists if it starts like a mark itself. */
export const PRESENT_MARK = '=';

/** The columns that tell rows apart, in which they are ordered. */
const KEYS: Readonly<Record<SnapshotTable, readonly string[]>> = {
  rollout: ['id'],
  organization_rollouts: ['org_id'],
  org_entitlements: ['id'],
  org_subentitlements: ['id'],
  entitlement_overrides: ['id'],
  package_versions: ['package_key', 'version'],
  organization_packages: ['org_id', 'package_key'],
  entitlement_events: ['id'],
  platform_events: ['id'],
};

interface Reference {
  readonly join: string;
  readonly value: string;
}

/**
 * Columns with references: ids of modules and submodules differ between databases, so their keys are written instead.
 */
const REFERENCES: Readonly<Record<string, Reference>> = {
  org_id: {
    join: 'LEFT JOIN organizations o ON o.id = t.org_id',
    value: `CASE WHEN o.id IS NULL THEN '${MISSING_MARK}'
                 WHEN left(t.org_id::text, 1) IN ('${MISSING_MARK}', '${PRESENT_MARK}') THEN '${PRESENT_MARK}'
                 ELSE '' END || t.org_id::text`,
  },
  module_id: {
    join: 'LEFT JOIN modules m ON m.id = t.module_id',
    value: `coalesce(m.module_key, '${MISSING_MARK}' || t.module_id::text)`,
  },
  submodule_id: {
    join: `LEFT JOIN (SELECT s.id, sm.module_key || '/' || s.submodule_key AS path
                      FROM submodules s JOIN modules sm ON sm.id = s.module_id) s ON s.id = t.submodule_id`,
    value: `coalesce(s.path, '${MISSING_MARK}' || t.submodule_id::text)`,
  },
};

/** SQL for a table's rows as JSON (see `SnapshotRow`), in a fixed order. */
export function selectRows(table: SnapshotTable, columns: readonly SnapshotColumn[]): string {
  const values = columns.map(({ name, quoted }) => `${REFERENCES[name]?.value ?? `t.${quoted}::text`} AS ${quoted}`);
  const joins = columns.flatMap(({ name }) => REFERENCES[name]?.join ?? []);
  return `SELECT (SELECT row_to_json(r) FROM (SELECT ${values.join(', ')}) AS r)::text AS row
    FROM ${table} t ${joins.join(' ')} ORDER BY ${KEYS[table].map((key) => `t.${key}`).join(', ')}`;
}

/**
 * SQL that inserts rows: `$1` is a JSON array of them, with ids of modules and submodules. The rollout's row is
 * updated.
 */
export function insertRows(table: SnapshotTable, columns: readonly SnapshotColumn[]): string {
  const names = columns.map(({ quoted }) => quoted).join(', ');
  const over =
    table === 'rollout'
      ? `ON CONFLICT (id) DO UPDATE SET ${columns.map(({ quoted }) => `${quoted} = excluded.${quoted}`).join(', ')}`
      : '';
  return `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
    SELECT ${columns.map(({ quoted, type }) => `r.${quoted}::${type}`).join(', ')}
    FROM json_to_recordset($1::json) AS r (${columns.map(({ quoted }) => `${quoted} text`).join(', ')}) ${over}`;
}

/**
 * SQL that adds those rows of `$1`, a JSON array, that their table does not have. It returns those that are there and
 * differ: the key, and in which columns.
 */
export function addMissingRows(table: AddedTable, columns: readonly SnapshotColumn[]): string {
  const names = columns.map(({ quoted }) => quoted).join(', ');
  const differing = columns.map(
    ({ name, quoted }) => `CASE WHEN r.${quoted}::text IS DISTINCT FROM e.${quoted}::text THEN ${literal(name)} END`,
  );
  const isSame = KEYS[table].map((key) => `e.${key} = r.${key}`).join(' AND ');
  const order = KEYS[table].map((key) => `r.${key}`).join(', ');
  return `WITH rows AS (
      SELECT ${columns.map(({ quoted, type }) => `r.${quoted}::${type} AS ${quoted}`).join(', ')}
      FROM json_to_recordset($1::json) AS r (${columns.map(({ quoted }) => `${quoted} text`).join(', ')})),
    missing AS (
      INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
      SELECT ${names} FROM rows r WHERE NOT EXISTS (SELECT 1 FROM ${table} e WHERE ${isSame}))
    SELECT concat_ws('@', ${order}) AS key, d.columns FROM rows r JOIN ${table} e ON ${isSame}
    CROSS JOIN LATERAL (SELECT concat_ws(', ', ${differing.join(', ')}) AS columns) d
    WHERE d.columns <> '' ORDER BY ${order}`;
}
