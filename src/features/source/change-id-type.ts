import type { EntityManager } from 'typeorm';
import { effectiveView } from '../../../migrations/baseline/effective-entitlements';
import { LENGTH, takesId } from '../../../migrations/baseline/fitting-tables';
import { EFFECTIVE_VIEW, idDomains, type OrganizationIdType, quoted, SCHEMA } from '../../../migrations/baseline/names';
import { notifyFunctions } from '../../../migrations/baseline/notifications';
import { sourceView } from '../../../migrations/baseline/source';
import { DomainError } from '../../domain/errors';
import { sayCount } from '../../domain/say';
import { readInstalledView } from '../../store/installed-view';

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

/**
 * Gives every column with ids of organizations another type, and makes anew what depends on it. Call it in the
 * transaction that sets a source whose ids have another type than those before.
 * @param putSource makes the functions that read the source
 * @throws DomainError CONFLICT if a row names an organization, because ids of one type are none of another
 */
export async function changeIdType(
  manager: EntityManager,
  type: OrganizationIdType,
  putSource: () => Promise<void>,
): Promise<void> {
  const columns: readonly IdColumn[] = await manager.query(ID_COLUMNS, [SCHEMA, ID_NAMES]);
  await refuseUnfit(manager, columns, type);
  const view = await readInstalledView(manager);
  await manager.query(`DROP VIEW ${quoted(view.schema, EFFECTIVE_VIEW)}`);
  await manager.query(`DROP VIEW ${SCHEMA}.organizations`);
  await manager.query(`DROP FUNCTION ${SCHEMA}.read_source()`);
  for (const { table, column, isArray } of columns.filter(({ adopted }) => !adopted)) {
    const keys: readonly { name: string }[] = await manager.query(
      `SELECT k.conname::text AS name FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
       WHERE k.conrelid = $1::regclass AND k.contype = 'f' AND a.attname = $2 AND a.attnum = ANY(k.conkey)`,
      [table, column],
    );
    // The table that it referred to is no longer where organizations are.
    for (const { name } of keys) await manager.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
    const full = isArray ? `${type}[]` : type;
    await manager.query(`ALTER TABLE ${table} ALTER COLUMN ${quoted(column)} TYPE ${full} USING NULL::${full}`);
  }
  await manager.query(`DROP DOMAIN ${SCHEMA}.organization_id, ${SCHEMA}.organization_ids`);
  for (const statement of [...idDomains(type), ...notifyFunctions(type)]) await manager.query(statement);
  await putSource();
  await manager.query(sourceView(type));
  await manager.query(effectiveView(quoted(view.schema), quoted(view.tables), view.zoneless));
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
  WHERE (n.nspname = $1 OR p.name IS NOT NULL) AND c.relkind IN ('r', 'p') AND a.attname = ANY($2)
    AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY 1, a.attnum`;

async function refuseUnfit(manager: EntityManager, columns: readonly IdColumn[], type: OrganizationIdType) {
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
        'ids of organizations can get another type only before anything is stored about an organization. ' +
        'Nothing was changed.',
    );
  const misfit = columns.find((column) => column.adopted && !takesId(column, { type, length: 0 }));
  if (misfit)
    throw new DomainError(
      'CONFLICT',
      `The ids of this source have type ${type}, and the column ${misfit.column} of the product's own table ` +
        `${misfit.label}, which Portcullis uses, has type ${misfit.type}. Nothing was changed.`,
    );
}
