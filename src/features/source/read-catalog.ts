import type { EntityManager } from 'typeorm';
import { type CatalogReference, type CatalogTable, quoted } from '../../domain/source/catalog';
import { countedColumns } from '../../domain/source/find-flags';

interface FoundTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly rowSecurity: boolean;
  readonly readable: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly enums: boolean;
  }[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly string[];
  readonly uniqueOrNull: readonly string[];
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly uniqueInPart: readonly string[];
  readonly uniqueInPartition: readonly string[];
  readonly references: readonly CatalogReference[];
}

/**
 * Rows that are looked at in each table, distinct values that are kept of each column of text, and letters of each
 * value. Of a bitmask all values are kept, so that no bit is overlooked.
 */
const SAMPLE = { rows: 1_000, values: 50, letters: 200 } as const;
/** A product's tables in the hundreds are read; beyond that the source is better written by hand. */
const MOST_TABLES = 2_000;

const CATALOG = `
  SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, row_security_active(c.oid) AS "rowSecurity",
    has_table_privilege(c.oid, 'SELECT') AS readable,
    (SELECT coalesce(json_agg(json_build_object(
              'name', a.attname, 'type', coalesce(b.typname, t.typname), 'notNull', a.attnotnull,
              'enums', e.typtype IS NOT DISTINCT FROM 'e') ORDER BY a.attnum), '[]')
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
     LEFT JOIN pg_type e ON e.oid = coalesce(b.typelem, t.typelem)
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]')
     FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey[0:i.indnkeyatts - 1])
     WHERE i.indrelid = c.oid AND i.indisprimary) AS "primaryKey",
    (SELECT coalesce(json_agg(a.attname ORDER BY i.indisprimary DESC, a.attnum), '[]')
     FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = c.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL AND a.attnotnull) AS unique,
    (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]')
     FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = c.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL AND NOT a.attnotnull
    ) AS "uniqueOrNull",
    (SELECT coalesce(json_agg(k.columns), '[]')
     FROM (SELECT json_agg(a.attname ORDER BY a.attnum) AS columns
           FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey[0:i.indnkeyatts - 1])
           WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
           GROUP BY i.indexrelid ORDER BY i.indexrelid) AS k) AS "uniqueTogether",
    (SELECT coalesce(json_agg(DISTINCT a.attname), '[]')
     FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey[0:i.indnkeyatts - 1])
     WHERE i.indrelid = c.oid AND i.indisunique AND (i.indnkeyatts > 1 OR i.indpred IS NOT NULL)) AS "uniqueInPart",
    (SELECT coalesce(json_agg(DISTINCT name), '[]')
     FROM (SELECT min(a.attname) AS name
           FROM pg_partitioned_table p JOIN pg_index i ON i.indrelid = p.partrelid
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey[0:i.indnkeyatts - 1])
             AND a.attnum <> ALL(p.partattrs::int2[])
           WHERE p.partrelid = c.oid AND i.indisunique AND i.indexprs IS NULL
           GROUP BY i.indexrelid HAVING count(*) = 1 AND bool_and(a.attnotnull)) AS keys) AS "uniqueInPartition",
    (SELECT coalesce(json_agg(json_build_object(
              'column', a.attname, 'schema', fn.nspname, 'table', fc.relname, 'target', fa.attname) ORDER BY k.conname),
            '[]')
     FROM pg_constraint k
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
     JOIN pg_class fc ON fc.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = fc.relnamespace
     JOIN pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = k.confkey[1]
     WHERE k.conrelid = c.oid AND k.contype = 'f' AND cardinality(k.conkey) = 1) AS references
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'portcullis') AND n.nspname NOT LIKE 'pg\\_%'
    AND has_schema_privilege(n.oid, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ORDER BY n.nspname = ANY(current_schemas(false)) DESC, n.nspname, c.relname
  LIMIT ${MOST_TABLES}`;

/**
 * Reads the tables of the product from the catalog, with a sample of the values of columns that may hold flags. Tables
 * that the role may not read have no sample.
 */
export async function readCatalog(manager: EntityManager): Promise<readonly CatalogTable[]> {
  const all: readonly FoundTable[] = await manager.query(CATALOG);
  const entitlements = await readEntitlementTables(manager);
  const found = all.filter(({ schema, name }) => !entitlements.has(quotedName(schema, name)));
  const tables: CatalogTable[] = [];
  for (const table of found) {
    const seen = table.readable && !table.rowSecurity;
    const samples = seen ? await readSamples(manager, table) : NO_SAMPLES;
    const nulls = seen ? await countNulls(manager, table) : {};
    tables.push({
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        sample: samples.get(column.name) ?? [],
        nulls: nulls[column.name] ?? null,
      })),
    });
  }
  return tables;
}

/** The entitlement tables, which are no source of legacy flags, by their quoted names; none before the installation. */
async function readEntitlementTables(manager: EntityManager): Promise<ReadonlySet<string>> {
  const [installed]: readonly { there: boolean }[] = await manager.query(
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [INSTALLED_TABLES],
  );
  if (!installed?.there) return new Set();
  const tables: readonly { schema: string; name: string }[] = await manager.query(
    `SELECT schema, name FROM ${INSTALLED_TABLES} WHERE name <> 'organizations'`,
  );
  return new Set(tables.map(({ schema, name }) => quotedName(schema, name)));
}

function quotedName(schema: string, name: string): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

const INSTALLED_TABLES = 'portcullis.portcullis_tables';
const NO_SAMPLES: ReadonlyMap<string, readonly (string | null)[]> = new Map();
const SAMPLED: readonly string[] = ['text', 'varchar', 'bpchar', 'citext', 'int2', 'int4', 'int8'];
const OF_FLAGS = /module|feature|flag|entitlement|permission|product|plan|app|addon|add_on|licen/i;

/** Of all rows, because a sample may miss the one module that has no name, or no organization. */
async function countNulls(manager: EntityManager, table: FoundTable): Promise<Readonly<Record<string, number>>> {
  const wanted = countedColumns(table);
  if (wanted.length === 0) return {};
  const counts = wanted.map((column) => {
    const own = quoted(column);
    return `count(*) FILTER (WHERE ${own} IS NULL)::int AS ${own}`;
  });
  const [counted]: readonly Record<string, number>[] = await manager.query(
    `SELECT ${counts.join(', ')} FROM ${quotedName(table.schema, table.name)}`,
  );
  return counted ?? {};
}

async function readSamples(
  manager: EntityManager,
  { schema, name, columns }: FoundTable,
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const wanted = columns.filter((column) => SAMPLED.includes(column.type) && OF_FLAGS.test(column.name));
  const samples = new Map<string, readonly (string | null)[]>();
  for (const { name: column, type } of wanted) {
    const rows: readonly { value: string | null }[] = await manager.query(
      `SELECT DISTINCT left(value, ${SAMPLE.letters}) AS value
       FROM (SELECT ${quoted(column)}::text AS value FROM ${quotedName(schema, name)}
             LIMIT ${SAMPLE.rows}) AS looked_at
       LIMIT ${type.startsWith('int') ? SAMPLE.rows : SAMPLE.values}`,
    );
    samples.set(
      column,
      rows.map(({ value }) => value),
    );
  }
  return samples;
}
