import { type CatalogColumn, type CatalogTable, quoted } from './catalog';
import { booleanPlaces, columnPlaces, isOfFlags, isOfSettings, scoreOfName } from './column-places';
import type { FlagsPlace } from './flags-place';
import { isKey, namedRows } from './named-rows';
import { type OtherTable, otherTable } from './other-tables';
import { mayRefer, type Referring, referringTo } from './referring';
import { mentionRows, rowPlaces } from './row-places';

/** Where a product may keep the flags of its organizations. */
export interface FoundFlags {
  /** The likeliest first. */
  readonly places: readonly FlagsPlace[];
  /** Where they may be too, though no query is proposed: `public.tenant_modules, several rows for each …`. */
  readonly mentions: readonly string[];
  /** Tables that may be of flags by their form alone, the likeliest first. */
  readonly others: readonly OtherTable[];
}

const NOTHING: FoundFlags = { places: [], mentions: [], others: [] };

/**
 * Finds the places where a product may keep the legacy flags of its organizations: JSON columns, arrays, comma lists,
 * boolean columns, bitmasks, the same in a row of another table, and tables of modules or settings that refer to the
 * organizations.
 * @param organizations the table of the organizations
 * @param id its column with the id
 * @param tables all tables of the product
 */
export function findFlags(organizations: CatalogTable, id: string, tables: readonly CatalogTable[]): FoundFlags {
  const columns = organizations.columns.filter(({ name }) => name !== id);
  const { places, mentions, others } = together([
    { ...NOTHING, places: columns.flatMap((column) => columnPlaces(organizations, column)) },
    { ...NOTHING, places: booleanPlaces(organizations, columns) },
    ...tables.filter((table) => table !== organizations).map((table) => tablePlaces(organizations, id, table, tables)),
    rowsReferredTo(organizations, id, tables),
  ]);
  const likeliest = <Found extends { readonly score: number }>(found: readonly Found[]) =>
    [...found].sort((a, b) => b.score - a.score);
  return { places: likeliest(places), mentions, others: likeliest(others) };
}

/** What another table has of an organization: rows that name modules or settings, and its own row or rows. */
function tablePlaces(
  organizations: CatalogTable,
  id: string,
  table: CatalogTable,
  tables: readonly CatalogTable[],
): FoundFlags {
  const refers = referringTo(organizations, id, table);
  if (refers === null) return NOTHING;
  const rest = table.columns.filter((column) => column !== refers.column && !refers.others.includes(column));
  const ofRow = rowsOf(table, refers, rest);
  const named = namedRows({ organizations, id, table, tables, refers, rest });
  if (named !== null) return { ...NOTHING, places: [...ofRow.places, named] };
  const other = ofRow.places.length + ofRow.mentions.length > 0 ? null : otherTable(table, refers, rest);
  return { ...ofRow, others: other === null ? [] : [other] };
}

/** What an organization has in a table of which it has one row, or may have more. */
function rowsOf(table: CatalogTable, refers: Referring, rest: readonly CatalogColumn[]): FoundFlags {
  const { column, condition, declared, unsure } = refers;
  const said = 'a row for each organization';
  if (![...table.unique, ...table.uniqueOrNull].includes(column.name)) {
    const isKeyInPart = [...table.primaryKey, ...table.uniqueInPart].includes(column.name);
    if (!isKeyInPart && !isOfFlags(table)) return NOTHING;
    return { ...NOTHING, mentions: mentionRows(table, 'several rows for each organization', rest) };
  }
  const places = rowPlaces({ table, said, condition, columns: rest, less: declared ? 0 : 2, unsure });
  return { ...NOTHING, places, mentions: places.length > 0 ? [] : mentionRows(table, said, rest) };
}

/** The rows of other tables that the organizations refer to: `organizations.settings_id`. */
function rowsReferredTo(organizations: CatalogTable, id: string, tables: readonly CatalogTable[]): FoundFlags {
  const found = organizations.references.map(({ column, schema, table: name, target }) => {
    const table = tables.find((one) => one.schema === schema && one.name === name);
    if (!table || table === organizations || ![...table.unique, ...table.uniqueOrNull].includes(target)) return NOTHING;
    const refers = referringTo(organizations, id, table);
    const columns = table.columns.filter((one) => one.name !== target && one !== refers?.column);
    const said = `the row that ${organizations.name}.${column} refers to`;
    if (!isOfFlags(table)) return { ...NOTHING, mentions: mentionRows(table, said, columns) };
    const condition = `f.${quoted(target)} = o.${quoted(column)}`;
    return { ...NOTHING, places: rowPlaces({ table, said, condition, columns, less: 2, unsure: [] }) };
  });
  return together(found);
}

function together(found: readonly FoundFlags[]): FoundFlags {
  return {
    places: found.flatMap(({ places }) => places),
    mentions: [...new Set(found.flatMap(({ mentions }) => mentions))],
    others: found.flatMap(({ others }) => others),
  };
}

/**
 * The columns of a table of which it must be known in how many rows they are NULL: those that name its modules or
 * settings, and beside them those that may say whose they are.
 * @example countedColumns(featureFlags) // ['organization_id', 'key']
 */
export function countedColumns({ name: table, columns, references, uniqueOrNull }: Uncounted): readonly string[] {
  const hasFlags =
    columns.some((column) => mayNameFlags(table, column)) ||
    references.some((reference) => scoreOfName(reference.table) > 0);
  return columns
    .filter((column) => !column.notNull)
    .filter(
      (column) =>
        mayNameFlags(table, column) ||
        ((hasFlags || uniqueOrNull.includes(column.name)) && mayRefer(references, column.name)),
    )
    .map(({ name }) => name);
}

/** A table as the catalog has it, before its rows are counted. */
type Uncounted = Pick<CatalogTable, 'name' | 'references' | 'uniqueOrNull'> & {
  readonly columns: readonly Omit<CatalogColumn, 'nulls' | 'sample'>[];
};

/** Whether a column may name the modules or settings of a table. */
function mayNameFlags(table: string, column: Pick<CatalogColumn, 'name' | 'type'>): boolean {
  return isKey(column) && (scoreOfName(table) + scoreOfName(column.name) > 0 || isOfSettings(table));
}
