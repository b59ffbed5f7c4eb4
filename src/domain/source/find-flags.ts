import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import {
  booleanPlaces,
  columnPlaces,
  type FlagsPlace,
  isOfFlags,
  isOfSettings,
  nameOf,
  scoreOfName,
  TEXTS,
} from './column-places';
import { mayRefer, type Referring, referringTo } from './referring';
import { mentionRows, rowPlaces } from './row-places';
import { mayBeForAll, type RowSwitches, rowSwitches } from './row-switches';

const KEY_COLUMN = new RegExp(
  '^((module|feature|app|flag|product|permission|submodule)(_(key|name|code|alias|slug|id))?' +
    '|key|name|code|alias|slug)$',
  'i',
);
/** What names a module for people: it may stand in for a key that is missing. */
const TITLE_COLUMN = /^(label|title|display_?name)$/i;
const VALUE_COLUMN = /^(value|val|setting_value|data)$/i;

/** Where a product may keep the flags of its organizations. */
export interface FoundFlags {
  /** The likeliest first. */
  readonly places: readonly FlagsPlace[];
  /** Where they may be too, though no query is proposed: `public.tenant_modules, several rows for each …`. */
  readonly mentions: readonly string[];
}

const NOTHING: FoundFlags = { places: [], mentions: [] };

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
  const { places, mentions } = together([
    { places: columns.flatMap((column) => columnPlaces(organizations, column)), mentions: [] },
    { places: booleanPlaces(organizations, columns), mentions: [] },
    ...tables.filter((table) => table !== organizations).map((table) => tablePlaces(organizations, id, table, tables)),
    rowsReferredTo(organizations, id, tables),
  ]);
  return { places: [...places].sort((a, b) => b.score - a.score), mentions };
}

/**
 * A table with a row for each organization and module, or for each organization and setting. The order of the
 * flags does not change with the plan, as if the flags had.
 */
function tablePlaces(
  organizations: CatalogTable,
  id: string,
  table: CatalogTable,
  tables: readonly CatalogTable[],
): FoundFlags {
  const refers = referringTo(organizations, id, table);
  if (refers === null) return NOTHING;
  const rest = table.columns.filter((column) => column !== refers.column && !refers.others.includes(column));
  const base = scoreOfName(table.name) + (refers.declared ? 4 : 1);
  const select = (key: string, join: string, { flag, gathered }: RowSwitches) =>
    `(SELECT coalesce(${gathered}, '{}') -- of rows of one name, one that is on counts\n` +
    `   FROM (\n` +
    `     SELECT ${key} AS name,\n       ${flag} AS flag\n` +
    `     FROM ${quoted(table.schema)}.${quoted(table.name)} AS f${join}\n` +
    `     WHERE ${refers.condition} AND ${key} IS NOT NULL) AS r)`;

  const ofRow = rowsOf(table, refers, rest);
  const named = namedModule(table, rest, tables);
  if (named !== null) {
    const { key, titles, target, reference } = named;
    const switches = rowSwitches(
      nameOf(table),
      rest.filter(({ name }) => name !== reference.column),
    );
    const join =
      ` JOIN ${quoted(target.schema)}.${quoted(target.name)} AS n ` +
      `ON n.${quoted(reference.target)} = f.${quoted(reference.column)}`;
    return placed([
      ...ofRow.places,
      {
        place: `${nameOf(table)}, a row for each organization and ${target.name}`,
        sql: select(`n.${quoted(key.name)}`, join, switches),
        score: base + 1,
        unsure: [
          ...refers.unsure,
          ...sayWithout(table, reference.column),
          ...sayUnnamed(target, key, 'n', titles),
          ...switches.unsure,
          ...sayForAll([target]),
        ],
      },
    ]);
  }
  const key = rest.find(isKey);
  if (key === undefined) return ofRow;
  const value = isOfSettings(table.name)
    ? rest.find(({ name, type }) => VALUE_COLUMN.test(name) && type !== 'bool')
    : undefined;
  if (!value && scoreOfName(table.name) === 0 && scoreOfName(key.name) === 0) return ofRow;
  const switches = rowSwitches(
    nameOf(table),
    rest.filter((column) => column !== key),
    value,
  );
  return placed([
    ...ofRow.places,
    {
      place: value
        ? `${nameOf(table)}, a table of settings`
        : `${nameOf(table)}, a row for each organization and ${key.name}`,
      sql: select(`f.${quoted(key.name)}`, '', switches),
      score: value ? base - 1 : base,
      unsure: [
        ...refers.unsure,
        ...sayUnnamed(
          table,
          key,
          'f',
          rest.filter((column) => column !== key && column !== value && mayName(column)),
        ),
        ...switches.unsure,
        ...sayForAll(tables.filter((other) => other !== table && isCatalogue(organizations, id, other))),
        ...(value ? [`Which keys of ${nameOf(table)} are flags: add a condition on f.${quoted(key.name)}.`] : []),
      ],
    },
  ]);
}

function placed(places: readonly FlagsPlace[]): FoundFlags {
  return { places, mentions: [] };
}

/** A row that names no module by its foreign key is left out by the join. */
function sayWithout(table: CatalogTable, by: string): readonly string[] {
  const column = table.columns.find(({ name }) => name === by);
  if (!column || column.notNull || column.nulls === 0) return [];
  const rows = column.nulls === null ? 'Rows' : column.nulls === 1 ? '1 row' : `${column.nulls} rows`;
  const [are, they] = column.nulls === 1 ? ['is', 'it grants'] : ['are', 'they grant'];
  return [`${rows} of ${nameOf(table)} without ${by} ${are} left out, with what ${they}: add it to the query.`];
}

/** What an organization has in a table of which it has one row, or may have more. */
function rowsOf(table: CatalogTable, refers: Referring, rest: readonly CatalogColumn[]): FoundFlags {
  const { column, condition, declared, unsure } = refers;
  const said = 'a row for each organization';
  if (![...table.unique, ...table.uniqueOrNull].includes(column.name)) {
    const isKeyInPart = [...table.primaryKey, ...table.uniqueInPart].includes(column.name);
    if (!isKeyInPart && !isOfFlags(table)) return NOTHING;
    return { places: [], mentions: mentionRows(table, 'several rows for each organization', rest) };
  }
  const places = rowPlaces({ table, said, condition, columns: rest, less: declared ? 0 : 2, unsure });
  return { places, mentions: places.length > 0 ? [] : mentionRows(table, said, rest) };
}

/** The rows of other tables that the organizations refer to: `organizations.settings_id`. */
function rowsReferredTo(organizations: CatalogTable, id: string, tables: readonly CatalogTable[]): FoundFlags {
  const found = organizations.references.map(({ column, schema, table: name, target }) => {
    const table = tables.find((one) => one.schema === schema && one.name === name);
    if (!table || table === organizations || ![...table.unique, ...table.uniqueOrNull].includes(target)) return NOTHING;
    const refers = referringTo(organizations, id, table);
    const columns = table.columns.filter((one) => one.name !== target && one !== refers?.column);
    const said = `the row that ${organizations.name}.${column} refers to`;
    if (!isOfFlags(table)) return { places: [], mentions: mentionRows(table, said, columns) };
    const condition = `f.${quoted(target)} = o.${quoted(column)}`;
    return { places: rowPlaces({ table, said, condition, columns, less: 2, unsure: [] }), mentions: [] };
  });
  return together(found);
}

function together(found: readonly FoundFlags[]): FoundFlags {
  return {
    places: found.flatMap(({ places }) => places),
    mentions: [...new Set(found.flatMap(({ mentions }) => mentions))],
  };
}

/** The table that a join table takes its modules from, with the column that names them. */
function namedModule(table: CatalogTable, rest: readonly CatalogColumn[], tables: readonly CatalogTable[]) {
  for (const reference of table.references) {
    if (!rest.some(({ name }) => name === reference.column)) continue;
    const target = tables.find(({ schema, name }) => schema === reference.schema && name === reference.table);
    if (!target || scoreOfName(target.name) === 0) continue;
    const keys = target.columns.filter(isKey);
    const key = keys.find(({ name }) => target.unique.includes(name)) ?? keys[0];
    if (key)
      return {
        key,
        titles: target.columns.filter((column) => column !== key && mayName(column)),
        target,
        reference,
      };
  }
  return null;
}

/** A table that describes modules, be it without a foreign key to it: `features(code, is_core)`. */
function isCatalogue(organizations: CatalogTable, id: string, table: CatalogTable): boolean {
  return (
    table.schema === organizations.schema &&
    scoreOfName(table.name) > 0 &&
    table.columns.some((column) => isKey(column) && table.unique.includes(column.name)) &&
    referringTo(organizations, id, table) === null
  );
}

/** An organization without a row there may have a module by default, or none may have it. */
function sayForAll(catalogues: readonly CatalogTable[]): readonly string[] {
  return catalogues.flatMap((table) => {
    const columns = mayBeForAll(table.columns);
    if (columns.length === 0) return [];
    return [
      `Whether a row of ${nameOf(table)} is off or on for all by ${columns.map(sayColumn).join(', ')}: ` +
        'they are not looked at. If so, let the flags say so.',
    ];
  });
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

function isKey({ name, type }: Pick<CatalogColumn, 'name' | 'type'>): boolean {
  return KEY_COLUMN.test(name) && TEXTS.includes(type);
}

function mayName(column: CatalogColumn): boolean {
  return isKey(column) || (TITLE_COLUMN.test(column.name) && TEXTS.includes(column.type));
}

/** A row without a name is left out, so that what it grants is lost: that must not be silent. */
function sayUnnamed(
  table: CatalogTable,
  key: CatalogColumn,
  alias: string,
  others: readonly CatalogColumn[],
): readonly string[] {
  if (key.notNull || key.nulls === 0) return [];
  const rows = key.nulls === null ? 'Rows' : key.nulls === 1 ? '1 row' : `${key.nulls} rows`;
  const own = `${alias}.${quoted(key.name)}`;
  const other = others.find(({ notNull }) => notNull) ?? others[0];
  return [
    `${rows} of ${nameOf(table)} without ${key.name} ${key.nulls === 1 ? 'is' : 'are'} left out, with what ` +
      `${key.nulls === 1 ? 'it grants' : 'they grant'}: ` +
      (other === undefined
        ? `give them one, or another name in place of ${own}.`
        : `if the column ${other.name} names them, write coalesce(${own}, ${alias}.${quoted(other.name)}) ` +
          `in place of each ${own}.`),
  ];
}
