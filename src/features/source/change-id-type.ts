import type { EntityManager } from 'typeorm';
import { effectiveView } from '../../../migrations/baseline/effective-entitlements';
import { LENGTH, takesId } from '../../../migrations/baseline/fitting-tables';
import { EFFECTIVE_VIEW, idDomains, type OrganizationIdType, quoted, SCHEMA } from '../../../migrations/baseline/names';
import { notifyFunctions } from '../../../migrations/baseline/notifications';
import { sourceView } from '../../../migrations/baseline/source';
import { DomainError } from '../../domain/errors';
import { sayCount } from '../../domain/say';
import { databaseError } from '../../platform/database-error';
import { messageOf } from '../../platform/error-shape';
import { readInstalledView } from '../../store/installed-view';
import { isDependedOn } from '../../store/sqlstates';

/** A column with ids of organizations, in a table that Portcullis made or adopted. */
interface IdColumn {
  /** With its schema, quoted for SQL. */
  readonly table: string;
  readonly label: string;
  readonly column: string;
  readonly type: string;
  readonly category: string;
  readonly length: number | null;
  readonly isArray: boolean;
  readonly adopted: boolean;
}

/** Types that another type of ids can become although ids are stored: each id stays what it is, also as a text. */
const WIDENED: Readonly<Partial<Record<OrganizationIdType, OrganizationIdType>>> = { int4: 'int8', varchar: 'text' };

/**
 * Gives every column with ids of organizations another type, and makes anew what depends on it. Call it in the
 * transaction that sets a source whose ids have another type than those before. Stored ids stay if the type is only
 * wider.
 * @param putSource makes the functions that read the source
 * @throws DomainError CONFLICT if a row names an organization and the type is not a wider one, because ids of one type
 * are none of another; if an adopted table cannot store the ids; or if an object of the product depends on the views
 */
export async function changeIdType(
  manager: EntityManager,
  before: OrganizationIdType | null,
  type: OrganizationIdType,
  putSource: () => Promise<void>,
): Promise<void> {
  const widens = before !== null && WIDENED[before] === type;
  const columns: readonly IdColumn[] = await manager.query(ID_COLUMNS, [SCHEMA, ID_NAMES]);
  const view = await readInstalledView(manager);
  const published = quoted(view.schema, EFFECTIVE_VIEW);
  if (!widens) await refuseStored(manager, columns, type);
  refuseMisfit(columns, type, published);
  // Columns with many rows take their time to be written anew.
  await manager.query(`SELECT set_config('statement_timeout', '0', true)`);
  const grants: readonly { grant: string }[] = await manager.query(GRANTS, [
    [published, `${SCHEMA}.organizations`],
    `${SCHEMA}.read_source()`,
  ]);
  await dropReaders(manager, published);
  for (const { table, column, isArray } of columns.filter(({ adopted }) => !adopted)) {
    if (!widens) await dropReferences(manager, table, column);
    const full = isArray ? `${type}[]` : type;
    const value = widens ? quoted(column) : 'NULL';
    await manager.query(`ALTER TABLE ${table} ALTER COLUMN ${quoted(column)} TYPE ${full} USING ${value}::${full}`);
  }
  await manager.query(`DROP DOMAIN ${SCHEMA}.organization_id, ${SCHEMA}.organization_ids`);
  for (const statement of [...idDomains(type), ...notifyFunctions(type)]) await manager.query(statement);
  await putSource();
  await manager.query(sourceView(type));
  await manager.query(effectiveView(quoted(view.schema), quoted(view.tables), view.zoneless));
  for (const { grant } of grants) await manager.query(grant);
}

/** SQL for the statements that grant again what others may do with views and a function that are made anew. */
const GRANTS = `
  SELECT format('GRANT %s ON %s TO %s', g.privilege_type, o.name,
                CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END
                || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS grant
  FROM (SELECT v AS name, c.relacl AS acl, c.relowner AS owner FROM unnest($1::text[]) AS v
        JOIN pg_class c ON c.oid = to_regclass(v)
        UNION ALL
        SELECT 'FUNCTION ' || $2::text, p.proacl, p.proowner FROM pg_proc p WHERE p.oid = to_regprocedure($2)) AS o
  CROSS JOIN aclexplode(o.acl) AS g
  WHERE g.grantee <> o.owner`;

async function dropReaders(manager: EntityManager, published: string): Promise<void> {
  try {
    await manager.query(`DROP VIEW IF EXISTS ${published}`);
    await manager.query(`DROP VIEW ${SCHEMA}.organizations`);
    await manager.query(`DROP FUNCTION ${SCHEMA}.read_source()`);
  } catch (error) {
    if (!isDependedOn(error)) throw error;
    throw new DomainError(
      'CONFLICT',
      'The ids of this source have another type, so that the views are made anew, and an object of another ' +
        `application depends on them: ${databaseError(error)?.detail ?? messageOf(error)}. Drop it first, and make ` +
        'it again afterwards. Nothing was changed.',
    );
  }
}

/** The table that a column referred to is no longer where organizations are. */
async function dropReferences(manager: EntityManager, table: string, column: string): Promise<void> {
  const keys: readonly { name: string }[] = await manager.query(
    `SELECT k.conname::text AS name FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
     WHERE k.conrelid = $1::regclass AND k.contype = 'f' AND a.attname = $2 AND a.attnum = ANY(k.conkey)`,
    [table, column],
  );
  for (const { name } of keys) await manager.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
}

const ID_NAMES = ['org_id', 'org_ids', 'organization_ids', 'after_id'];

/** SQL for the columns with ids (`IdColumn[]`). Parameters: our schema, and the columns' names. */
const ID_COLUMNS = `
  SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table, c.relname::text AS label,
         a.attname::text AS column, t.typname::text AS type, t.typcategory::text AS category, ${LENGTH} AS length,
         t.typcategory = 'A' AS "isArray", coalesce(p.origin = 'adopted', false) AS adopted
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN portcullis_tables p ON p.schema = n.nspname AND p.name = c.relname
  WHERE (n.nspname = $1 AND NOT c.relispartition OR p.name IS NOT NULL) AND c.relkind IN ('r', 'p')
    AND a.attname = ANY($2)
    AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY 1, a.attnum`;

async function refuseStored(manager: EntityManager, columns: readonly IdColumn[], type: OrganizationIdType) {
  // Marks of changes name organizations for a day; a mark without names concerns all of them.
  await manager.query('UPDATE access_changes SET org_ids = NULL WHERE org_ids IS NOT NULL');
  const named: string[] = [];
  for (const { table, label, column } of columns) {
    const [found]: readonly { rows: number }[] = await manager.query(
      `SELECT count(*)::int AS rows FROM ${table} WHERE ${quoted(column)} IS NOT NULL`,
    );
    if (found && found.rows > 0) named.push(`${label} (${sayCount(found.rows, 'row')})`);
  }
  if (named.length > 0)
    throw new DomainError(
      'CONFLICT',
      `The ids of this source have type ${type}, and other ids are stored already, in ${named.join(', ')}: ` +
        'ids of organizations can get another type only before anything is stored about an organization, or a wider ' +
        'one (int to bigint, varchar to text). Nothing was changed.',
    );
}

/** PostgreSQL changes no column that a view names: the published view is dropped first, and made again here. */
function refuseMisfit(columns: readonly IdColumn[], type: OrganizationIdType, published: string): void {
  const misfit = columns.find((column) => column.adopted && !takesId(column, { type, length: 0 }));
  if (misfit)
    throw new DomainError(
      'CONFLICT',
      `The ids of this source have type ${type}, and the column ${misfit.column} of the product's own table ` +
        `${misfit.label}, which Portcullis uses, has type ${misfit.type}. Give it the type of the ids first: ` +
        `DROP VIEW ${published}; ALTER TABLE ${misfit.table} ALTER COLUMN ${quoted(misfit.column)} TYPE ${type}; ` +
        'then set the source again, which makes the view again. Nothing was changed.',
    );
}
