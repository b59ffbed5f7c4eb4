import { type CatalogColumn, type CatalogTable, literal, quoted, sayColumn } from './catalog';
import { type FlagsPlace, LAST, soundsLikeTaking, withItsName } from './flags-place';
import { isOfItself, namesOf, snake } from './row-switches';

const ACCESS_WORDS = new RegExp(
  '(module|feature|entitlement|permission|add_?on|product|package|licen[cs]e|capabilit(y|ie)|plan|app)s?(_|$)' +
    '|flag|route_access',
  'i',
);
const SURE_WORDS = /^(enabled|active)_?(module|feature|app|product)s?$|^(module|feature|entitlement)s?(_enabled)?$/i;
const SETTING_WORDS = /setting|config|option|preference|metadata|meta$|data$/i;
export const TEXTS: readonly string[] = ['text', 'varchar', 'bpchar', 'citext'];
/** Lists of names. */
export const LISTS: readonly string[] = ['_text', '_varchar', '_bpchar', '_citext'];
/** Integers that are no bitmask by their names: keys of other tables, counts and limits. */
const NO_BITS = /(^|_)(ids?|no|nr|num|number|count|version|price|limit|quota|max|min)(_|$)/;
const PREFIXED = /^(has|can|use|enable|module|feature|allow)_|_(enabled|module|access)$/i;
/** Types that keep no flags, and those whose columns are proposed whatever their names are. */
const NO_OTHERS =
  /^(bool|jsonb?|numeric|float[48]|money|uuid|bytea|interval|timetz|time|date|timestamp(tz)?|\w+range)$/;
/** Types with several values in one, which may be flags whatever the name is: `integer[]`. */
const HAS_SEVERAL = /^(_|hstore$)/;
/** How many bits an integer has; the sign is one of them. */
const BITS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };
export const INTEGERS: readonly string[] = Object.keys(BITS);
/**
 * The places in one column: JSON, a list, text with either, or a bitmask.
 * @param row what SQL calls a row of the table
 */
export function columnPlaces(table: CatalogTable, column: CatalogColumn, row = 'o'): readonly FlagsPlace[] {
  return placesOf(table, column, row).map((place) => withItsName(place, column.name));
}

function placesOf(table: CatalogTable, column: CatalogColumn, row: string): readonly FlagsPlace[] {
  const named = scoreOfName(column.name);
  const sql = `${row}.${quoted(column.name)}`;
  const place = (what: string) => `${nameOf(table)}.${column.name}, ${what}`;
  if (column.type === 'json' || column.type === 'jsonb') {
    return [
      {
        place: place('JSON'),
        sql,
        column: column.name,
        score: named + 4,
        unsure: namedUnsurely(column.name, named),
      },
    ];
  }
  if (column.enums || LISTS.includes(column.type)) {
    // Of an unknown name, less likely than any other place.
    const score = named === 0 ? 1 : named + 3;
    return [{ place: place('a list'), sql: `to_jsonb(${sql})`, score, unsure: namedUnsurely(column.name, named) }];
  }
  // What refers to another table is a key of it.
  if (refersTo(table, column) !== undefined) return [];
  if (TEXTS.includes(column.type) && named > 0) return [textPlace(place, sql, named, column)];
  if (INTEGERS.includes(column.type) && named > 1 && !NO_BITS.test(snake(column.name)))
    return [bitmaskPlace(place, sql, named, column)];
  return [];
}

/** Text with JSON, or with a list of names with commas between: products have both in one column. */
function textPlace(place: (what: string) => string, sql: string, named: number, column: CatalogColumn): FlagsPlace {
  const values = column.sample.filter((value) => value !== null && value.trim() !== '');
  const looksJson = (value: string | null) => /^\s*[[{"]/.test(value ?? '');
  if (values.length > 0 && values.every(looksJson))
    return { place: place('JSON as text'), sql, column: column.name, score: named + 3, unsure: [] };
  const list = `to_jsonb(array_remove(regexp_split_to_array(btrim(${sql}), '\\s*[,;|]\\s*'), ''))::text`;
  const mixed = values.some(looksJson);
  return {
    place: place(mixed ? 'a list with commas, or JSON' : 'a list with commas'),
    sql: `CASE WHEN ${sql} ~ '^\\s*[[{"]' THEN ${sql} ELSE ${list} END`,
    score: named + (values.length > 0 ? 2 : 1),
    unsure: [
      'Names are taken to stand between commas, semicolons or bars; an empty text becomes [] and NULL stays null.',
      ...(mixed ? ['Some values begin like JSON and are taken as they are.'] : []),
    ],
  };
}

/**
 * One flag for each bit that is met, because only the product's code knows the names, and one for all bits that are not
 * met: in the sample none is on, and elsewhere none may be lost in silence.
 */
function bitmaskPlace(place: (what: string) => string, sql: string, named: number, column: CatalogColumn): FlagsPlace {
  const values = column.sample.map((value) => BigInt(/^-?\d+$/.test(value ?? '') ? (value ?? 0) : 0));
  const all = Array.from({ length: BITS[column.type] ?? 0 }, (_, bit) => bit);
  const isMet = (bit: number) => values.some((value) => (value >> BigInt(bit)) & 1n);
  const met = all.filter(isMet);
  const others = all.filter((bit) => !isMet(bit)).reduce((bits, bit) => bits | (1n << BigInt(bit)), 0n);
  const pairs = [
    ...met.map((bit) => `'bit_${bit}', (${sql}::bigint >> ${bit}) & 1 = 1`),
    ...(others === 0n ? [] : [`'other_bits', ${sql}::bigint & '${BigInt.asIntN(64, others)}'::bigint <> 0`]),
  ];
  return {
    place: place('a bitmask'),
    sql: `CASE WHEN ${sql} IS NOT NULL THEN ${jsonObject(pairs)} END`,
    score: named + 1,
    unsure: [
      `Whether ${column.name} is a bitmask at all. Give each bit the name that the product's code gives it: ` +
        `bits ${met.join(', ') || 'none'} are met in a sample of rows, and other_bits is on if there is any other.`,
    ],
  };
}

/** The place in all columns that are boolean. @param row what SQL calls a row of the table */
export function booleanPlaces(
  table: CatalogTable,
  columns: readonly CatalogColumn[],
  row = 'o',
): readonly FlagsPlace[] {
  const flags = columns.filter(({ name, type }) => type === 'bool' && !isOfItself(name));
  if (flags.length === 0) return [];
  const nullable = flags.filter(({ notNull }) => !notNull);
  const [first] = nullable.map(({ name }) => `${row}.${quoted(name)}`);
  const taking = flags.filter(({ name }) => soundsLikeTaking(name));
  const giving = flags.filter((column) => !taking.includes(column));
  const prefixed = giving.filter(({ name }) => PREFIXED.test(name));
  return [
    {
      ...(giving.length === 0 && { takesAway: true }),
      place: `${nameOf(table)}, boolean columns (${flags.map(({ name }) => name).join(', ')})`,
      sql: jsonObject(flags.map(({ name }) => `${literal(name)}, ${row}.${quoted(name)}`)),
      score: giving.length === 0 ? LAST : 1 + prefixed.length + Math.min(giving.length, 3),
      unsure: [
        ...(taking.length === 0
          ? []
          : [
              `By their names ${namesOf(taking)} may take access away, or not give it: ` +
                "'portcullis mapping draft' proposes no target for such flags.",
            ]),
        ...(first === undefined
          ? []
          : [
              `NULL in ${namesOf(nullable)} is read as off. If the product takes it as on, write ` +
                `${nullable.length > 1 ? 'for each such column, as for the first: ' : ''}coalesce(${first}, true) ` +
                `in place of ${first}.`,
            ]),
      ],
    },
  ];
}

/**
 * Those of the columns that by their names may have flags of an organization, or lead to them, in a form that is not
 * proposed: `has_hr smallint`, `features hstore`, `plan_id`, which refers to the plans. In a table of flags any column
 * may, but a text of another name says something else.
 */
export function otherColumns(table: CatalogTable, columns: readonly CatalogColumn[]): readonly string[] {
  return columns.flatMap((column) => {
    const refers = refersTo(table, column);
    if (columnPlaces(table, column).length > 0) return [];
    const sounds = soundsLikeFlags(column.name);
    if (refers !== undefined)
      return sounds || scoreOfName(refers.table) > 0
        ? [`${sayColumn(column)}, which refers to ${refers.schema}.${refers.table}`]
        : [];
    const may = sounds || HAS_SEVERAL.test(column.type) || (isOfFlags(table) && !TEXTS.includes(column.type));
    return may && !NO_OTHERS.test(column.type) ? [sayColumn(column)] : [];
  });
}

/** Whether the values of a column may be names, by its type alone: text, or a type of the product's, as an enum is. */
export function mayBeName({ type }: CatalogColumn): boolean {
  return TEXTS.includes(type) || !(INTEGERS.includes(type) || HAS_SEVERAL.test(type) || NO_OTHERS.test(type));
}

function refersTo(table: CatalogTable, { name }: CatalogColumn) {
  return table.references.find(({ column }) => column === name);
}

/** Whether a column may have a flag by its name. @example soundsLikeFlags('has_crm') // true */
export function soundsLikeFlags(name: string): boolean {
  return scoreOfName(snake(name)) > 0 || scoreOfName(name) > 0 || PREFIXED.test(snake(name));
}

/** Whether a table is of flags or settings by its name. */
export function isOfFlags({ name }: Pick<CatalogTable, 'name'>): boolean {
  return scoreOfName(name) > 0 || isOfSettings(name);
}

/** Whether a table is of settings by its name. */
export function isOfSettings(table: string): boolean {
  return SETTING_WORDS.test(table);
}

/** How likely a table or column of this name has flags; 0 if nothing in it says so. */
export function scoreOfName(name: string): number {
  if (SURE_WORDS.test(name)) return 6;
  if (ACCESS_WORDS.test(name)) return 3;
  return 0;
}

function namedUnsurely(name: string, score: number): readonly string[] {
  return score > 0 ? [] : [`Whether ${name} has flags, and no other settings.`];
}

/** `schema.table`, for a sentence. */
export function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`;
}

/** PostgreSQL passes at most 100 arguments to a function. */
const MOST_PAIRS = 50;

/** SQL of an object with these pairs of name and value, however many there are. */
function jsonObject(pairs: readonly string[]): string {
  const parts = Array.from({ length: Math.ceil(pairs.length / MOST_PAIRS) }, (_, part) =>
    pairs.slice(part * MOST_PAIRS, (part + 1) * MOST_PAIRS),
  );
  return parts.map((part) => `jsonb_build_object(${wrap(part)})`).join(' || ');
}

function wrap(parts: readonly string[]): string {
  return parts.length <= 2 ? parts.join(', ') : `\n    ${parts.join(',\n    ')}`;
}
