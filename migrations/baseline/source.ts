import type { EntityManager } from 'typeorm';
import { literal, type OrganizationIdType, quoted, SCHEMA } from './names';
import { accessPayload, closeFunction } from './notifications';

/** `COLUMN_MISSING` of src/domain/legacy/legacy-flags.ts; tests of the dropped column compare them. */
const COLUMN_MISSING = 'gone';

/** A relation of the product, one of whose columns has the legacy flags. */
export interface SourceRelation {
  readonly schema: string;
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly flags: string;
  /** A condition on its rows, as SQL without subqueries; null for all rows. */
  readonly condition: string | null;
}

/** The functions of the triggers on the product's table, in the order of `watchFunctions`. */
export const WATCH_FUNCTIONS = ['fence_record', 'fence_refuse', 'organization_gone'];

/** The functions that read organizations, and that watch their flags; all are in the schema `portcullis`. */
export const SOURCE_FUNCTIONS = ['read_source', ...WATCH_FUNCTIONS];

/** What the database raises while no source is set. */
export const SOURCE_UNSET_STATE = 'PC001';

/**
 * The query behind the view of organizations for a relation with a column of flags. PostgreSQL resolves a column name
 * from the innermost scope outwards: it finds the column if it exists, otherwise the constant. So no statement fails
 * because the column is dropped or restored meanwhile. `version` tells which transaction wrote a row.
 */
export function relationQuery(relation: SourceRelation, idType: OrganizationIdType): string {
  const [id, title, flags] = [quoted(relation.id), quoted(relation.title), quoted(relation.flags)];
  // A line break ends a comment in the condition.
  const where = relation.condition === null ? '' : `WHERE (${relation.condition}\n)`;
  return `SELECT o.id, o.name, o.flags, o.version
    FROM (SELECT '${COLUMN_MISSING}'::text AS ${flags}) AS gone
    CROSS JOIN LATERAL (
      SELECT ${id}::${idType} AS id, ${title}::text AS name, ${flags}::text AS flags, xmin AS version
      FROM ${quoted(relation.schema, relation.name)} ${where}) AS o`;
}

/**
 * The query behind the view for any other layout.
 * @param definition selects `id`, `name`, `flags` and perhaps `version`, with every name in full
 */
export function definitionQuery(definition: string, idType: OrganizationIdType, versioned: boolean): string {
  const version = versioned ? 's.version' : 'NULL::xid AS version';
  return `SELECT s.id::${idType} AS id, s.name::text AS name, s.flags::text AS flags, ${version}
    FROM (${definition}) AS s`;
}

/** A source to be set. */
export interface NewSource {
  readonly madeBy: string;
  readonly idType: OrganizationIdType;
  /** Selects `id`, `name`, `flags` and `version`, with exactly the types of the view. */
  readonly query: string;
  /** As its author wrote it. */
  readonly definition: string;
  /** Whether rows tell which transaction wrote them. */
  readonly versioned: boolean;
  /** Null unless the flags are one column of one relation. */
  readonly relation: SourceRelation | null;
  /** The tables that the query reads, quoted. */
  readonly relations: readonly string[];
}

/** Makes the view read from a source, and keeps where it came from. Call it in a transaction. */
export async function putSource(manager: Pick<EntityManager, 'query'>, source: NewSource): Promise<void> {
  const { relation, idType } = source;
  await manager.query(sourceFunction(source.query, idType));
  for (const statement of relation ? watchFunctions(relation, idType) : []) await manager.query(statement);
  await manager.query(`DELETE FROM ${SCHEMA}.source`);
  await manager.query(
    `INSERT INTO ${SCHEMA}.source
       (made_by, id_type, definition, versioned, relation_schema, relation_name, id_column, name_column, flags_column,
        condition, relations)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      source.madeBy,
      idType,
      source.definition,
      source.versioned,
      ...(relation
        ? [relation.schema, relation.name, relation.id, relation.title, relation.flags, relation.condition]
        : [null, null, null, null, null, null]),
      source.relations,
    ],
  );
}

/**
 * The view, which reads from a function, so that it depends on nothing of the product. It leaves out rows without an
 * id, on which no page of organizations could end, and those with unfit ids, so that no place that prints an id can
 * forget to look at it.
 */
export function sourceView(idType: OrganizationIdType): string {
  return `CREATE VIEW ${SCHEMA}.organizations AS
    SELECT id, ${printable("coalesce(name, 'Organization ' || id)")} AS name, flags, version
    FROM ${SCHEMA}.read_source()${fitOnly(idType)}`;
}

/** SQL for the condition that there is an `id`, and that it is fit. */
function fitOnly(idType: OrganizationIdType): string {
  return ` WHERE id IS NOT NULL${mayBeUnfit(idType) ? ` AND NOT ${isUnfitId('id::text')}` : ''}`;
}

/** Whether ids of a type can be unfit: texts, which tenants may choose. */
export function mayBeUnfit(idType: OrganizationIdType): boolean {
  return idType === 'text' || idType === 'varchar';
}

/**
 * SQL for whether a text is unfit as the id of an organization: empty, too long to be indexed, or unsafe to print.
 * `canonicalOrganizationId` refuses the same. It is a CASE, because the planner would expect a regular expression to
 * leave hardly a row, or nearly all.
 */
export function isUnfitId(id: string): string {
  return `CASE WHEN ${id} = '' OR octet_length(${id}) > 1000 OR ${id} ~ '${MOVES_CURSORS}' THEN true ELSE false END`;
}

/** SQL for a text that is safe to print. */
export function printable(text: string): string {
  return `regexp_replace(${text}, '${MOVES_CURSORS}', '?', 'g')`;
}

/**
 * Control characters, line separators and changes of direction, as a regular expression of PostgreSQL. Tenants choose
 * their names, and one with a line break could forge a line of a report or a log: the view itself shows them as `?`, so
 * that no place that prints a name can forget to.
 */
const MOVES_CURSORS = '[\\x01-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]';

/**
 * The function that the view reads from. Its body is a text, which PostgreSQL reads anew for each plan and puts into
 * the query that asks: the plan is the same as for the tables alone, and nothing of the product is depended on. For
 * that it must be STABLE, without settings and rights of its own.
 * @param query selects `id`, `name`, `flags` (JSON text) and `version` (xid, null if unknown), with exactly the types
 * of the view
 */
export function sourceFunction(query: string, idType: OrganizationIdType): string {
  return `CREATE OR REPLACE FUNCTION ${SCHEMA}.read_source()
    RETURNS TABLE (id ${idType}, name text, flags text, version xid)
    LANGUAGE sql STABLE ROWS 10000 AS ${literal(query)}`;
}

/** The function while no source is set: it refuses, so that no organization seems to be absent. */
export function unsetSourceFunction(idType: OrganizationIdType): string {
  return `CREATE OR REPLACE FUNCTION ${SCHEMA}.read_source()
    RETURNS TABLE (id ${idType}, name text, flags text, version xid) LANGUAGE plpgsql STABLE AS $$
    BEGIN
      RAISE EXCEPTION 'it is not known where the organizations are: no source is set'
        USING ERRCODE = '${SOURCE_UNSET_STATE}', HINT = 'Set it with: portcullis source set';
    END $$`;
}

/** With the rights of the owner: the application that owns the organizations has none on Portcullis' table. */
const AS_OWNER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';

/** SQL for whether a value holds any flag. @param value an expression of type text */
export function holdsFlags(value: string): string {
  return `regexp_replace(coalesce(${value}, 'null'), '[[:space:]]', '', 'g') NOT IN ('null', '[]', '{}', '""')`;
}

/**
 * The functions of the triggers on the product's table: they record or refuse changes of the flags, and notify of
 * organizations that are gone. The triggers of the fence are created only when an operator raises it.
 */
export function watchFunctions(relation: SourceRelation, idType: OrganizationIdType): readonly string[] {
  return [recordChanges(relation, idType), refuseChange(relation), notifyGone(relation)];
}

/**
 * Records and notifies of what a statement changed, of organizations with fit ids. A fault in here, such as a missing
 * column or table, must not break the other application: nothing is recorded then, and every organization may be
 * affected. If no flags changed, it only reads: the subtransaction that catches errors is then assigned no number, and
 * the table is not touched. Flags are compared as stored, because json has no equality, and converting to text is slow.
 * Nested loops are off, because a session reuses a plan made for one row for statements of any size.
 */
function recordChanges(relation: SourceRelation, idType: OrganizationIdType): string {
  const [id, flags] = [quoted(relation.id), quoted(relation.flags)];
  const inserted = `
      SELECT n.${id} AS id, NULL AS old_flags, n.${flags}::text AS new_flags FROM new_rows n
      WHERE ${holdsFlags(`n.${flags}::text`)}`;
  const updated = `
      SELECT ${id} AS id, o.${flags}::text AS old_flags, n.${flags}::text AS new_flags
      FROM new_rows n FULL JOIN old_rows o USING (${id})
      WHERE record_image_ne(ROW(o.${flags}), ROW(n.${flags}))`;
  const record = (rows: string) => `
      IF NOT EXISTS (${rows}) THEN RETURN NULL; END IF;
      WITH changed AS (${rows}),
      recorded AS (
        INSERT INTO ${SCHEMA}.legacy_changes AS c
          (org_id, old_flags, new_flags, changed_at, application_name, user_name, count)
        SELECT id, old_flags, new_flags, clock_timestamp(), current_setting('application_name'), session_user, 1
        FROM changed${fitOnly(idType)}
        ON CONFLICT (org_id) DO UPDATE
        SET old_flags = excluded.old_flags, new_flags = excluded.new_flags, changed_at = excluded.changed_at,
            application_name = excluded.application_name, user_name = excluded.user_name, count = c.count + 1
        RETURNING org_id)
      SELECT array_agg(org_id) INTO ids FROM (SELECT org_id FROM recorded LIMIT 101) AS r;`;
  return `
  CREATE OR REPLACE FUNCTION ${SCHEMA}.fence_record() RETURNS trigger
  LANGUAGE plpgsql ${AS_OWNER} SET enable_nestloop = off AS $$
  DECLARE
    ids ${idType}[];
  BEGIN
    BEGIN
      IF TG_OP = 'INSERT' THEN${record(inserted)}
      ELSE${record(updated)}
      END IF;
    EXCEPTION WHEN OTHERS THEN
      RAISE LOG 'portcullis could not record a change of %.%: %', TG_TABLE_NAME, ${literal(relation.flags)}, SQLERRM;
    END;
    PERFORM pg_notify('portcullis_access', ${accessPayload('ids')});
    RETURN NULL;
  END $$; ${closeFunction('fence_record')}`;
}

const REFUSAL =
  'Portcullis refuses to change %.% of organization %: the flags were migrated and must not be written any more';
const REFUSAL_HINT =
  'Change its access in Portcullis instead: portcullis override set, or the mutation overrideEntitlements. ' +
  'An operator lets such changes through with: portcullis legacy fence off.';

function refuseChange(relation: SourceRelation): string {
  return `
  CREATE OR REPLACE FUNCTION ${SCHEMA}.fence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '${REFUSAL}', TG_TABLE_NAME, ${literal(relation.flags)}, NEW.${quoted(relation.id)}
      USING HINT = '${REFUSAL_HINT}';
  END $$`;
}

/**
 * A deleted organization has no access, and processes that cache answers for long must be notified. A fault in here
 * must not break the other application.
 */
function notifyGone(relation: SourceRelation): string {
  return `
  CREATE OR REPLACE FUNCTION ${SCHEMA}.organization_gone() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    ids text[];
  BEGIN
    IF TG_OP = 'DELETE' THEN
      BEGIN
        ids := ARRAY(
          SELECT ${quoted(relation.id)}::text FROM old_rows WHERE ${quoted(relation.id)} IS NOT NULL LIMIT 101);
        IF cardinality(ids) = 0 THEN RETURN NULL; END IF;
      EXCEPTION WHEN undefined_column THEN
        ids := NULL;
      END;
    END IF;
    PERFORM pg_notify('portcullis_access', ${accessPayload('ids')});
    RETURN NULL;
  END $$`;
}
