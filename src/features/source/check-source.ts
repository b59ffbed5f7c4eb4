import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { type OrganizationIdType, organizationIdType, SCHEMA } from '../../../migrations/baseline/names';
import { definitionQuery } from '../../../migrations/baseline/source';
import { DomainError, invalidInput } from '../../domain/errors';
import { readLegacyFlags } from '../../domain/legacy/legacy-flags';
import { Mapping } from '../../domain/legacy/mapping';
import { columnFaults, type QueryColumn } from '../../domain/source/check-columns';
import { unorderedAggregates } from '../../domain/source/unordered-aggregates';
import { lineOf, ofWritten, type WrittenSql } from '../../domain/source/written-sql';
import { databaseError } from '../../platform/database-error';
import { messageOf } from '../../platform/error-shape';
import { inOneLine, saySourceFault } from '../../store/source';
import { isFailedRow, isLackOfRights } from '../../store/sqlstates';
import { printedId, sayUnfitIds, unfitIdsOf } from '../../store/unfit-ids';

/** What a checked query gives. */
export interface CheckedSource {
  /** The query with every name in full, without comments: the same in any session. */
  readonly query: string;
  readonly idType: OrganizationIdType;
  /** Whether it tells which transaction wrote a row. */
  readonly versioned: boolean;
  /** The tables that it reads, with their schemas. */
  readonly relations: readonly string[];
  /** The same, quoted for SQL. */
  readonly quotedRelations: readonly string[];
  readonly organizations: number;
  readonly unnamed: number;
  /** Aggregates that leave an order open: see `unorderedAggregates`. */
  readonly unordered: readonly string[];
  /** Some of its rows, as they are read. */
  readonly sample: FlagsSample;
  /** What differs from the source that is set; null if none is, or its ids have another type. */
  readonly impact: SourceImpact | null;
  /** Why the source that is set cannot be read, so that nothing can be compared with it; null if it can. */
  readonly failing: string | null;
}

interface FlagsSample {
  readonly organizations: number;
  readonly unreadable: number;
  /** Values that cannot be read, each once, shortened. */
  readonly problems: readonly string[];
  /** The first organizations with their flags. */
  readonly first: readonly { readonly id: string; readonly name: string | null; readonly flags: string | null }[];
}

interface SourceImpact {
  readonly added: number;
  readonly removed: number;
  readonly flagsChanged: number;
}

/** How many rows are read to see whether their flags can be read, and how many are shown. */
const SAMPLED = 500;
const SHOWN = 5;
const CHECKED = `${SCHEMA}.source_check`;
const AFTER_QUERY = '\n) AS source';

/**
 * Checks a query for the source, and changes nothing. Call it in a transaction.
 * @param field what names the query in a fault: `query`, or the table
 * @param written what a person wrote of it, whose lines faults name; null if a person wrote no SQL
 * @param set whether a source is set already, with which it is compared
 * @throws DomainError INVALID_INPUT with everything that is wrong with the query
 */
export async function checkSource(
  manager: EntityManager,
  sql: string,
  field: string,
  written: WrittenSql | null,
  set: { readonly idType: string } | null,
): Promise<CheckedSource> {
  const { columns, definition, relations } = await describe(manager, sql, field, written);
  const faults = [
    ...columnFaults(columns),
    ...relations.filter(({ own }) => own).map(({ name }) => `It reads ${name}, which is not the product's.`),
    ...relations
      .filter(({ hidesRows }) => hidesRows)
      .map(
        ({ name, role }) =>
          `Row security of ${name} hides rows from the role ${role}, and a hidden organization loses its access: ` +
          `let the role see all rows, as with ALTER ROLE ${role} BYPASSRLS.`,
      ),
  ];
  if (faults.length > 0)
    throw invalidInput(
      faults.map((message) => ({ message })),
      `The source ${field} does not fit`,
    );
  const idType = idTypeOf(columns);
  const flagsType = columns.find(({ name }) => name === 'flags')?.type ?? '';
  const versioned = columns.some(({ name }) => name === 'version');
  const query = definitionQuery(definition, idType, versioned);
  const counted = await explainFailure(field, () => countRows(manager, query, idType, field));
  return {
    query,
    idType,
    versioned,
    relations: relations.map(({ name }) => name),
    quotedRelations: relations.map(({ quotedName }) => quotedName),
    ...counted,
    unordered: unorderedAggregates(definition, flagsType),
    sample: await readSample(manager, query),
    ...(await compareWith(manager, query, set?.idType === idType)),
  };
}

/** The faults of the columns name any other type. */
function idTypeOf(columns: readonly QueryColumn[]): OrganizationIdType {
  const type = columns.find(({ name }) => name === 'id')?.type;
  const idType = organizationIdType(type);
  if (idType === null) throw new Error(`ids of type ${type ?? 'unknown'} passed the check of the columns`);
  return idType;
}

interface Relation {
  readonly name: string;
  readonly quotedName: string;
  readonly role: string;
  readonly own: boolean;
  readonly hidesRows: boolean;
}

/** Makes a view of the query, in which PostgreSQL says what it reads and gives, and drops it again. */
async function describe(manager: EntityManager, sql: string, field: string, written: WrittenSql | null) {
  const before = `CREATE VIEW ${CHECKED} AS SELECT * FROM (\n`;
  await manager.query('SAVEPOINT source_check');
  // As in the product's own sessions: a table `organizations` is the product's.
  await manager.query(
    `SELECT set_config('search_path', regexp_replace(current_setting('search_path'), '^"?${SCHEMA}"?, *', ''), true)`,
  );
  try {
    await manager.query(`${before}${withoutEnd(sql)}${AFTER_QUERY}`);
  } catch (error) {
    const state = databaseError(error);
    if (!state || !/^(42|22|0A|2B)/.test(state.code)) throw error;
    const position = z.object({ driverError: z.object({ position: z.string() }) }).safeParse(error);
    const place = position.success ? Number(position.data.driverError.position) - 1 - before.length : null;
    const line = lineOf(written, place);
    const alone = written?.what === 'condition' && !written.text.includes('\n');
    throw invalidInput(
      [{ ...(line !== undefined && !alone && { line }), message: ofWritten(messageOf(error), AFTER_QUERY) }],
      line !== undefined && written?.what === 'condition'
        ? `The condition for the source ${field} is not one that PostgreSQL can read`
        : `The source ${field} is not one query that PostgreSQL can read`,
    );
  }
  const columns: readonly QueryColumn[] = await manager.query(
    `SELECT a.attname::text AS name, coalesce(b.typname, t.typname)::text AS type
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_type b ON b.oid = t.typbasetype
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 ORDER BY a.attnum`,
    [CHECKED],
  );
  const relations: readonly Relation[] = await manager.query(
    `WITH RECURSIVE read AS (
       SELECT $1::regclass::oid AS oid
       UNION
       SELECT d.refobjid FROM read JOIN pg_rewrite r ON r.ev_class = read.oid
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
         AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class)
     SELECT n.nspname || '.' || c.relname AS name,
            quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS "quotedName",
            current_user::text AS role, n.nspname = $2 AS own,
            c.relkind IN ('r', 'p') AND row_security_active(c.oid) AS "hidesRows"
     FROM read JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE read.oid <> $1::regclass AND n.nspname <> 'pg_catalog' ORDER BY 1`,
    [CHECKED, SCHEMA],
  );
  // Without a search path every name is printed in full.
  await manager.query(`SELECT set_config('search_path', 'pg_catalog', true)`);
  const [view]: readonly { definition: string }[] = await manager.query(
    'SELECT pg_get_viewdef($1::regclass) AS definition',
    [CHECKED],
  );
  await manager.query('ROLLBACK TO SAVEPOINT source_check');
  if (!view) throw new Error('PostgreSQL has no definition of the view that it just made');
  return { columns, relations, definition: withoutEnd(view.definition) };
}

/** Without the semicolon at its end, which people write and `pg_get_viewdef` prints. */
function withoutEnd(sql: string): string {
  return sql.trimEnd().replace(/;$/, '');
}

/**
 * Reads all rows whole, and counts them.
 * @throws DomainError INVALID_INPUT if an id is missing, not unique, unfit, or another one with each reading
 */
async function countRows(manager: EntityManager, query: string, idType: OrganizationIdType, field: string) {
  // The flags are counted to have them computed: a row on which they fail would fail every command.
  const [count]: readonly { organizations: number; missing: number; unnamed: number }[] = await manager.query(
    `SELECT count(*)::int AS organizations, (count(*) - count(id))::int AS missing,
            (count(*) - count(name))::int AS unnamed, count(flags) AS flagged
     FROM (${query}) AS source`,
  );
  const repeated: readonly { id: string; rows: number }[] = await manager.query(
    `SELECT ${printedId('source.id')} AS id, count(*)::int AS rows FROM (${query}) AS source
     WHERE id IS NOT NULL GROUP BY source.id HAVING count(*) > 1 ORDER BY source.id LIMIT ${SHOWN}`,
  );
  const { organizations = 0, missing = 0, unnamed = 0 } = count ?? {};
  const unfit = await unfitIdsOf(manager, query, idType);
  // One statement, so that both readings see the same rows.
  const [volatile]: readonly { ids: number }[] = await manager.query(
    `SELECT count(*)::int AS ids
     FROM (SELECT id FROM (${query}) AS once EXCEPT SELECT id FROM (${query}) AS again) AS changed`,
  );
  const faults = [
    ...(missing > 0
      ? [{ message: `${missing} of ${organizations} rows have no id: leave them out by a condition.` }]
      : []),
    ...(volatile && volatile.ids > 0
      ? [
          {
            message:
              `${volatile.ids} of ${organizations} ids are others when the query is run again, as with random() or ` +
              'with LIMIT without ORDER BY: give each organization the id that the product stores.',
          },
        ]
      : []),
    ...repeated.map(({ id, rows }) => ({
      message: `The id "${id}" is in ${rows} rows: there must be one row for each organization.`,
    })),
    ...(unfit.count > 0
      ? [{ message: `${sayUnfitIds(unfit)}. Leave them out by a condition, or give them other ids in the product.` }]
      : []),
  ];
  if (faults.length > 0) throw invalidInput(faults, `The source ${field} does not fit`);
  return { organizations, unnamed };
}

async function readSample(manager: EntityManager, query: string): Promise<FlagsSample> {
  const rows: readonly { id: string; name: string | null; flags: string | null }[] = await manager.query(
    `SELECT id::text AS id, name, flags FROM (${query}) AS source LIMIT ${SAMPLED}`,
  );
  const unreadable = rows.flatMap(({ flags }) => {
    const read = readLegacyFlags(flags, Mapping.NONE);
    return read.readable ? [] : [read.problems[0].message];
  });
  return {
    organizations: rows.length,
    unreadable: unreadable.length,
    problems: [...new Set(unreadable)].slice(0, SHOWN),
    first: rows.slice(0, SHOWN),
  };
}

/** Compares with the source that is set. One that fails can be replaced all the same. */
async function compareWith(
  manager: EntityManager,
  query: string,
  comparable: boolean,
): Promise<Pick<CheckedSource, 'impact' | 'failing'>> {
  if (!comparable) return { impact: null, failing: null };
  await manager.query('SAVEPOINT source_comparison');
  try {
    return { impact: await compare(manager, query), failing: null };
  } catch (error) {
    const said = saySourceFault(error);
    if (said === error || !(said instanceof DomainError)) throw error;
    await manager.query('ROLLBACK TO SAVEPOINT source_comparison');
    return { impact: null, failing: messageOf(error) };
  }
}

async function compare(manager: EntityManager, query: string): Promise<SourceImpact> {
  const [found]: readonly SourceImpact[] = await manager.query(
    `SELECT count(*) FILTER (WHERE o.id IS NULL)::int AS added, count(*) FILTER (WHERE n.id IS NULL)::int AS removed,
            count(*) FILTER (WHERE o.id IS NOT NULL AND n.id IS NOT NULL AND o.flags IS DISTINCT FROM n.flags)::int
              AS "flagsChanged"
     FROM ${SCHEMA}.organizations o FULL JOIN (${query}) AS n ON n.id = o.id`,
  );
  if (!found) throw new Error('the comparison of two sources returned no row');
  return found;
}

async function explainFailure<Result>(field: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isLackOfRights(error))
      throw invalidInput(
        [{ message: `${messageOf(error)}: grant it, as with GRANT SELECT ON the table TO the role of DATABASE_URL.` }],
        `The source ${field} cannot be read`,
      );
    if (!isFailedRow(error)) throw error;
    throw invalidInput(
      [{ message: `${inOneLine(messageOf(error))}: let the query give a value for each row, or leave such rows out.` }],
      `The source ${field} fails on its rows`,
    );
  }
}
