import { ID_COLUMN_TYPES } from '../organization-id';
import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import { nameOf } from './column-places';

/** The column that tells the organizations apart. */
export interface IdColumn {
  readonly name: string;
  /** SQL for the id, in a type that ids may have. */
  readonly sql: string;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

/** Types whose text depends on settings of the session, or that are no value by which one refers to a row. */
const NO_ID = /^(_|(json|jsonb|xml|bool|float[48]|money|bytea|interval|date)$|time|\w*(multi)?range$)/;

/** What must be known of a type that is read as text. */
const AS_TEXT: Readonly<Record<string, string>> = {
  citext: ' Capital and small letters differ in it, unlike in the product.',
  bpchar:
    ' The blanks that fill up its width are left out: tokens, files and calls of the library must have the id ' +
    'without them, though the product may read it with them.',
  numeric: ' 7.0 is another id than 7 then, unlike in the product.',
};

/**
 * The column with the id of a table of organizations: the primary key, whatever its type is, as other tables and tokens
 * name organizations by it. Another unique column is only taken where there is no such key, and that is said.
 * @returns undefined if no column can be an id
 * @example idColumn(tenants)?.sql // o."id"::text
 */
export function idColumn(table: CatalogTable): IdColumn | undefined {
  const { primaryKey, unique, uniqueInPartition, columns } = table;
  const keys = [...unique, ...uniqueInPartition]
    .flatMap((name) => columns.filter((column) => column.name === name))
    .filter(({ type }) => canBeId(type));
  const own = keys.find(({ name }) => isKey(table, name));
  const key = own ?? keys.find(({ type }) => ID_COLUMN_TYPES.includes(type)) ?? keys[0];
  if (!key) return undefined;
  const { name, type } = key;
  const unsure = [
    ...(own
      ? []
      : [
          sayOther(
            table,
            name,
            columns.filter((column) => primaryKey.includes(column.name)),
          ),
        ]),
    ...(unique.includes(name)
      ? []
      : [
          `Partitions of ${nameOf(table)} may repeat the same ${name}, and PostgreSQL cannot keep them from it: ` +
            "'portcullis source set --check' names those that are repeated now.",
        ]),
  ];
  if (ID_COLUMN_TYPES.includes(type)) return { name, sql: `o.${quoted(name)}`, unsure };
  const said = sayColumn({ name: '', type }).slice(2, -1);
  return {
    name,
    sql: `o.${quoted(name)}::text`,
    unsure: [`The id ${name} is ${said}, and read as text.${AS_TEXT[type] ?? ''}`, ...unsure],
  };
}

function canBeId(type: string): boolean {
  return !NO_ID.test(type);
}

/** Whether a column is the primary key, or all of it but the columns by which the table is partitioned. */
function isKey({ primaryKey, uniqueInPartition }: CatalogTable, name: string): boolean {
  return primaryKey.includes(name) && (primaryKey.length === 1 || uniqueInPartition.includes(name));
}

function sayOther(table: CatalogTable, name: string, key: readonly CatalogColumn[]): string {
  const why =
    key.length === 0
      ? `${nameOf(table)} has no primary key`
      : `The primary key of ${nameOf(table)}, ${key.map(sayColumn).join(', ')}, cannot be the id as it is`;
  return (
    `${why}: ${name} is taken, as it is unique. If tokens and other tables name organizations by something else, ` +
    'write that in place of it.'
  );
}
