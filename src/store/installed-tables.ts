import type { EntityManager } from 'typeorm';
import { ENTITLEMENT_TABLES, plainly, SCHEMA } from '../../migrations/baseline/names';

interface StrayTable {
  readonly name: string;
  /** Where it was installed. */
  readonly schema: string;
  readonly exists: boolean;
  /** Whether this role may look into that schema. */
  readonly visible: boolean;
  /** The schema in which the search path finds a table of this name; null if it finds none. */
  readonly found: string | null;
  readonly role: string;
}

/**
 * Why statements of this session would not use the entitlement tables that were installed: schemas of other tenants may
 * have tables of the same names, and a table may have been moved. One statement; needs an installation.
 * @returns a sentence with what to do; null if the search path finds each table where it was installed
 */
export async function findStrayTables(manager: Pick<EntityManager, 'query'>): Promise<string | null> {
  const stray: readonly StrayTable[] = await manager.query(
    `SELECT t.name, t.schema, c.oid IS NOT NULL AS exists, f.nspname::text AS found, current_user::text AS role,
            coalesce(has_schema_privilege(n.oid, 'USAGE'), false) AS visible
     FROM ${SCHEMA}.portcullis_tables t
     LEFT JOIN pg_namespace n ON n.nspname = t.schema
     LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name AND c.relkind IN ('r', 'p')
     LEFT JOIN pg_class s ON s.oid = to_regclass(quote_ident(t.name))
     LEFT JOIN pg_namespace f ON f.oid = s.relnamespace
     WHERE t.name = ANY($1) AND (c.oid IS NULL OR c.oid IS DISTINCT FROM s.oid)
     ORDER BY c.oid IS NOT NULL, array_position($1, t.name)`,
    [ENTITLEMENT_TABLES],
  );
  const [first] = stray;
  return first ? sayStray(first) : null;
}

function sayStray({ name, schema, exists, visible, found, role }: StrayTable): string {
  const table = plainly(schema, name);
  if (!exists)
    return (
      `The table ${table} was installed and is not there any more: put it back under this name, ` +
      "or take Portcullis out with 'portcullis db uninstall'."
    );
  const installed = `The entitlement tables were installed in the schema ${plainly(schema)}`;
  if (!visible)
    return `${installed}, which this role may not use: GRANT USAGE ON SCHEMA ${plainly(schema)} TO ${plainly(role)};`;
  const elsewhere = found === null ? 'does not name it' : `finds ${plainly(found, name)} instead`;
  const first = found === null ? '' : ', before any other schema that has tables of these names';
  return (
    `${installed}, and the search path of this session ${elsewhere}: name ${plainly(schema)} in ` +
    `DATABASE_SEARCH_PATH, or in ?schema= of the address${first}.`
  );
}
