import { EFFECTIVE_VIEW, type EntitlementTable, type OrganizationIdType } from './names';
import { type Family, familyProblems } from './table-family';

/** The kind of values that a column must be able to store. */
type Kind = 'number' | 'organization' | 'text' | 'json' | 'boolean' | 'time';

interface ExpectedTable {
  readonly columns: Readonly<Record<string, Kind>>;
  /** Columns that our inserts fill; other NOT NULL columns need a default. */
  readonly filled: readonly string[];
  /** Columns that are filled with NULL as well. */
  readonly nulls: readonly string[];
  /** How many characters a text must hold at least: of what is written, or for keys and names what is usual. */
  readonly lengths: Readonly<Record<string, number>>;
  /** The columns that identify a row; there must be a unique index on exactly these. */
  readonly key: readonly string[];
  /** What takes the place of the key in a table that is partitioned by time: keys of such a table have the time too. */
  readonly partitionedKey?: readonly string[];
}

/** The published entitlement tables, as we read and write them. */
const EXPECTED: Readonly<Record<string, ExpectedTable>> = {
  modules: {
    columns: {
      id: 'number',
      module_key: 'text',
      display_name: 'text',
      description: 'text',
      icon: 'text',
      sort_order: 'number',
      is_active: 'boolean',
      policy: 'text',
      updated_at: 'time',
    },
    filled: ['module_key', 'display_name', 'description', 'icon', 'sort_order', 'is_active', 'policy', 'updated_at'],
    nulls: ['description', 'icon'],
    lengths: { module_key: 50, display_name: 100, description: 200, icon: 50, policy: 11 },
    key: ['module_key'],
  },
  submodules: {
    columns: {
      id: 'number',
      module_id: 'number',
      submodule_key: 'text',
      display_name: 'text',
      description: 'text',
      menu_path: 'text',
      permission_key: 'text',
      sort_order: 'number',
      is_active: 'boolean',
      updated_at: 'time',
    },
    filled: [
      'module_id',
      'submodule_key',
      'display_name',
      'description',
      'menu_path',
      'permission_key',
      'sort_order',
      'is_active',
      'updated_at',
    ],
    nulls: ['description', 'menu_path', 'permission_key'],
    lengths: { submodule_key: 50, display_name: 100, description: 200, menu_path: 100, permission_key: 50 },
    key: ['module_id', 'submodule_key'],
  },
  org_entitlements: {
    columns: {
      id: 'number',
      org_id: 'organization',
      module_id: 'number',
      status: 'text',
      trial_expires_at: 'time',
      partial: 'boolean',
      source: 'text',
      updated_at: 'time',
    },
    filled: ['org_id', 'module_id', 'status', 'partial', 'source'],
    nulls: ['trial_expires_at'],
    lengths: { status: 8, source: 16 },
    key: ['org_id', 'module_id'],
  },
  org_subentitlements: {
    columns: {
      id: 'number',
      org_id: 'organization',
      module_id: 'number',
      submodule_id: 'number',
      enabled: 'boolean',
      source: 'text',
      updated_at: 'time',
    },
    filled: ['org_id', 'module_id', 'submodule_id', 'enabled', 'source'],
    nulls: [],
    lengths: { source: 16 },
    key: ['org_id', 'module_id', 'submodule_id'],
  },
  entitlement_events: {
    columns: {
      id: 'number',
      org_id: 'organization',
      event_type: 'text',
      actor_user_id: 'text',
      reason: 'text',
      payload: 'json',
      created_at: 'time',
    },
    filled: ['org_id', 'event_type', 'reason', 'payload'],
    nulls: [],
    lengths: { event_type: 28, reason: 500 },
    key: ['id'],
    partitionedKey: ['id', 'created_at'],
  },
};

/** By `pg_type.typcategory`, or by name if the category is too coarse. */
const FITS: Readonly<Record<Exclude<Kind, 'organization'>, (type: ColumnType) => boolean>> = {
  number: ({ type }) => ['int2', 'int4', 'int8'].includes(type),
  text: ({ category }) => category === 'S',
  json: ({ type }) => type === 'json' || type === 'jsonb',
  boolean: ({ type }) => type === 'bool',
  time: ({ type }) => type === 'timestamp' || type === 'timestamptz',
};

/** The type of the product's own ids, and how many characters they have at most; null if that is not limited. */
export interface ProductIds {
  readonly type: OrganizationIdType | 'int2';
  readonly length: number | null;
}

/** The longest text that can be the id of an organization: see `isUnfitId`. */
const LONGEST_ID = 1000;

/** Whether a column can store ids of organizations. */
export function takesId({ type, category, length }: ColumnType, ids: ProductIds): boolean {
  const idType = ids.type;
  switch (idType) {
    case 'int2':
      return ['int2', 'int4', 'int8'].includes(type);
    case 'int4':
      return ['int4', 'int8'].includes(type);
    case 'int8':
    case 'uuid':
      return type === idType;
    case 'text':
    case 'varchar':
      return category === 'S' && (length === null || length >= (ids.length ?? LONGEST_ID));
  }
}

interface ColumnType {
  readonly type: string;
  readonly category: string;
  /** How many characters a text may have; null if that is not limited. */
  readonly length: number | null;
}

/** A column as the catalog has it. */
export interface Column extends ColumnType {
  readonly name: string;
  /** NOT NULL, without a default. */
  readonly required: boolean;
  readonly notNull: boolean;
}

/** A CHECK as the catalog has it. */
export interface TableCheck {
  readonly name: string;
  readonly columns: readonly string[];
  /** SQL, by the names of the columns. */
  readonly condition: string;
}

/** A table as the catalog has it. */
export interface FoundTable {
  readonly columns: readonly Column[];
  /** The columns of each unique index over whole rows. */
  readonly keys: readonly (readonly string[])[];
  readonly checks: readonly TableCheck[];
  /** Whether rows of it can be written through another table, and how. */
  readonly family: Family | null;
}

/** SQL for the limit of a text, in characters, of the column `a` with the type `t`: null without one. */
export const LENGTH = `CASE WHEN t.typname = 'name' THEN 63
  WHEN t.typcategory = 'S' AND greatest(a.atttypmod, t.typtypmod) > 4 THEN greatest(a.atttypmod, t.typtypmod) - 4 END`;

/** SQL for a table's CHECKs as JSON (`TableCheck[]`). @param oid SQL for its oid */
export function checksSql(oid: string): string {
  return `(SELECT coalesce(json_agg(json_build_object(
             'name', k.conname, 'condition', pg_get_expr(k.conbin, k.conrelid), 'columns', ARRAY(
               SELECT a.attname::text FROM pg_attribute a
               WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey) ORDER BY a.attnum)
             ) ORDER BY k.conname), '[]')
           FROM pg_constraint k WHERE k.conrelid = ${oid} AND k.contype = 'c')`;
}

/** SQL for a table's columns as JSON (`Column[]`). @param oid SQL for its oid */
export function columnsSql(oid: string): string {
  return `(SELECT coalesce(json_agg(json_build_object(
             'name', a.attname, 'type', t.typname, 'category', t.typcategory, 'length', ${LENGTH},
             'notNull', a.attnotnull,
             'required', a.attnotnull AND NOT a.atthasdef AND a.attidentity = '')), '[]')
           FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
           WHERE a.attrelid = ${oid} AND a.attnum > 0 AND NOT a.attisdropped)`;
}

/**
 * SQL for the columns of a table's unique indexes, without those that they only INCLUDE, as JSON (`string[][]`).
 * @param oid SQL for its oid
 */
export function keysSql(oid: string): string {
  return `(SELECT coalesce(json_agg(ARRAY(
             SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE k.place <= i.indnkeyatts ORDER BY a.attname)), '[]')
           FROM pg_index i
           WHERE i.indrelid = ${oid} AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL)`;
}

/**
 * What about a published entitlement table does not fit, as predicates (`has no column id`).
 * @param ids the ids of organizations
 * @param later columns that do not count if they are missing
 */
export function tableProblems(
  name: string,
  { columns, keys, family }: Pick<FoundTable, 'columns' | 'keys' | 'family'>,
  ids: ProductIds,
  later: readonly string[] = [],
): readonly string[] {
  const expected = EXPECTED[name];
  if (!expected) throw new Error(`${name} is not a published table`);
  const problems: string[] = [...familyProblems(name, family)];
  for (const [wanted, kind] of Object.entries(expected.columns)) {
    const column = columns.find((one) => one.name === wanted);
    // `actor_user_id` may have any type: see `eventsTakeActor`.
    if (!column) {
      if (!later.includes(wanted)) problems.push(`has no column ${wanted}`);
    } else if (kind === 'organization') {
      if (!takesId(column, ids))
        problems.push(
          `column ${wanted} has type ${sayType(column)}, and ids of organizations have type ${sayType(ids)}`,
        );
    } else if (wanted !== 'actor_user_id' && !FITS[kind](column))
      problems.push(`column ${wanted} has type ${column.type}, expected a ${kind}`);
    const least = expected.lengths[wanted] ?? 0;
    if (column && column.length !== null && column.length < least)
      problems.push(`column ${wanted} holds ${column.length} characters, and ${least} are needed`);
    if (column?.notNull && expected.nulls.includes(wanted))
      problems.push(`column ${wanted} is NOT NULL, and Portcullis writes rows without a value for it`);
  }
  for (const { name: column, required } of columns) {
    if (required && !expected.filled.includes(column))
      problems.push(`column ${column} is NOT NULL without a default, and Portcullis has no value for it`);
  }
  if (!hasKey({ keys }, expected.key) && !hasKey({ keys }, expected.partitionedKey ?? expected.key))
    problems.push(`has no unique index on (${expected.key.join(', ')})`);
  return problems;
}

/** The columns of a published entitlement table that are read or written. */
export function neededColumns(name: EntitlementTable): readonly string[] {
  return Object.keys(EXPECTED[name]?.columns ?? {});
}

function sayType({ type, length }: Pick<ColumnType, 'type' | 'length'>): string {
  return length === null ? type : `${type}(${length})`;
}

/** Whether a table has a unique index on exactly these columns. */
export function hasKey({ keys }: Pick<FoundTable, 'keys'>, columns: readonly string[]): boolean {
  const wanted = [...columns].sort().join();
  return keys.some((key) => [...key].sort().join() === wanted);
}

/** Whether the columns are those of `organizations(id, name, enabled_modules)`, whatever the type of the id. */
export function isPlainOrganizations(columns: readonly Column[]): boolean {
  return plainMisfits(columns).length === 0;
}

/** What is not as in `organizations(id, name, enabled_modules)`, as predicates (`has no column id`). */
export function plainMisfits(columns: readonly Column[]): readonly string[] {
  return Object.entries(PLAIN_COLUMNS).flatMap(([name, kind]) => {
    const column = columns.find((one) => one.name === name);
    if (!column) return [`has no column ${name}`];
    return kind === null || FITS[kind](column)
      ? []
      : [`column ${name} has type ${column.type.replace(/^_(.*)/, '$1[]')}, expected a ${kind}`];
  });
}

const PLAIN_COLUMNS = { id: null, name: 'text', enabled_modules: 'json' } as const;

/** Everything that is published, apart from `organizations`. */
export const PUBLISHED_NAMES = [...Object.keys(EXPECTED), EFFECTIVE_VIEW];
