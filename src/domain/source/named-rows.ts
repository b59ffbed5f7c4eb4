import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import { isOfSettings, nameOf, scoreOfName, TEXTS } from './column-places';
import { type FlagsPlace, LAST, soundsLikeTaking } from './flags-place';
import { type Referring, referringTo } from './referring';
import { sayRepeated } from './repeated-rows';
import { BETWEEN_CONDITIONS, mayBeForAll, type RowSwitches, rowSwitches } from './row-switches';

const KEY_COLUMN = new RegExp(
  '^((module|feature|app|flag|product|permission|submodule)(_(key|name|code|alias|slug|id))?' +
    '|key|name|code|alias|slug)$',
  'i',
);
/** What names a module for people: it may stand in for a key that is missing. */
const TITLE_COLUMN = /^(label|title|display_?name)$/i;
const VALUE_COLUMN = /^(value|val|setting_value|data)$/i;

/** A table that refers to the organizations, as the place of flags. */
export interface ReferringTable {
  readonly organizations: CatalogTable;
  /** Their column with the id. */
  readonly id: string;
  readonly table: CatalogTable;
  /** All tables of the product. */
  readonly tables: readonly CatalogTable[];
  readonly refers: Referring;
  /** Its columns beside those that refer to the organizations. */
  readonly rest: readonly CatalogColumn[];
}

/** What names the modules or settings of such a table, and how its rows are read. */
interface NamedRows {
  readonly what: string;
  /** SQL of the name. */
  readonly name: string;
  readonly join: string;
  readonly switches: RowSwitches;
  readonly score: number;
  /** Whatever may say by its name that the rows take access away. */
  readonly called: readonly string[];
  readonly unsure: readonly string[];
}

/**
 * A table with a row for each organization and module, or for each organization and setting. The order of the
 * flags does not change with the plan, as if the flags had. Where its name says that the rows may take access away, or
 * only ask for it, each of them is read as off.
 * @returns null if nothing in it names modules or settings
 * @example namedRows({ organizations, id: 'id', table: tenantFeatures, tables, refers, rest })?.place
 *   // public.tenant_features, a row for each organization and features
 */
export function namedRows(of: ReferringTable): FlagsPlace | null {
  const { table, refers } = of;
  const named = byModule(of) ?? byKey(of);
  if (named === null) return null;
  const { what, name, join, switches, score, called, unsure } = named;
  const taking = [table.name, ...called].find(soundsLikeTaking);
  const flag = taking === undefined ? switches.flag : 'false';
  return {
    place: `${nameOf(table)}, ${what}`,
    sql:
      `(SELECT coalesce(${switches.gathered}, '{}') -- of rows of one name, one that is on counts\n` +
      `   FROM (\n` +
      `     SELECT ${name} AS name,\n       ${flag} AS flag\n` +
      `     FROM ${quoted(table.schema)}.${quoted(table.name)} AS f${join}\n` +
      `     WHERE ${refers.condition} AND ${name} IS NOT NULL) AS r)`,
    score: scoreOfName(table.name) + (refers.declared ? 4 : 1) + score + (taking === undefined ? 0 : LAST),
    ...(taking !== undefined && { takesAway: true }),
    unsure: [...(taking === undefined ? [] : [sayTaking(table, taking, switches)]), ...refers.unsure, ...unsure],
  };
}

function sayTaking(table: CatalogTable, taking: string, { flag }: RowSwitches): string {
  return (
    `By the name ${taking}, rows of ${nameOf(table)} may take access away, or not give it: each is read as off. ` +
    `If they grant, write ${flag.replaceAll(BETWEEN_CONDITIONS, ' AND ')} AS flag in place of false AS flag; ` +
    'what else is said of these rows counts then.'
  );
}

/** Rows that name a module by a foreign key. */
function byModule({ table, tables, refers, rest }: ReferringTable): NamedRows | null {
  const named = namedModule(table, rest, tables);
  if (named === null) return null;
  const { key, titles, target, reference } = named;
  const columns = rest.filter(({ name }) => name !== reference.column);
  const switches = rowSwitches(nameOf(table), columns);
  return {
    what: `a row for each organization and ${target.name}`,
    name: `n.${quoted(key.name)}`,
    join:
      ` JOIN ${quoted(target.schema)}.${quoted(target.name)} AS n ` +
      `ON n.${quoted(reference.target)} = f.${quoted(reference.column)}`,
    switches,
    score: 1,
    called: [reference.column, target.name],
    unsure: [
      ...sayWithout(table, reference.column),
      ...sayUnnamed(target, key, 'n', titles),
      ...switches.unsure,
      ...sayRepeated(table, [refers.column.name, reference.column], isUnique(target, key.name), switches),
      ...sayForAll([target]),
    ],
  };
}

/** Rows with the name of a module or setting. */
function byKey({ organizations, id, table, tables, refers, rest }: ReferringTable): NamedRows | null {
  const key = rest.find(isKey);
  if (key === undefined) return null;
  const value = isOfSettings(table.name)
    ? rest.find(({ name, type }) => VALUE_COLUMN.test(name) && type !== 'bool')
    : undefined;
  if (!value && scoreOfName(table.name) === 0 && scoreOfName(key.name) === 0) return null;
  const columns = rest.filter((column) => column !== key);
  const switches = rowSwitches(nameOf(table), columns, value);
  const others = columns.filter((column) => column !== value && mayName(column));
  return {
    what: value ? 'a table of settings' : `a row for each organization and ${key.name}`,
    name: `f.${quoted(key.name)}`,
    join: '',
    switches,
    score: value ? -1 : 0,
    called: [key.name],
    unsure: [
      ...sayUnnamed(table, key, 'f', others),
      ...switches.unsure,
      ...sayRepeated(table, [refers.column.name, key.name], true, switches),
      ...sayForAll(tables.filter((other) => other !== table && isCatalogue(organizations, id, other))),
      ...(value ? [`Which keys of ${nameOf(table)} are flags: add a condition on f.${quoted(key.name)}.`] : []),
    ],
  };
}

/** A row that names no module by its foreign key is left out by the join. */
function sayWithout(table: CatalogTable, by: string): readonly string[] {
  const column = table.columns.find(({ name }) => name === by);
  if (!column || column.notNull || column.nulls === 0) return [];
  const rows = column.nulls === null ? 'Rows' : column.nulls === 1 ? '1 row' : `${column.nulls} rows`;
  const [are, they] = column.nulls === 1 ? ['is', 'it grants'] : ['are', 'they grant'];
  return [`${rows} of ${nameOf(table)} without ${by} ${are} left out, with what ${they}: add it to the query.`];
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

function isUnique({ unique, uniqueOrNull }: CatalogTable, column: string): boolean {
  return unique.includes(column) || uniqueOrNull.includes(column);
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

/** Whether a column may name modules or settings. */
export function isKey({ name, type }: Pick<CatalogColumn, 'name' | 'type'>): boolean {
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
