import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import { booleanPlaces, columnPlaces, isOfFlags, LISTS, nameOf, otherColumns, soundsLikeFlags } from './column-places';
import { type FlagsPlace, withItsName } from './flags-place';
import { isHarmless, isSwitch, mayBeOff, namesOf } from './row-switches';

/** A row that an organization has in another table. */
export interface OwnRow {
  readonly table: CatalogTable;
  /** How an organization has it, for the reader: `a row for each organization`. */
  readonly said: string;
  /** SQL by which a row `f` is that of the organization `o`; no more than one may be. */
  readonly condition: string;
  /** The columns beside those by which it is the organization's. */
  readonly columns: readonly CatalogColumn[];
  /** How much less likely it is than a column of the organizations themselves. */
  readonly less: number;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

/**
 * The places in the columns of such a row: `settings(organization_id, has_crm)`. An organization without a row has
 * null: what that means is up to the mapping, as for any null. A column that is not taken is named, unless it plainly
 * says nothing of flags.
 */
export function rowPlaces({ table, said, condition, columns, less, unsure }: OwnRow): readonly FlagsPlace[] {
  const off = mayBeOff(columns);
  const all = [
    ...unsure,
    `The flags of an organization without a row in ${nameOf(table)} are null.`,
    ...(off.length > 0
      ? [
          `Whether a row of ${nameOf(table)} is off by ${off.map(sayColumn).join(', ')}: ` +
            'it counts whatever is there. If they can switch it off, let the flags say so.',
        ]
      : []),
    ...sayOthers(table, columns),
  ];
  const places = placesIn(table, columns).map((place) => withItsName(place, table.name));
  return places.map(({ place, sql, score, takesAway, unsure: own }) => ({
    ...(takesAway && { takesAway }),
    place: `${place}, ${said}`,
    sql: `(SELECT ${sql}\n   FROM ${quoted(table.schema)}.${quoted(table.name)} AS f WHERE ${condition})`,
    score: score - less,
    unsure: [...all, ...own],
  }));
}

/**
 * Names a table whose rows may have flags, where no query can be proposed: an organization has several of them, or they
 * have no column in a form that is known.
 * @param said how the organization has them
 * @returns none if nothing in it sounds like flags
 * @example mentionRows(tenantModules, 'several rows for each organization', tenantModules.columns)
 */
export function mentionRows(table: CatalogTable, said: string, columns: readonly CatalogColumn[]): readonly string[] {
  const others = notTaken(table, columns);
  if (placesIn(table, columns).length === 0 && others.length === 0) return [];
  const flags = namesOf(flagColumns(table, columns));
  return [`${nameOf(table)}, ${said} (${[...(flags === '' ? [] : [flags]), ...others].join(', ')})`];
}

function placesIn(table: CatalogTable, columns: readonly CatalogColumn[]): readonly FlagsPlace[] {
  const flags = flagColumns(table, columns);
  return [...flags.flatMap((column) => columnPlaces(table, column, 'f')), ...booleanPlaces(table, flags, 'f')];
}

/** In a table that is named for flags or settings any column may have them. */
function flagColumns(table: CatalogTable, columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const off = mayBeOff(columns);
  return columns.filter((column) => {
    if (!isOfFlags(table) && !soundsLikeFlags(column.name)) return false;
    if (column.type === 'bool') return !isSwitch(column);
    return !off.includes(column) && columnPlaces(table, column).length > 0;
  });
}

function sayOthers(table: CatalogTable, columns: readonly CatalogColumn[]): readonly string[] {
  const found = notTaken(table, columns);
  if (found.length === 0) return [];
  return [`Whether flags are also in other columns of ${nameOf(table)}: ${found.join('; ')}. If so, add them.`];
}

/** What is neither a flag nor a state: has flags in another form, or a form of flags under another name. */
function notTaken(table: CatalogTable, columns: readonly CatalogColumn[]): readonly string[] {
  const known = [...mayBeOff(columns), ...flagColumns(table, columns)];
  const rest = columns.filter((column) => !known.includes(column) && !isHarmless(column));
  const unnamed = rest.filter(({ type }) => ['bool', 'json', 'jsonb', ...LISTS].includes(type));
  return [
    ...unnamed.map(sayColumn),
    ...otherColumns(
      table,
      rest.filter((column) => !unnamed.includes(column)),
    ),
  ];
}
