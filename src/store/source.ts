import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { DomainError } from '../domain/errors';
import { messageOf } from '../platform/error-shape';
import { faultOfSource, isRowSecurity, isSourceUnset, type SourceFault } from './sqlstates';

/** The product's relation behind the view of organizations, where one of its columns has the legacy flags. */
export interface SourceTable {
  /** With its schema, quoted for SQL. */
  readonly table: string;
  /** As people call it: without the schema of the product. */
  readonly label: string;
  /** The columns, quoted for SQL. */
  readonly id: string;
  readonly title: string;
  readonly flags: string;
  /** The name of the flags' column, as it is. */
  readonly flagsName: string;
}

/** SQL for the oid of the product's relation; null while there is none. */
export const SOURCE_OID = `(SELECT to_regclass(quote_ident(relation_schema) || '.' || quote_ident(relation_name))
  FROM source WHERE relation_name IS NOT NULL)`;

/** SQL for the product's relation as people call it; needs the tables `source` and `installation`. */
export const SOURCE_LABEL = `CASE WHEN relation_schema = product_schema THEN '' ELSE relation_schema || '.' END
  || relation_name`;

/**
 * SQL for a hash of the query that organizations are read by, with every name in full. Reports and runs keep it: with
 * another source there can be other organizations, and rows that nobody wrote.
 */
export const SOURCE_HASH = `(SELECT md5(prosrc) FROM pg_proc WHERE oid = '${SCHEMA}.read_source()'::regprocedure)`;

/** `SOURCE_HASH` now. One statement. */
export async function readSourceHash(manager: Pick<EntityManager, 'query'>): Promise<string> {
  const [found]: readonly { hash: string }[] = await manager.query(`SELECT ${SOURCE_HASH} AS hash`);
  if (!found) throw new Error('the query for the source returned no row');
  return found.hash;
}

/** Null if no source is set, or the flags are not one column of one relation. */
export async function readSourceTable(manager: Pick<EntityManager, 'query'>): Promise<SourceTable | null> {
  const [found]: readonly SourceTable[] = await manager.query(
    `SELECT quote_ident(relation_schema) || '.' || quote_ident(relation_name) AS table, ${SOURCE_LABEL} AS label,
            quote_ident(id_column) AS id, quote_ident(name_column) AS title, quote_ident(flags_column) AS flags,
            flags_column AS "flagsName"
     FROM source s CROSS JOIN installation i WHERE flags_column IS NOT NULL`,
  );
  return found ?? null;
}

/**
 * The tables of the source, and the published ones, with row security that applies to this role. Sessions have
 * `row_security = off`, so that a hidden row is an error rather than an organization less.
 */
export async function findHidingTables(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const found: readonly { name: string }[] = await manager.query(
    `SELECT t::text AS name
     FROM (SELECT to_regclass(unnest(relations)) FROM source
           UNION SELECT to_regclass(quote_ident(schema) || '.' || quote_ident(name)) FROM portcullis_tables) AS r (t)
     WHERE row_security_active(t) ORDER BY 1`,
  );
  return found.map(({ name }) => name);
}

/** What is wrong with tables that hide rows, and what to do, as a sentence. */
export function sayHidingTables(tables: readonly string[]): string {
  return (
    `Row security of ${tables.join(', ')} hides rows from this role, and a hidden organization would ` +
    'lose its access: let the role of DATABASE_URL see every row with ALTER ROLE … BYPASSRLS; a policy is not enough.'
  );
}

/** Why something that needs the column of the flags cannot be done, as a sentence. */
export const NO_SOURCE_TABLE =
  'The legacy flags are not one column of one table of the product, by the source: see portcullis source show.';

/** Whether there are organizations, and the source lets them be read. */
export async function seesOrganizations(manager: Pick<EntityManager, 'query'>): Promise<boolean> {
  try {
    return (await manager.query<readonly unknown[]>('SELECT 1 FROM organizations LIMIT 1')).length > 0;
  } catch (error) {
    const said = saySourceFault(error);
    if (said instanceof DomainError) return false;
    throw said;
  }
}

/**
 * The error of a statement that asked for organizations, as operators and clients get it, if no source is set, its
 * query fails, or row security hides rows; any other error as it is.
 * @param say its message; in the API without values, which may be another tenant's
 */
export function saySourceFault(error: unknown, say: (error: unknown) => string = messageOf): unknown {
  if (isSourceUnset(error))
    return new DomainError(
      'CONFLICT',
      'It is not known where the organizations and their legacy flags are: no source is set. ' +
        "Set it with 'portcullis source set'.",
    );
  // PostgreSQL names the table in the message alone, in the quotation marks of its language.
  if (isRowSecurity(error))
    return new DomainError(
      'CONFLICT',
      sayHidingTables([/["«„“](.+)["»“”]/.exec(messageOf(error))?.[1]?.trim() ?? 'a table']),
    );
  const fault = faultOfSource(error);
  if (fault === null) return error;
  return new DomainError(
    'CONFLICT',
    `The source of organizations ${fault === 'rows' ? 'fails on its rows' : 'cannot be read'}: ` +
      `${inOneLine(say(error))}. ${MENDING[fault]}`,
  );
}

const SEE_QUERY = "See its query with 'portcullis source show'";
const CHECK_IT = "check it with 'portcullis source set --check'.";
const MENDING: Readonly<Record<SourceFault, string>> = {
  rows: `${SEE_QUERY}, correct the rows or the query, and ${CHECK_IT}`,
  query: `${SEE_QUERY}, correct the query, and ${CHECK_IT}`,
  rights: 'Grant it to the role of DATABASE_URL, as with GRANT SELECT ON the table TO the role.',
  state: `${SEE_QUERY}, and bring what it reads into order, as with REFRESH MATERIALIZED VIEW.`,
};

/** A message about a row, which may have what a tenant wrote. */
export function inOneLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
