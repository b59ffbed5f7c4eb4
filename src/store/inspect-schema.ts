import type { EntityManager } from 'typeorm';
import {
  checksSql,
  type Column,
  columnsSql,
  type FoundTable,
  hasKey,
  isPlainOrganizations,
  keysSql,
  LENGTH,
  type ProductIds,
  tableProblems,
} from '../../migrations/baseline/fitting-tables';
import {
  ENTITLEMENT_TABLES,
  type OrganizationIdType,
  organizationIdType,
  quoted,
  SCHEMA,
} from '../../migrations/baseline/names';
import { checkProblems } from '../../migrations/baseline/table-checks';
import { FAMILY } from '../../migrations/baseline/table-family';
import { readIdType } from '../database/organization-ids';
import { isInstalled } from './schema-version';

export interface TableReport {
  readonly name: string;
  /** Null if the table does not exist, or no source is set. */
  readonly schema: string | null;
  /** Null if the table does not exist or no migration has run. */
  readonly origin: 'created' | 'adopted' | null;
  /** `column policy`, `constraint modules_policy_check`, `trigger portcullis_notify`. */
  readonly added: readonly string[];
  /** Why the product's table of this name was not adopted; null if it was, or there was none. */
  readonly reason: string | null;
  /** What does not fit, as predicates (`has no column id`). While there are any, runs cannot be executed. */
  readonly problems: readonly string[];
}

interface FoundReport extends Omit<TableReport, 'problems'>, FoundTable {
  readonly exists: boolean;
  readonly columns: readonly Column[];
}

/**
 * Compares the published tables in the database with what Portcullis needs. At most six statements, and one for each
 * adopted table with CHECKs.
 */
export async function inspectSchema(manager: EntityManager): Promise<readonly TableReport[]> {
  const installed = await isInstalled(manager);
  const found: readonly FoundReport[] = await manager.query(
    `SELECT t.name, n.nspname::text AS schema, t.origin, t.reason, c.oid IS NOT NULL AS exists,
            ${columnsSql('c.oid')} AS columns, ${keysSql('c.oid')} AS keys, ${checksSql('c.oid')} AS checks,
            ${FAMILY} AS family,
            ${ADDED} AS added
     FROM (${installed ? PLACES : PLACES_BEFORE}) AS t
     LEFT JOIN pg_class c ON c.oid = t.oid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
     ORDER BY t.place`,
    [['organizations', ...ENTITLEMENT_TABLES]],
  );
  const idType = (await readIdType(manager)) ?? 'int4';
  const now = await readIds(manager, installed);
  const outgrown = now !== null && outgrows(now.type, idType);
  const ids: ProductIds = now !== null && !outgrown ? now : { type: idType, length: UNKNOWN_LENGTH };
  const source = installed ? await readSourceState(manager) : 'column';
  const reports: TableReport[] = [];
  for (const { exists, columns, keys, checks, family, ...report } of found) {
    const { name, schema } = report;
    const table = { columns, keys, checks, family };
    const problems = [
      ...(name === 'organizations'
        ? [...organizationProblems(table, exists, source), ...(outgrown ? [sayOutgrown(now, idType)] : [])]
        : exists
          ? tableProblems(name, table, ids)
          : ['does not exist']),
    ];
    if (problems.length === 0 && report.origin === 'adopted' && schema !== null)
      problems.push(...(await checkProblems(manager, name, quoted(schema, name), table)));
    reports.push({ ...report, problems });
  }
  return reports;
}

/** Of the ids of a query nothing is known but their type, so that a narrower text counts as wide enough. */
const UNKNOWN_LENGTH = 0;

/** Whether a column of the product has got values that are no ids of the type that they are read as. */
function outgrows(type: ProductIds['type'], idType: OrganizationIdType): boolean {
  if (type === idType || idType === 'text' || idType === 'varchar') return false;
  return !(type === 'int2' || (type === 'int4' && idType === 'int8'));
}

function sayOutgrown({ type, table }: SourceIds, idType: OrganizationIdType): string {
  return (
    `is read with ids of type ${idType}, and those of ${table} have become ${type}: the first one that is no ` +
    `${idType} keeps every organization from being read. Run 'portcullis source set --table ${table} …' again, with ` +
    "the columns that 'portcullis source show' prints"
  );
}

interface SourceIds extends ProductIds {
  readonly table: string;
}

/** The ids of the table that is the source; null if the source is none. */
async function readIds(manager: EntityManager, installed: boolean): Promise<SourceIds | null> {
  if (!installed) return null;
  const [column]: readonly { type: string; length: number | null; table: string }[] = await manager.query(
    `SELECT t.typname::text AS type, ${LENGTH} AS length, n.nspname || '.' || c.relname AS table
     FROM source s JOIN pg_namespace n ON n.nspname = s.relation_schema
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.relation_name
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.id_column JOIN pg_type t ON t.oid = a.atttypid`,
  );
  if (column?.type === 'int2') return { type: 'int2', length: null, table: column.table };
  const type = organizationIdType(column?.type);
  return column && type ? { ...column, type } : null;
}

/** Every problem of the published tables, as `table: problem`. */
export function describeProblems(tables: readonly TableReport[]): readonly string[] {
  return tables.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`));
}

/**
 * Whether `entitlement_events.actor_user_id` can store an actor such as `cli:ann`: in an adopted table it may be a
 * number or a foreign key to a table of users. If it cannot, it stays null, and only the payload names the actor.
 */
export async function eventsTakeActor(manager: EntityManager): Promise<boolean> {
  const [actor]: readonly { takes: boolean }[] = await manager.query(
    `SELECT t.typcategory = 'S' AND NOT (t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 0)
            AND NOT EXISTS (SELECT 1 FROM pg_constraint k
                            WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY(k.conkey)) AS takes
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = to_regclass('entitlement_events') AND a.attname = 'actor_user_id' AND NOT a.attisdropped`,
  );
  return actor?.takes === true;
}

/** Whether an operator dropped the legacy column with Portcullis, so that its absence is not a problem. */
export async function wasColumnDropped(manager: EntityManager): Promise<boolean> {
  if (!(await isInstalled(manager))) return false;
  const dropped: readonly unknown[] = await manager.query('SELECT 1 FROM legacy_column_drop');
  return dropped.length > 0;
}

/** The published tables, by what the installation recorded. */
const PLACES = `
  SELECT name, place, t.origin, t.reason,
         to_regclass(quote_ident(t.schema) || '.' || quote_ident(name))::oid AS oid, t.added
  FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place) LEFT JOIN portcullis_tables t USING (name)`;

/** Before the installation: what the search path finds. */
const PLACES_BEFORE = `
  SELECT name, place, NULL::text AS origin, NULL::text AS reason, to_regclass(quote_ident(name))::oid AS oid,
         '{}'::text[] AS added
  FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place)`;

/** SQL for what was added to the adopted table `t`. */
const ADDED = `
  CASE WHEN t.origin = 'adopted' THEN ARRAY(SELECT 'column ' || c FROM unnest(t.added) c) || ARRAY(
    SELECT 'constraint ' || k.conname
    FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
    WHERE k.conrelid = t.oid AND k.contype <> 'n' AND cardinality(k.conkey) = 1 AND a.attname = ANY(t.added)) || ARRAY(
    SELECT 'trigger ' || g.tgname FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
    WHERE g.tgrelid = t.oid AND p.pronamespace = to_regnamespace('${SCHEMA}') ORDER BY 1) ELSE '{}' END`;

type SourceState = 'unset' | 'column' | 'dropped' | 'query';

async function readSourceState(manager: EntityManager): Promise<SourceState> {
  const [found]: readonly { state: SourceState }[] = await manager.query(
    `SELECT CASE WHEN s.id IS NULL THEN 'unset' WHEN s.flags_column IS NULL THEN 'query'
                 WHEN s.made_by <> 'auto' THEN 'query'
                 WHEN EXISTS (SELECT 1 FROM legacy_column_drop) THEN 'dropped' ELSE 'column' END AS state
     FROM (SELECT 1) AS one LEFT JOIN source s ON true`,
  );
  return found?.state ?? 'unset';
}

/** The product's table, as far as the automatic source reads it; another source was checked when it was set. */
function organizationProblems(table: FoundTable, exists: boolean, source: SourceState): readonly string[] {
  if (source === 'unset')
    return ["is not the source of organizations, and no other is set: set one with 'portcullis source set'"];
  if (source === 'query') return [];
  if (!exists) return ['does not exist'];
  const problems = ['id', 'name', 'enabled_modules']
    .filter((name) => !table.columns.some((column) => column.name === name))
    .filter((name) => !(source === 'dropped' && name === 'enabled_modules'))
    .map((name) => `has no column ${name}`);
  const missing = table.columns.every(({ name }) => name !== 'enabled_modules');
  if (problems.length === 0 && !missing && !isPlainOrganizations(table.columns))
    problems.push('has columns of other types than before: name must be a text, and enabled_modules json or jsonb');
  if (!hasKey(table, ['id'])) problems.push('has no unique index on (id)');
  return problems;
}
