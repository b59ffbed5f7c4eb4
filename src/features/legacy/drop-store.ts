import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { SCHEMA } from '../../../migrations/baseline/names';
import { holdsFlags } from '../../../migrations/baseline/source';
import { writtenSince } from '../../database/written-since';
import type { OrganizationId } from '../../domain/organization-id';
import { FENCE_TRIGGERS } from '../../store/fence-triggers';
import { NO_SOURCE_TABLE, readSourceTable, SOURCE_OID, type SourceTable } from '../../store/source';

/** What is needed to recreate the column as it was. */
export interface ColumnDefinition {
  /** `jsonb` */
  readonly type: string;
  /** The expression of the default; null without one. */
  readonly default: string | null;
  readonly notNull: boolean;
  /** Indexes and constraints that are dropped with the column, as SQL. */
  readonly goesToo: readonly string[];
}

/** SQL for the `attrelid` and `attnum` of the column. */
const COLUMN = `(
  SELECT attrelid, attnum FROM pg_attribute
  WHERE attrelid = ${SOURCE_OID} AND attname = (SELECT flags_column FROM source) AND NOT attisdropped)`;

/**
 * What prevents dropping the column, as sentences: missing ownership of the table, and views, triggers, policies,
 * generated columns and foreign keys that depend on it. PostgreSQL does not know what functions and applications use.
 */
export async function dropObstacles(manager: EntityManager): Promise<readonly string[]> {
  const source = await readSourceTable(manager);
  if (!source) return [NO_SOURCE_TABLE];
  const [table]: readonly { owner: string; owned: boolean }[] = await manager.query(
    `SELECT pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS owned
     FROM pg_class WHERE oid = to_regclass($1)`,
    [source.table],
  );
  const obstacles =
    table && !table.owned
      ? [
          `The table '${source.label}' belongs to ${table.owner}, and only its owner may drop a column: ` +
            `GRANT ${table.owner} to the role that Portcullis connects as.`,
        ]
      : [];
  const dependents: readonly { name: string }[] = await manager.query(
    `SELECT DISTINCT CASE WHEN d.classid = 'pg_rewrite'::regclass
                          THEN (SELECT CASE c.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END
                                       || c.oid::regclass
                                FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid = d.objid)
                          ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END AS name
     FROM pg_depend d JOIN ${COLUMN} AS a
       ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
     WHERE d.deptype = 'n'
       -- the table's own constraints are dropped with the column
       AND NOT EXISTS (
         SELECT 1 FROM pg_depend o
         WHERE o.classid = d.classid AND o.objid = d.objid AND o.refobjid = d.refobjid
           AND o.refobjsubid = d.refobjsubid AND o.deptype = 'a')
       AND NOT EXISTS (
         SELECT 1 FROM pg_trigger t
         WHERE d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND t.tgname = ANY($1))
     ORDER BY name`,
    [FENCE_TRIGGERS],
  );
  if (dependents.length > 0)
    obstacles.push(
      'Other objects in the database depend on the column, and are never dropped with it: ' +
        `${dependents.map(({ name }) => name).join(', ')}.`,
    );
  return obstacles;
}

/**
 * Functions of other applications that mention the column: they may fail without it, which PostgreSQL does not check.
 */
export async function suspectFunctions(manager: EntityManager): Promise<readonly string[]> {
  const found: readonly { name: string }[] = await manager.query(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
     WHERE p.prosrc ILIKE (SELECT '%' || replace(flags_column, '_', '\\_') || '%' FROM source)
       AND p.pronamespace <> '${SCHEMA}'::regnamespace ORDER BY 1 LIMIT 20`,
  );
  return found.map(({ name }) => name);
}

/** The definition of the column. @throws if the column does not exist */
export async function readDefinition(manager: EntityManager, source: SourceTable): Promise<ColumnDefinition> {
  const [found]: readonly ColumnDefinition[] = await manager.query(
    `SELECT format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
            (SELECT pg_get_expr(f.adbin, f.adrelid)
             FROM pg_attrdef f WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum) AS default,
            ARRAY(SELECT pg_get_indexdef(i.indexrelid)
                  FROM pg_depend d JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
                  WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
                    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1)
            || ARRAY(SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', $1::text, k.conname,
                                   pg_get_constraintdef(k.oid))
                     FROM pg_constraint k
                     WHERE k.conrelid = a.attrelid AND a.attnum = ANY(k.conkey) AND k.contype <> 'n' ORDER BY 1)
              AS "goesToo"
     FROM pg_attribute a
     WHERE (a.attrelid, a.attnum) IN ${COLUMN}`,
    [source.table],
  );
  if (!found) throw new Error('the legacy column does not exist');
  return found;
}

/** SQL that restores the column with its retained values; organizations created since get its default, or null. */
export function putBackSql(
  { type, default: expression, notNull, goesToo }: ColumnDefinition,
  { table, id, flags }: SourceTable,
): readonly string[] {
  const defaultClause = expression === null ? '' : ` DEFAULT ${expression}`;
  return [
    'BEGIN;',
    `ALTER TABLE ${table} ADD COLUMN ${flags} ${type}${defaultClause};`,
    `UPDATE ${table} o SET ${flags} = k.flags::${type} FROM ${SCHEMA}.legacy_flags_kept k WHERE k.org_id = o.${id};`,
    ...(notNull ? [`ALTER TABLE ${table} ALTER COLUMN ${flags} SET NOT NULL;`] : []),
    ...goesToo.map((statement) => `${statement};`),
    `DELETE FROM ${SCHEMA}.legacy_column_drop;`,
    'COMMIT;',
  ];
}

/** What was recorded about the column when it was dropped; null if it was not. */
export async function readDrop(
  manager: EntityManager,
): Promise<{ readonly definition: ColumnDefinition; readonly organizations: number } | null> {
  const found: readonly unknown[] = await manager.query('SELECT definition, organizations FROM legacy_column_drop');
  return dropRows.parse(found)[0] ?? null;
}

const dropRows = z.array(
  z.object({
    organizations: z.number(),
    definition: z.object({
      type: z.string(),
      default: z.string().nullable(),
      notNull: z.boolean(),
      goesToo: z.array(z.string()),
    }),
  }),
);

/**
 * Copies the current flags of every organization, replacing earlier copies.
 * @returns the database snapshot of the copy, by which later writes are recognized
 */
export async function keepFlags(manager: EntityManager, { table, id, flags }: SourceTable): Promise<string> {
  const [before]: readonly { snapshot: string }[] = await manager.query(
    'SELECT txid_current_snapshot()::text AS snapshot',
  );
  if (!before) throw new Error('the query for the current snapshot returned no row');
  await manager.query('TRUNCATE legacy_flags_kept');
  await manager.query(`INSERT INTO legacy_flags_kept (org_id, flags) SELECT ${id}, ${flags}::text FROM ${table}`);
  return before.snapshot;
}

/**
 * Completes the copies, while the table is locked: adds new organizations without flags and removes deleted ones.
 * @returns organizations whose flags differ from the copy, and new ones with flags; if there are any, nothing is
 * completed
 */
export async function completeKept(
  manager: EntityManager,
  { table, id, flags }: SourceTable,
  snapshot: string,
): Promise<readonly OrganizationId[]> {
  const changed: readonly { id: OrganizationId }[] = await manager.query(
    `SELECT o.${id}::text AS id FROM ${table} o LEFT JOIN legacy_flags_kept k ON k.org_id = o.${id}
     WHERE ${writtenSince('o.xmin')}
       AND CASE WHEN k.org_id IS NULL
                THEN ${holdsFlags(`o.${flags}::text`)}
                ELSE o.${flags}::text IS DISTINCT FROM k.flags END
     ORDER BY o.${id}`,
    [snapshot],
  );
  if (changed.length > 0) return changed.map(({ id }) => id);
  await manager.query(
    `INSERT INTO legacy_flags_kept (org_id, flags)
     SELECT o.${id}, o.${flags}::text FROM ${table} o WHERE ${writtenSince('o.xmin')}
     ON CONFLICT (org_id) DO NOTHING`,
    [snapshot],
  );
  await manager.query(
    `DELETE FROM legacy_flags_kept k WHERE NOT EXISTS (SELECT 1 FROM ${table} o WHERE o.${id} = k.org_id)`,
  );
  const [counts]: readonly { kept: number; organizations: number }[] = await manager.query(
    `SELECT (SELECT count(*)::int FROM legacy_flags_kept) AS kept,
            (SELECT count(*)::int FROM ${table}) AS organizations`,
  );
  if (!counts || counts.kept !== counts.organizations)
    throw new Error(`the flags of ${counts?.kept ?? 0} of ${counts?.organizations ?? 0} organizations were copied`);
  return [];
}

/** Up to five sessions that hold a lock on the table, as `session 17 (billing, user app, in a transaction since …)`. */
export async function lockHolders(manager: EntityManager): Promise<readonly string[]> {
  const holders: readonly { text: string }[] = await manager.query(
    `SELECT format('session %s (%s, user %s%s)', l.pid, coalesce(nullif(a.application_name, ''), 'no application name'),
                   a.usename, ', in a transaction since '
                              || to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS "UTC"')) AS text
     FROM (SELECT DISTINCT pid FROM pg_locks
           WHERE relation = ${SOURCE_OID} AND granted AND pid <> pg_backend_pid()) AS l
     JOIN pg_stat_activity a USING (pid)
     ORDER BY a.xact_start NULLS LAST LIMIT 5`,
  );
  return holders.map(({ text }) => text);
}
