/** A column of a product's table, as the catalog and a sample of rows describe it. */
export interface CatalogColumn {
  readonly name: string;
  /** The type by its name in `pg_type`: `int4`, `jsonb`, `_text` for `text[]`. A domain is named by its base type. */
  readonly type: string;
  readonly notNull: boolean;
  /** Some distinct values as text, shortened; null stands for NULL. */
  readonly sample: readonly (string | null)[];
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
  /** Columns that are unique by themselves; the primary key first, if it is of one column. */
  readonly unique: readonly string[];
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
