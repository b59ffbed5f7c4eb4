import type { EntityManager } from 'typeorm';
import { AUDIT_FUNCTIONS } from './audit';
import { EFFECTIVE_VIEW_COLUMNS } from './effective-entitlements';
import { neededColumns } from './fitting-tables';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, quoted, SCHEMA } from './names';
import { NOTIFY_FUNCTIONS, OF_ITS_OWN } from './notifications';
import { OWN_TABLES } from './own-tables';
import { PARTITION_FUNCTION, PARTITION_FUNCTION_ARGUMENTS } from './partitions';
import { SOURCE_FUNCTIONS } from './source';

/** What an uninstallation removed, and what it did not find any more; each as `table public.modules`. */
export interface Uninstalled {
  readonly removed: readonly string[];
  readonly missing: readonly string[];
}

/** Something to drop, with the statement that does it. */
interface Drop {
  readonly what: string;
  readonly statement: string;
  /** The relation that has to be there for it. */
  readonly relation: readonly [schema: string, name: string];
  readonly kind: 'view' | 'table';
  /** The columns by which it is known: one of that name without them is somebody else's. */
  readonly columns: readonly string[];
}

/**
 * Takes back exactly what the installation made and added, but for what somebody else has dropped or renamed. Call it
 * in a transaction. Nothing is dropped by CASCADE: an object of the product that depends on one of Portcullis' is an
 * error.
 */
export async function uninstall(manager: Pick<EntityManager, 'query'>): Promise<Uninstalled> {
  const [installation]: readonly { madeSchema: boolean; viewSchema: string }[] = await manager.query(
    `SELECT made_schema AS "madeSchema", view_schema AS "viewSchema" FROM ${SCHEMA}.installation`,
  );
  if (!installation) throw new Error(`${SCHEMA}.installation has no row`);
  const tables: readonly { name: string; schema: string; origin: string; added: string[] }[] = await manager.query(
    `SELECT name, schema, origin, added FROM ${SCHEMA}.portcullis_tables`,
  );
  // On every table of the product: a trigger of ours is known by its function.
  const triggers: readonly { name: string; table: string }[] = await manager.query(
    `SELECT t.tgname::text AS name, t.tgrelid::regclass::text AS table
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace f ON f.oid = p.pronamespace
     JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE f.nspname = $1 AND n.nspname <> $1 AND ${OF_ITS_OWN} ORDER BY 2, 1`,
    [SCHEMA],
  );
  // Somebody may have renamed a function; the triggers call it still.
  const called: readonly { name: string }[] = await manager.query(
    `SELECT DISTINCT p.proname::text AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE p.pronamespace = $1::regnamespace AND t.tgname LIKE 'portcullis\\_%' AND ${OF_ITS_OWN}`,
    [SCHEMA],
  );
  const functions = new Set([...NOTIFY_FUNCTIONS, ...SOURCE_FUNCTIONS, ...called.map(({ name }) => name)]);
  const made = (name: string) => tables.filter((table) => table.name === name && table.origin === 'created');
  const drops = [
    dropRelation('view', installation.viewSchema, EFFECTIVE_VIEW, EFFECTIVE_VIEW_COLUMNS),
    ...tables.flatMap(({ name, schema, added }) => added.map((column) => dropColumn(schema, name, column))),
    ...[...ENTITLEMENT_TABLES].reverse().flatMap((name) => {
      return made(name).map(({ schema }) => dropRelation('table', schema, name, neededColumns(name)));
    }),
    dropRelation('view', SCHEMA, 'organizations', ['id', 'name', 'flags', 'version']),
    ...made('organizations').map(({ schema, name }) => dropRelation('table', schema, name, ['id', 'name'])),
  ];
  const isThere = await existing(manager, drops);
  const detached = await detachedTables(manager);
  const removed: string[] = [];
  for (const { name, table } of triggers) {
    await manager.query(`DROP TRIGGER ${quoted(name)} ON ${table}`);
    removed.push(`trigger ${name} on ${table}`);
  }
  for (const { what, statement } of drops.filter(isThere)) {
    await manager.query(statement);
    removed.push(what);
  }
  // Named, because they hold history that somebody chose to keep.
  for (const name of detached) {
    await manager.query(`DROP TABLE ${quoted(SCHEMA, name)}`);
    removed.push(`table ${SCHEMA}.${name}, which retention had detached`);
  }
  await leavePartitions(manager);
  await manager.query(`DROP TABLE IF EXISTS ${OWN_TABLES.map((name) => `${SCHEMA}.${name}`).join(', ')}`);
  removed.push(`${OWN_TABLES.length} tables of the schema ${SCHEMA}`);
  for (const name of functions) await manager.query(`DROP FUNCTION IF EXISTS ${SCHEMA}.${quoted(name)}()`);
  for (const [name, argumentTypes] of [...AUDIT_FUNCTIONS, [PARTITION_FUNCTION, PARTITION_FUNCTION_ARGUMENTS]])
    await manager.query(`DROP FUNCTION IF EXISTS ${SCHEMA}.${name}(${argumentTypes})`);
  await manager.query(`DROP DOMAIN IF EXISTS ${SCHEMA}.organization_id, ${SCHEMA}.organization_ids`);
  if (installation.madeSchema) {
    await manager.query(`DROP SCHEMA ${SCHEMA}`);
    removed.push(`schema ${SCHEMA}`);
  }
  return { removed, missing: drops.filter((drop) => !isThere(drop)).map(({ what }) => what) };
}

/** Leaves its partitions to a table that somebody renamed or moved, which stays. */
async function leavePartitions(manager: Pick<EntityManager, 'query'>): Promise<void> {
  const left: readonly { name: string; schema: string }[] = await manager.query(
    `SELECT c.relname::text AS name, p.relnamespace::regnamespace::text AS schema
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = $1::regnamespace
       AND p.relnamespace <> c.relnamespace`,
    [SCHEMA],
  );
  for (const { name, schema } of left) await manager.query(`ALTER TABLE ${quoted(SCHEMA, name)} SET SCHEMA ${schema}`);
}

/** The tables that retention detached, as far as they are in our schema still. */
async function detachedTables(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const [record]: readonly { exists: boolean }[] = await manager.query('SELECT to_regclass($1) IS NOT NULL AS exists', [
    `${SCHEMA}.detached_partitions`,
  ]);
  if (record?.exists !== true) return [];
  const tables: readonly { name: string }[] = await manager.query(
    `SELECT d.name FROM ${SCHEMA}.detached_partitions d
     JOIN pg_class c ON c.relname = d.name AND c.relnamespace = $1::regnamespace AND c.relkind = 'r'
     WHERE NOT c.relispartition ORDER BY 1`,
    [SCHEMA],
  );
  return tables.map(({ name }) => name);
}

function dropRelation(kind: Drop['kind'], schema: string, name: string, columns: readonly string[]): Drop {
  return {
    what: `${kind} ${schema}.${name}`,
    statement: `DROP ${kind.toUpperCase()} ${quoted(schema, name)}`,
    relation: [schema, name],
    kind,
    columns,
  };
}

function dropColumn(schema: string, table: string, column: string): Drop {
  return {
    what: `column ${column} of ${schema}.${table}`,
    statement: `ALTER TABLE ${quoted(schema, table)} DROP COLUMN ${quoted(column)}`,
    relation: [schema, table],
    kind: 'table',
    columns: [column],
  };
}

/** Tells what is there to be dropped. The product may have made something else with a name that became free. */
async function existing(
  manager: Pick<EntityManager, 'query'>,
  drops: readonly Drop[],
): Promise<(drop: Drop) => boolean> {
  const found: readonly { place: number; columns: readonly string[] }[] = await manager.query(
    `SELECT d.place::int AS place, ARRAY(
       SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped) AS columns
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS d (schema, name, kind, place)
     JOIN pg_namespace n ON n.nspname = d.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = d.name
     WHERE c.relkind = ANY(CASE d.kind WHEN 'view' THEN '{v}' ELSE '{r,p}' END::"char"[])`,
    [
      drops.map(({ relation: [schema] }) => schema),
      drops.map(({ relation: [, name] }) => name),
      drops.map(({ kind }) => kind),
    ],
  );
  const columnsAt = new Map(found.map(({ place, columns }) => [drops[place - 1], columns]));
  return (drop) => {
    const there = columnsAt.get(drop);
    return there !== undefined && drop.columns.every((column) => there.includes(column));
  };
}
