import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import {
  booleanPlaces,
  columnPlaces,
  type FlagsPlace,
  nameOf,
  scoreOfName,
  soundsLikeFlags,
  TEXTS,
} from './column-places';
import { type Referring, referringTo } from './referring';
import { mayBeOff, type RowSwitches, rowSwitches } from './row-switches';

const SETTING_WORDS = /setting|config|option|preference|metadata|meta$|data$/i;
const KEY_COLUMN = new RegExp(
  '^((module|feature|app|flag|product|permission|submodule)(_(key|name|code|alias|slug|id))?' +
    '|key|name|code|alias|slug)$',
  'i',
);
/** What names a module for people: it may stand in for a key that is missing. */
const TITLE_COLUMN = /^(label|title|display_?name)$/i;
const VALUE_COLUMN = /^(value|val|setting_value|data)$/i;

/**
 * Finds the places where a product may keep the legacy flags of its organizations, the likeliest first: JSON columns,
 * arrays, comma lists, boolean columns, bitmasks, the same in a row of another table, and tables of modules or settings
 * that refer to the organizations.
 * @param organizations the table of the organizations
 * @param id its column with the id
 * @param tables all tables of the product
 */
export function findFlags(
  organizations: CatalogTable,
  id: string,
  tables: readonly CatalogTable[],
): readonly FlagsPlace[] {
  const columns = organizations.columns.filter(({ name }) => name !== id);
  const places = [
    ...columns.flatMap((column) => columnPlaces(organizations, column)),
    ...booleanPlaces(organizations, columns),
    ...tables
      .filter((table) => table !== organizations)
      .flatMap((table) => tablePlaces(organizations, id, table, tables)),
  ];
  return places.sort((a, b) => b.score - a.score);
}

/**
 * A table with a row for each organization and module, or for each organization and setting. The flags are jsonb, whose
 * order of keys does not change with the plan, as if the flags had; of a name in two rows the last is kept.
 */
function tablePlaces(
  organizations: CatalogTable,
  id: string,
  table: CatalogTable,
  tables: readonly CatalogTable[],
): readonly FlagsPlace[] {
  const refers = referringTo(organizations, id, table);
  if (refers === null) return [];
  const rest = table.columns.filter((column) => column !== refers.column && !refers.others.includes(column));
  const base = scoreOfName(table.name) + (refers.declared ? 4 : 1);
  const select = (key: string, join: string, { columns, flag, order }: RowSwitches) =>
    `(SELECT coalesce(jsonb_object_agg(r.name, ${flag} ORDER BY ${order}), '{}') -- the last row of a name counts\n` +
    `   FROM (\n` +
    `     SELECT ${[`${key} AS name`, ...columns].join(',\n       ')}\n` +
    `     FROM ${quoted(table.schema)}.${quoted(table.name)} AS f${join}\n` +
    `     WHERE ${refers.condition} AND ${key} IS NOT NULL) AS r)`;

  const named = namedModule(table, rest, tables);
  if (named !== null) {
    const { key, titles, target, reference } = named;
    const switches = rowSwitches(
      nameOf(table),
      rest.filter(({ name }) => name !== reference.column),
    );
    const off = mayBeOff(target.columns);
    const join =
      ` JOIN ${quoted(target.schema)}.${quoted(target.name)} AS n ` +
      `ON n.${quoted(reference.target)} = f.${quoted(reference.column)}`;
    return [
      {
        place: `${nameOf(table)}, a row for each organization and ${target.name}`,
        sql: select(`n.${quoted(key.name)}`, join, switches),
        score: base + 1,
        unsure: [
          ...refers.unsure,
          ...sayUnnamed(target, key, 'n', titles),
          ...switches.unsure,
          ...(off.length > 0
            ? [
                `Whether a row of ${nameOf(target)} is off for all by ${off.map(sayColumn).join(', ')}: ` +
                  'they are not looked at.',
              ]
            : []),
        ],
      },
    ];
  }
  const ofRow = table.unique.includes(refers.column.name) ? rowPlaces(table, refers, rest) : [];
  const key = rest.find(isKey);
  if (key === undefined) return ofRow;
  const value = SETTING_WORDS.test(table.name)
    ? rest.find(({ name, type }) => VALUE_COLUMN.test(name) && type !== 'bool')
    : undefined;
  if (!value && scoreOfName(table.name) === 0 && scoreOfName(key.name) === 0) return ofRow;
  const switches = rowSwitches(
    nameOf(table),
    rest.filter((column) => column !== key),
    value,
  );
  return [
    ...ofRow,
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
        ...(value ? [`Which keys of ${nameOf(table)} are flags: add a condition on f.${quoted(key.name)}.`] : []),
      ],
    },
  ];
}

/**
 * A table with one row for each organization, which has the flags in its columns: `settings(organization_id, has_crm)`.
 * An organization without a row has null: what that means is up to the mapping, as for any null.
 */
function rowPlaces(table: CatalogTable, refers: Referring, rest: readonly CatalogColumn[]): readonly FlagsPlace[] {
  const off = mayBeOff(rest);
  const isOfFlags = scoreOfName(table.name) > 0 || SETTING_WORDS.test(table.name);
  const flags = rest.filter((column) => !off.includes(column) && (isOfFlags || soundsLikeFlags(column.name)));
  const unsure = [
    ...refers.unsure,
    `The flags of an organization without a row in ${nameOf(table)} are null.`,
    ...(off.length > 0
      ? [
          `Whether a row of ${nameOf(table)} is off by ${off.map(sayColumn).join(', ')}: ` +
            'it counts whatever is there. If they can switch it off, let the flags say so.',
        ]
      : []),
  ];
  const places = [...flags.flatMap((column) => columnPlaces(table, column, 'f')), ...booleanPlaces(table, flags, 'f')];
  return places.map(({ place, sql, score, unsure: own }) => ({
    place: `${place}, a row for each organization`,
    sql: `(SELECT ${sql}\n` + `   FROM ${quoted(table.schema)}.${quoted(table.name)} AS f WHERE ${refers.condition})`,
    score: score + (refers.declared ? 0 : -2),
    unsure: [...unsure, ...own],
  }));
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

/**
 * Whether a column may name the modules or settings of a table, so that it must be known how many rows have none.
 * @example mayNameFlags('features', code) // true
 */
export function mayNameFlags(table: string, column: Pick<CatalogColumn, 'name' | 'type'>): boolean {
  return isKey(column) && (scoreOfName(table) + scoreOfName(column.name) > 0 || SETTING_WORDS.test(table));
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
