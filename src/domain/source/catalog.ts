/** A column of a product's table, as the catalog and a sample of rows describe it. */
export interface CatalogColumn {
  readonly name: string;
  /** The type by its name in `pg_type`: `int4`, `jsonb`, `_text` for `text[]`. A domain is named by its base type. */
  readonly type: string;
  readonly notNull: boolean;
  /** Whether it is an array of an enum, whose type has a name of the product's. */
  readonly enums: boolean;
  /** How many rows have NULL in it, where that is counted: see `countedColumns`. */
  readonly nulls: number | null;
  /** Some distinct values as text, shortened; null stands for NULL. */
  readonly sample: readonly (string | null)[];
}

/** The names of types in `pg_type` that SQL writes otherwise. */
const SQL_NAMES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  bpchar: 'char',
};

/**
 * A column for a sentence, with its type as SQL writes it.
 * @example sayColumn({ name: 'seats', type: 'int4' }) // seats (integer)
 */
export function sayColumn({ name, type }: Pick<CatalogColumn, 'name' | 'type'>): string {
  const own = type.replace(/^_/, '');
  return `${name} (${SQL_NAMES[own] ?? own}${own === type ? '' : '[]'})`;
}

/** A foreign key of one column. */
export interface CatalogReference {
  readonly column: string;
  readonly schema: string;
  readonly table: string;
  readonly target: string;
}

/** A table, partitioned table or view of the product. */
export interface CatalogTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  /** Columns that are unique by themselves; the primary key first, if it is of one column. */
  readonly unique: readonly string[];
  /** Columns that are unique by themselves, but may be NULL. */
  readonly uniqueOrNull: readonly string[];
  /** The columns of each unique index of columns that holds for all rows. */
  readonly uniqueTogether: readonly (readonly string[])[];
  /** Columns that are unique only together with others, or only among some of the rows. */
  readonly uniqueInPart: readonly string[];
  /** Columns that are unique within each partition, where PostgreSQL can keep them unique no further. */
  readonly uniqueInPartition: readonly string[];
  readonly references: readonly CatalogReference[];
  /** Row security that applies to the role that asks: rows may be hidden from it. */
  readonly rowSecurity: boolean;
}

/** An identifier as SQL: in double quotes, in which a double quote is doubled. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
