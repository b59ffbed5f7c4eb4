import type { EntityManager } from 'typeorm';
import { AUDIT_FUNCTIONS } from './audit';
import { checksSql, type Column, columnsSql, type FoundTable, keysSql, PUBLISHED_NAMES } from './fitting-tables';
import { SCHEMA } from './names';
import { NOTIFY_FUNCTIONS, OF_ITS_OWN } from './notifications';
import { OWN_TABLES, ownTables } from './own-tables';
import { JOURNAL, MONTHLY_TABLES, PARTITION_FUNCTION } from './partitions';
import { entitlementTables } from './published-tables';
import { SOURCE_FUNCTIONS, WATCH_FUNCTIONS } from './source';
import { FAMILY } from './table-family';
import { indexesIn, sequencesIn } from './tables-in';

/** The database and the session, as an installation finds them. */
export interface Place {
  readonly database: string;
  readonly role: string;
  /** The encoding in which the database stores texts. */
  readonly encoding: string;
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
         current_setting('server_encoding') AS encoding,
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
         ${checksSql('c.oid')} AS checks, ${FAMILY} AS family,
         ARRAY(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRIGGER']) AS r
               WHERE has_table_privilege(c.oid, r)) AS rights
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY($1) AND c.relname = ANY($2) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

/** A name that something else in a schema has. */
export interface TakenName {
  readonly kind: string;
  readonly name: string;
}

/**
 * SQL for names that a table, an index, a view or a type cannot have in a schema any more (`TakenName[]`). A table has
 * a type of the same name. Arrays give their names up. Parameters: the schema, and the names.
 */
const TAKEN = `
  SELECT coalesce(('{"v": "view", "m": "view", "i": "index", "I": "index", "S": "sequence", "c": "type"}'::jsonb)
                  ->> c.relkind::text, 'table') AS kind, c.relname::text AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = ANY($2)
  UNION ALL
  SELECT 'type', t.typname::text
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE n.nspname = $1 AND t.typname = ANY($2) AND t.typrelid = 0
    AND NOT EXISTS (SELECT 1 FROM pg_type e WHERE e.typarray = t.oid)`;

/** What keeps the published tables from being made in a schema of the product. */
export function takenIn(manager: Pick<EntityManager, 'query'>, schema: string): Promise<readonly TakenName[]> {
  return manager.query(`${TAKEN} ORDER BY 1, 2`, [schema, ['organizations', ...PUBLISHED_NAMES, ...PUBLISHED_OBJECTS]]);
}

const namesOf = (statements: readonly string[]) => [
  ...indexesIn(statements).map(({ name }) => name),
  ...sequencesIn(statements),
];
const PUBLISHED_OBJECTS = namesOf(Object.values(entitlementTables(SCHEMA, 'int4', null)).flat());
const OWN_OBJECTS = [...namesOf(ownTables('int4')), ...[...MONTHLY_TABLES, JOURNAL].map((name) => `${name}_default`)];

/**
 * Other schemas whose functions triggers of Portcullis call: the schema `portcullis` of an installation, which somebody
 * renamed.
 */
export async function renamedSchemas(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const found: readonly { schema: string }[] = await manager.query(
    `SELECT DISTINCT n.nspname::text AS schema
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname <> $1 AND p.proname = ANY($2) AND t.tgname LIKE 'portcullis\\_%' AND ${OF_ITS_OWN} ORDER BY 1`,
    [SCHEMA, [...NOTIFY_FUNCTIONS, ...WATCH_FUNCTIONS]],
  );
  return found.map(({ schema }) => schema);
}

/** Objects of others in the schema `portcullis` whose names are needed. */
export async function clashesIn(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const names = [...OWN_TABLES, ...OWN_OBJECTS, 'organizations', ...PUBLISHED_NAMES, ...PUBLISHED_OBJECTS];
  const found: readonly TakenName[] = await manager.query(
    `${TAKEN}
     UNION ALL
     SELECT 'function', p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND (p.proname = ANY($3) AND p.pronargs = 0 OR p.proname = ANY($4))
     UNION ALL
     SELECT 'type', t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE n.nspname = $1 AND t.typname IN ('organization_id', 'organization_ids')
     ORDER BY 1, 2`,
    [
      SCHEMA,
      names,
      [...NOTIFY_FUNCTIONS, ...SOURCE_FUNCTIONS],
      [PARTITION_FUNCTION, ...AUDIT_FUNCTIONS.map(([name]) => name)],
    ],
  );
  return found.map(({ kind, name }) => `${kind} ${name}`);
}
