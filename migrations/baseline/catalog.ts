import type { EntityManager } from 'typeorm';
import { type Column, columnsSql, type FoundTable, keysSql, PUBLISHED_NAMES } from './fitting-tables';
import { SCHEMA } from './names';
import { NOTIFY_FUNCTIONS } from './notifications';
import { OWN_TABLES } from './own-tables';
import { SOURCE_FUNCTIONS } from './source';

/** The database and the session, as an installation finds them. */
export interface Place {
  readonly database: string;
  readonly role: string;
  /** The schemas of the search path, without Portcullis' own. */
  readonly schemas: readonly string[];
  readonly schemaExists: boolean;
  readonly mayMakeSchema: boolean;
  readonly mayUseSchema: boolean;
  /** Schemas of the search path in which this role may create tables. */
  readonly creatable: readonly string[];
  /** Whether any schema of the product has tables, apart from those of extensions. */
  readonly otherTables: boolean;
  /** Tables called `organizations` in schemas that the search path does not name. */
  readonly elsewhere: readonly string[];
}

/** SQL for the `Place`. Parameter: the name of our schema. */
export const PLACE = `
  WITH path AS (
    SELECT s::text AS name, place FROM unnest(current_schemas(false)) WITH ORDINALITY AS t (s, place) WHERE s <> $1)
  SELECT current_database()::text AS database, current_user::text AS role,
         ARRAY(SELECT name FROM path ORDER BY place) AS schemas,
         EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1) AS "schemaExists",
         has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchema",
         coalesce((SELECT has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE')
                   FROM pg_namespace WHERE nspname = $1), true) AS "mayUseSchema",
         ARRAY(SELECT name FROM path WHERE has_schema_privilege(name, 'CREATE')) AS creatable,
         EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname NOT IN ($1, 'pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
                   AND c.relkind IN ('r', 'p', 'f')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d
                                   WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
           AS "otherTables",
         ARRAY(SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relname = 'organizations' AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> $1
                 AND n.nspname <> ALL(current_schemas(false)) ORDER BY 1) AS elsewhere`;

/** A relation of the product. */
export interface Relation extends FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  /** What it is partitioned by, without which it has no unique index; an expression is the empty text. */
  readonly partitionedBy: readonly string[];
  readonly owner: string;
  readonly owned: boolean;
  /** Whether row security hides rows from this role. */
  readonly hidesRows: boolean;
  readonly columns: readonly Column[];
  /** Rights of this role. */
  readonly rights: readonly string[];
}

/** SQL for relations (`Relation[]`). Parameters: schemas and names. */
export const RELATIONS = `
  SELECT n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
         ARRAY(SELECT coalesce(a.attname::text, '')
               FROM pg_partitioned_table p CROSS JOIN unnest(p.partattrs::int2[]) AS k (attnum)
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
               WHERE p.partrelid = c.oid) AS "partitionedBy",
         pg_get_userbyid(c.relowner)::text AS owner, pg_has_role(c.relowner, 'USAGE') AS owned,
         c.relkind IN ('r', 'p') AND row_security_active(c.oid) AS "hidesRows",
         ${columnsSql('c.oid')} AS columns, ${keysSql('c.oid')} AS keys,
         ARRAY(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRIGGER']) AS r
               WHERE has_table_privilege(c.oid, r)) AS rights
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY($1) AND c.relname = ANY($2) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

/** Objects of others in the schema `portcullis` whose names are needed. */
export async function clashesIn(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const tables = [...OWN_TABLES, 'organizations', ...PUBLISHED_NAMES];
  const functions = [...NOTIFY_FUNCTIONS, ...SOURCE_FUNCTIONS];
  const found: readonly { what: string }[] = await manager.query(
    `SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'i' THEN 'index ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END
            || c.relname AS what
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = ANY($2)
     UNION ALL
     SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND p.proname = ANY($3) AND p.pronargs = 0
     UNION ALL
     SELECT 'type ' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE n.nspname = $1 AND t.typname IN ('organization_id', 'organization_ids')
     ORDER BY 1`,
    [SCHEMA, tables, functions],
  );
  return found.map(({ what }) => what);
}
