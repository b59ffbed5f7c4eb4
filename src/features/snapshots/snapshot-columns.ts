import type { EntityManager } from 'typeorm';
import { SNAPSHOT_TABLES, type SnapshotTable } from './snapshot-format';

/** A column as it is in this database. What stands in SQL comes from here, never from a file. */
export interface SnapshotColumn {
  readonly name: string;
  /** The name as it stands in SQL. */
  readonly quoted: string;
  /** Without a length: a cast to one would cut off in silence what the column itself refuses. */
  readonly type: string;
  /** NOT NULL, with nothing that would fill it. */
  readonly required: boolean;
}

export type SnapshotColumns = ReadonlyMap<SnapshotTable, readonly SnapshotColumn[]>;

/** All columns of the tables of a snapshot, those too that another application has added; only what PostgreSQL works out itself is left out. */
export async function readSnapshotColumns(manager: EntityManager): Promise<SnapshotColumns> {
  const found: readonly (SnapshotColumn & { readonly table: string })[] = await manager.query(
    `SELECT c.relname AS table, a.attname::text AS name, quote_ident(a.attname) AS quoted, format_type(a.atttypid, -1) AS type,
            a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1) ORDER BY c.relname, a.attnum`,
    [SNAPSHOT_TABLES],
  );
  return new Map(
    SNAPSHOT_TABLES.map((name) => [
      name,
      found.filter(({ table }) => table === name).map(({ table: _, ...column }) => column),
    ]),
  );
}

/** What says in a row that what it names was not there: an event, for instance, outlives its organization. */
export const MISSING_MARK = '#';

const KEYS: Readonly<Record<SnapshotTable, string>> = {
  rollout: 'id',
  organization_rollouts: 'org_id',
  org_entitlements: 'id',
  org_subentitlements: 'id',
  entitlement_overrides: 'id',
  entitlement_events: 'id',
};

interface Reference {
  readonly join: string;
  readonly value: string;
}

/** Columns whose value is not put down as it is: ids of modules and submodules are other ones in another database, or after a new seed. */
const REFERENCES: Readonly<Record<string, Reference>> = {
  org_id: {
    join: 'LEFT JOIN organizations o ON o.id = t.org_id',
    value: `CASE WHEN o.id IS NULL THEN '${MISSING_MARK}' ELSE '' END || t.org_id::text`,
  },
  module_id: {
    join: 'LEFT JOIN modules m ON m.id = t.module_id',
    value: `coalesce(m.module_key, '${MISSING_MARK}' || t.module_id::text)`,
  },
  submodule_id: {
    join: `LEFT JOIN (SELECT s.id, sm.module_key || '/' || s.submodule_key AS path FROM submodules s JOIN modules sm ON sm.id = s.module_id) s ON s.id = t.submodule_id`,
    value: `coalesce(s.path, '${MISSING_MARK}' || t.submodule_id::text)`,
  },
};

/** SQL that gives a table's rows as JSON, `SnapshotRow`, in an order that is always the same. */
export function selectRows(table: SnapshotTable, columns: readonly SnapshotColumn[]): string {
  const values = columns.map(({ name, quoted }) => `${REFERENCES[name]?.value ?? `t.${quoted}::text`} AS ${quoted}`);
  const joins = columns.flatMap(({ name }) => REFERENCES[name]?.join ?? []);
  return `SELECT (SELECT row_to_json(r) FROM (SELECT ${values.join(', ')}) AS r)::text AS row FROM ${table} t ${joins.join(' ')} ORDER BY t.${KEYS[table]}`;
}

/** SQL that puts rows back, `$1` a JSON array of them with ids for modules and submodules. The one row of the rollout is written over. */
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
