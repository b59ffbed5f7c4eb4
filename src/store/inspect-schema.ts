import type { EntityManager } from 'typeorm';

/** The kind of values that a column must be able to store. */
type Kind = 'number' | 'text' | 'json' | 'boolean' | 'time';

interface ExpectedTable {
  readonly columns: Readonly<Record<string, Kind>>;
  /**
   * Columns that our inserts fill; other NOT NULL columns need a default. Null for a table that we do not insert into.
   */
  readonly filled: readonly string[] | null;
  /** The columns that identify a row; there must be a unique index on exactly these. */
  readonly key: readonly string[];
}

/** The published tables, as we read and write them. */
const EXPECTED: Readonly<Record<string, ExpectedTable>> = {
  organizations: { columns: { id: 'number', name: 'text', enabled_modules: 'json' }, filled: null, key: ['id'] },
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
    key: ['module_id', 'submodule_key'],
  },
  org_entitlements: {
    columns: {
      id: 'number',
      org_id: 'number',
      module_id: 'number',
      status: 'text',
      trial_expires_at: 'time',
      partial: 'boolean',
      source: 'text',
      updated_at: 'time',
    },
    filled: ['org_id', 'module_id', 'status', 'partial', 'source'],
    key: ['org_id', 'module_id'],
  },
  org_subentitlements: {
    columns: {
      id: 'number',
      org_id: 'number',
      module_id: 'number',
      submodule_id: 'number',
      enabled: 'boolean',
      source: 'text',
      updated_at: 'time',
    },
    filled: ['org_id', 'module_id', 'submodule_id', 'enabled', 'source'],
    key: ['org_id', 'module_id', 'submodule_id'],
  },
  entitlement_events: {
    columns: {
      id: 'number',
      org_id: 'number',
      event_type: 'text',
      actor_user_id: 'text',
      reason: 'text',
      payload: 'json',
      created_at: 'time',
    },
    filled: ['org_id', 'event_type', 'reason', 'payload'],
    key: ['id'],
  },
};

/** By `pg_type.typcategory`, or by name if the category is too coarse. */
const FITS: Readonly<Record<Kind, (type: ColumnType) => boolean>> = {
  number: ({ name }) => ['int2', 'int4', 'int8'].includes(name),
  text: ({ category }) => category === 'S',
  json: ({ name }) => name === 'json' || name === 'jsonb',
  boolean: ({ name }) => name === 'bool',
  time: ({ name }) => name === 'timestamp' || name === 'timestamptz',
};

interface ColumnType {
  readonly name: string;
  readonly category: string;
}

interface Column extends ColumnType {
  readonly table: string;
  readonly column: string;
  readonly required: boolean;
  readonly referencing: boolean;
  readonly length: number | null;
}

export interface TableReport {
  readonly name: string;
  /** Null if the table does not exist or no migration has run. */
  readonly origin: 'created' | 'adopted' | null;
  /** `column policy`, `constraint modules_policy_check`, `trigger portcullis_notify`. */
  readonly added: readonly string[];
  /** What does not fit, as predicates (`has no column id`). While there are any, runs cannot be executed. */
  readonly problems: readonly string[];
}

/** Compares the published tables in the database with what Portcullis needs. At most six statements. */
export async function inspectSchema(manager: EntityManager): Promise<readonly TableReport[]> {
  const columns = await readColumns(manager);
  const keys: readonly { table: string; columns: string[] }[] = await manager.query(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey::int2[])
     WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
       AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1)
     GROUP BY c.relname, i.indexrelid`,
    [Object.keys(EXPECTED)],
  );
  const origins = await readOrigins(manager);
  const dropped = await wasColumnDropped(manager);
  return Object.entries(EXPECTED).map(([name, expected]) => {
    const present = columns.filter((column) => column.table === name);
    const uniqueOn = keys.filter(({ table }) => table === name).map((key) => key.columns.join());
    const origin = origins.find((one) => one.name === name);
    return {
      name,
      origin: origin?.origin ?? null,
      added: origin?.added ?? [],
      problems:
        present.length === 0
          ? ['does not exist']
          : problemsOf(expected, present, uniqueOn).filter((problem) => !(dropped && problem === COLUMN_MISSING)),
    };
  });
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
  const actor = (await readColumns(manager)).find(
    ({ table, column }) => table === 'entitlement_events' && column === 'actor_user_id',
  );
  return actor !== undefined && actor.category === 'S' && actor.length === null && !actor.referencing;
}

function problemsOf(
  expected: ExpectedTable,
  present: readonly Column[],
  uniqueOn: readonly string[],
): readonly string[] {
  const problems: string[] = [];
  for (const [name, kind] of Object.entries(expected.columns)) {
    const column = present.find((one) => one.column === name);
    // `actor_user_id` may have any type: see `eventsTakeActor`.
    if (!column) problems.push(`has no column ${name}`);
    else if (name !== 'actor_user_id' && !FITS[kind](column))
      problems.push(`column ${name} has type ${column.name}, expected a ${kind}`);
  }
  if (expected.filled !== null) {
    for (const { column, required } of present) {
      if (required && !expected.filled.includes(column))
        problems.push(`column ${column} is NOT NULL without a default, and Portcullis has no value for it`);
    }
  }
  if (!uniqueOn.includes([...expected.key].sort().join()))
    problems.push(`has no unique index on (${expected.key.join(', ')})`);
  return problems;
}

async function readColumns(manager: EntityManager): Promise<readonly Column[]> {
  return manager.query<Column[]>(
    `SELECT c.relname AS table, a.attname::text AS column, t.typname::text AS name, t.typcategory::text AS category,
            a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
            EXISTS (SELECT 1 FROM pg_constraint k
                    WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY(k.conkey)) AS referencing,
            CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 0 THEN a.atttypmod - 4 END AS length
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1)`,
    [Object.keys(EXPECTED)],
  );
}

const COLUMN_MISSING = 'has no column enabled_modules';

/** Whether an operator dropped the legacy column with Portcullis, so that its absence is not a problem. */
export async function wasColumnDropped(manager: EntityManager): Promise<boolean> {
  const [known]: readonly { there: boolean }[] = await manager.query(
    `SELECT to_regclass('legacy_column_drop') IS NOT NULL AS there`,
  );
  const dropped: readonly unknown[] = known?.there ? await manager.query('SELECT 1 FROM legacy_column_drop') : [];
  return dropped.length > 0;
}

async function readOrigins(
  manager: EntityManager,
): Promise<readonly { name: string; origin: 'created' | 'adopted'; added: string[] }[]> {
  const [found]: readonly { there: boolean }[] = await manager.query(
    `SELECT to_regclass('portcullis_tables') IS NOT NULL AS there`,
  );
  if (!found?.there) return [];
  return manager.query(
    `SELECT name, origin, ARRAY(SELECT 'column ' || c FROM unnest(added) c) || ARRAY(
       SELECT 'constraint ' || k.conname
       FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
       WHERE k.conrelid = to_regclass(name) AND k.contype <> 'n' AND cardinality(k.conkey) = 1
         AND a.attname = ANY(added)) || ARRAY(
       SELECT 'trigger ' || t.tgname FROM pg_trigger t
       WHERE origin = 'adopted' AND t.tgrelid = to_regclass(name) AND t.tgname LIKE 'portcullis\\_%'
       ORDER BY 1) AS added
     FROM portcullis_tables`,
  );
}
