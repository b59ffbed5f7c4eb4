import { type CatalogColumn, type CatalogTable, literal, quoted, sayColumn } from './catalog';
import { mayBeOff, namesOf, type RowSwitches, rowSwitches, snake } from './row-switches';

/** Where a product may keep the flags of an organization, and how SQL reads them. */
export interface FlagsPlace {
  /** For the reader: `public.companies.enabled_modules, a bitmask`. */
  readonly place: string;
  /** SQL of the flags as JSON; the organizations are `o`. */
  readonly sql: string;
  /** The column of the organizations that has them as JSON, as it is; left out if it takes more than a column. */
  readonly column?: string;
  /** How likely it is; more is likelier. */
  readonly score: number;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

const ACCESS_WORDS = new RegExp(
  '(module|feature|entitlement|permission|add_?on|product|package|licen[cs]e|capabilit(y|ie)|plan|app)s?(_|$)' +
    '|flag|route_access',
  'i',
);
const SURE_WORDS = /^(enabled|active)_?(module|feature|app|product)s?$|^(module|feature|entitlement)s?(_enabled)?$/i;
const SETTING_WORDS = /setting|config|option|preference|metadata|meta$|data$/i;
const OF_ITSELF = new RegExp(
  '^(is_)?(active|enabled|disabled|deleted|removed|discarded|archived' +
    '|verified|approved|suspended|locked|blocked|demo|test|internal' +
    '|default|public|private|hidden|visible|paid|trial|onboarded)$|^is_(primary|main|root)',
  'i',
);
const TEXTS: readonly string[] = ['text', 'varchar', 'bpchar', 'citext'];
/** How many bits an integer has; the sign is one of them. */
const BITS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };
const INTEGERS: readonly string[] = Object.keys(BITS);
/** How an organization is named in a table that refers to it. */
const REFERRING =
  /^(organi[sz]ation|org|company|tenant|account|workspace|team|customer|client|business|agency)_?(id)?$/i;
const KEY_COLUMN = new RegExp(
  '^((module|feature|app|flag|product|permission|submodule)(_(key|name|code|alias|slug|id))?' +
    '|key|name|code|alias|slug)$',
  'i',
);
const VALUE_COLUMN = /^(value|val|setting_value|data)$/i;

/**
 * Finds the places where a product may keep the legacy flags of its organizations, the likeliest first: JSON columns,
 * arrays, comma lists, boolean columns, bitmasks, and tables of modules or settings that refer to the organizations.
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

function columnPlaces(table: CatalogTable, column: CatalogColumn): readonly FlagsPlace[] {
  const named = scoreOfName(column.name);
  const sql = `o.${quoted(column.name)}`;
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
  if (['_text', '_varchar', '_citext'].includes(column.type)) {
    if (named === 0) return [];
    return [
      { place: place('a list'), sql: `to_jsonb(${sql})`, score: named + 3, unsure: namedUnsurely(column.name, named) },
    ];
  }
  if (TEXTS.includes(column.type) && named > 0) return [textPlace(place, sql, named, column)];
  if (INTEGERS.includes(column.type) && named > 1) return [bitmaskPlace(place, sql, named, column)];
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
    sql: `CASE WHEN ${sql} IS NOT NULL THEN jsonb_build_object(${wrap(pairs)}) END`,
    score: named + 1,
    unsure: [
      `Whether ${column.name} is a bitmask at all. Give each bit the name that the product's code gives it: ` +
        `bits ${met.join(', ') || 'none'} are met in a sample of rows, and other_bits is on if there is any other.`,
    ],
  };
}

function booleanPlaces(table: CatalogTable, columns: readonly CatalogColumn[]): readonly FlagsPlace[] {
  const flags = columns.filter(({ name, type }) => type === 'bool' && !isOfItself(name));
  if (flags.length === 0) return [];
  const nullable = flags.filter(({ notNull }) => !notNull);
  const [first] = nullable.map(({ name }) => `o.${quoted(name)}`);
  const prefixed = flags.filter(({ name }) =>
    /^(has|can|use|enable|module|feature|allow)_|_(enabled|module|access)$/i.test(name),
  );
  return [
    {
      place: `${nameOf(table)}, boolean columns (${flags.map(({ name }) => name).join(', ')})`,
      sql: `jsonb_build_object(${wrap(flags.map(({ name }) => `${literal(name)}, o.${quoted(name)}`))})`,
      score: 1 + prefixed.length + Math.min(flags.length, 3),
      unsure:
        first === undefined
          ? []
          : [
              `NULL in ${namesOf(nullable)} is read as off. If the product takes it as on, write ` +
                `${nullable.length > 1 ? 'for each such column, as for the first: ' : ''}coalesce(${first}, true) ` +
                `in place of ${first}.`,
            ],
    },
  ];
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
  const refers = referringColumn(organizations, id, table);
  if (refers === null) return [];
  const rest = table.columns.filter(({ name }) => name !== refers.column);
  const declared = refers.declared ? [] : [`Whether ${nameOf(table)}.${refers.column} is the id of the organization.`];
  const base = scoreOfName(table.name) + (refers.declared ? 4 : 1);
  const select = (key: string, join: string, { columns, flag, order }: RowSwitches) =>
    `(SELECT coalesce(jsonb_object_agg(r.name, ${flag} ORDER BY ${order}), '{}') -- the last row of a name counts\n` +
    `   FROM (\n` +
    `     SELECT ${[`${key} AS name`, ...columns].join(',\n       ')}\n` +
    `     FROM ${quoted(table.schema)}.${quoted(table.name)} AS f${join}\n` +
    `     WHERE f.${quoted(refers.column)} = o.${quoted(id)} AND ${key} IS NOT NULL) AS r)`;

  const named = namedModule(table, refers.column, tables);
  if (named !== null) {
    const { key, target, reference } = named;
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
        sql: select(`n.${quoted(key)}`, join, switches),
        score: base + 1,
        unsure: [
          ...declared,
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
  const key = rest.find(({ name, type }) => KEY_COLUMN.test(name) && TEXTS.includes(type));
  if (key === undefined) return [];
  const value = SETTING_WORDS.test(table.name)
    ? rest.find(({ name, type }) => VALUE_COLUMN.test(name) && type !== 'bool')
    : undefined;
  if (!value && scoreOfName(table.name) === 0 && scoreOfName(key.name) === 0) return [];
  const switches = rowSwitches(
    nameOf(table),
    rest.filter((column) => column !== key),
    value,
  );
  return [
    {
      place: value
        ? `${nameOf(table)}, a table of settings`
        : `${nameOf(table)}, a row for each organization and ${key.name}`,
      sql: select(`f.${quoted(key.name)}`, '', switches),
      score: value ? base - 1 : base,
      unsure: [
        ...declared,
        ...switches.unsure,
        ...(value ? [`Which keys of ${nameOf(table)} are flags: add a condition on f.${quoted(key.name)}.`] : []),
      ],
    },
  ];
}

/** The column by which a table refers to the organizations: by a foreign key, or at least by its name. */
function referringColumn(
  organizations: CatalogTable,
  id: string,
  table: CatalogTable,
): { readonly column: string; readonly declared: boolean } | null {
  const declared = table.references.find(
    ({ schema, table: name, target }) =>
      schema === organizations.schema && name === organizations.name && target === id,
  );
  if (declared) return { column: declared.column, declared: true };
  const type = organizations.columns.find(({ name }) => name === id)?.type;
  const alike = (other: string) => other === type || (INTEGERS.includes(other) && INTEGERS.includes(type ?? ''));
  const singular = organizations.name.replace(/ies$/, 'y').replace(/s$/, '');
  const named = table.columns.find(
    ({ name, type: own }) =>
      alike(own) && (REFERRING.test(name) || name.toLowerCase() === `${singular}_id`.toLowerCase()),
  );
  return named && table.schema === organizations.schema ? { column: named.name, declared: false } : null;
}

/** The table that a join table takes its modules from, with the column that names them. */
function namedModule(table: CatalogTable, own: string, tables: readonly CatalogTable[]) {
  for (const reference of table.references) {
    if (reference.column === own) continue;
    const target = tables.find(({ schema, name }) => schema === reference.schema && name === reference.table);
    if (!target || scoreOfName(target.name) === 0) continue;
    const keys = target.columns.filter(({ name, type }) => KEY_COLUMN.test(name) && TEXTS.includes(type));
    const key = keys.find(({ name }) => target.unique.includes(name)) ?? keys[0];
    if (key) return { key: key.name, target, reference };
  }
  return null;
}

/** Whether a boolean is about an organization itself, not about what it may use. */
export function isOfItself(name: string): boolean {
  return OF_ITSELF.test(snake(name));
}

function scoreOfName(name: string): number {
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

function wrap(parts: readonly string[]): string {
  return parts.length <= 2 ? parts.join(', ') : `\n    ${parts.join(',\n    ')}`;
}
