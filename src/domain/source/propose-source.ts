import { type CatalogColumn, type CatalogTable, quoted, sayColumn } from './catalog';
import { nameOf, otherColumns } from './column-places';
import { findFlags } from './find-flags';
import type { FlagsPlace } from './flags-place';
import { type IdColumn, idColumn } from './id-column';
import { isOfItself, mayEnd, snake, thereCondition } from './row-switches';

/** A query for the source, as `source detect` proposes it. */
export interface SourceProposal {
  /** The table of the organizations: `public.companies`. */
  readonly table: string;
  /** Where the flags are, in words. */
  readonly flags: string;
  /** A query with the columns `id`, `name` and `flags`, and, in comments, what a person must look at. */
  readonly sql: string;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
  /** The command that sets the table in place of the query; null if the flags are not one JSON column of it. */
  readonly byTable: string | null;
}

/** From the likeliest name of a table of organizations to the least likely one. */
const ORGANIZATION_NAMES: readonly RegExp[] = [
  /^organi[sz]ations?$/i,
  /^(orgs?|tenants?)$/i,
  /^(compan(y|ies)|workspaces?)$/i,
  /^(accounts?|teams?|clubs?|agenc(y|ies)|business(es)?|institutions?|schools?)$/i,
  /^(customers?|clients?|stores?|shops?|groups?|firms?)$/i,
  /(organi[sz]ation|tenant|compan(y|ie)|workspace)s?$/i,
];
const NAMES: readonly RegExp[] = [
  /^(name|title|display_?name|label)$/i,
  /(^|_)name$/i,
  /^(slug|subdomain|domain|company_key|key|code|email)$/i,
];
const GONE = /^(is_)?(deleted|removed|archived|discarded)(_(at|on|date))?$/;
const MANY = 3;
const MOST_TABLES = 6;

/**
 * Proposes queries for the source from what the catalog and a sample of rows show, the likeliest first. Nothing is
 * guessed in silence: whatever a person must look at is a comment of the query.
 * @returns at most three; none if no table looks like one of organizations
 * @example proposeSource(tables)[0]?.sql // SELECT o."id" AS id, …
 */
export function proposeSource(tables: readonly CatalogTable[]): readonly SourceProposal[] {
  return tables
    .flatMap((table) => {
      const rank = ORGANIZATION_NAMES.findIndex((name) => name.test(table.name));
      const id = idColumn(table);
      if (rank < 0 || id === undefined) return [];
      const { places, mentions, others } = findFlags(table, id.name, tables);
      const known = 2 * (ORGANIZATION_NAMES.length - rank) + referencesTo(table, tables);
      return places.slice(0, MANY).map((place) => ({
        score: place.score + known,
        proposal: writeProposal(table, id, place, [
          ...place.unsure,
          ...id.unsure,
          ...aboutTable(table, rank, id.name),
          ...elsewhere(
            places.filter((other) => other !== place),
            mentions,
          ),
          ...otherColumnsOf(table, id.name),
          ...otherTables(others.map(({ said }) => said)),
        ]),
      }));
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MANY)
    .map(({ proposal }) => proposal);
}

function elsewhere(places: readonly FlagsPlace[], mentions: readonly string[]): readonly string[] {
  const taking = places.filter(({ takesAway }) => takesAway);
  const giving = places.filter((place) => !taking.includes(place));
  return [
    ...(taking.length === 0
      ? []
      : [
          'By their names these may take access away, and are not looked at: ' +
            `${some(taking.map(({ place }) => place))}. If they do, let the flags say so.`,
        ]),
    ...(giving.length + mentions.length === 0
      ? []
      : [`Flags may also be in: ${some([...giving.map(({ place }) => place), ...mentions])}.`]),
  ];
}

function some(places: readonly string[], most = MANY): string {
  return `${places.slice(0, most).join('; ')}${places.length > most ? `; and ${places.length - most} more` : ''}`;
}

function otherTables(tables: readonly string[]): readonly string[] {
  if (tables.length === 0) return [];
  return [
    'May also be flags, though no name says so, what rows of other tables name for an organization: ' +
      `${some(tables, MOST_TABLES)}. If so, add it to the query.`,
  ];
}

function otherColumnsOf(table: CatalogTable, id: string): readonly string[] {
  const found = otherColumns(
    table,
    table.columns.filter(({ name }) => name !== id),
  );
  return found.length === 0
    ? []
    : [`Whether flags are also in columns that are not proposed: ${found.join('; ')}. If so, add them to the query.`];
}

function aboutTable(table: CatalogTable, rank: number, id: string): readonly string[] {
  const gone = goneColumns(table).map(({ column }) => column);
  const kept = table.columns.filter((column) => !gone.includes(column) && column.name !== id);
  const states = [...kept.filter(({ name, type }) => type === 'bool' && isOfItself(name)), ...mayEnd(kept)];
  return [
    ...(rank > 2 ? [`Whether ${nameOf(table)} has one row for each organization.`] : []),
    ...(nameColumn(table.columns, id) === undefined ? [`No column looks like a name: the id is shown instead.`] : []),
    ...gone.map(({ name }) => `Organizations with ${name} are left out, so they have no access by Portcullis.`),
    ...(states.length > 0
      ? [
          `Not looked at, as states of the organization itself: ${states.map(sayColumn).join(', ')}. ` +
            'If an organization has nothing on by one of them, let the flags say so.',
        ]
      : []),
    ...(table.rowSecurity
      ? [`Row security of ${nameOf(table)} applies to this role: rows may be hidden from it.`]
      : []),
  ];
}

/** The columns by which an organization is certainly gone, each with the condition that it is not. */
function goneColumns({ columns }: CatalogTable) {
  return columns.flatMap((column) => {
    const condition = GONE.test(snake(column.name)) ? thereCondition(column) : null;
    return condition === null ? [] : [{ column, condition }];
  });
}

function writeProposal(
  table: CatalogTable,
  id: IdColumn,
  { place, sql: flags, column }: FlagsPlace,
  unsure: readonly string[],
): SourceProposal {
  const name = nameColumn(table.columns, id.name);
  const conditions = goneColumns(table).map(({ condition }) => condition);
  const byTable = column === undefined ? null : commandByTable(table, id, name, column, conditions);
  const lines = [
    ...(byTable === null
      ? []
      : ['-- Better than this query, set the table; the fence and drop-column then work as well:', `--   ${byTable}`]),
    `-- Organizations: ${nameOf(table)}`,
    `-- Flags: ${place}`,
    ...(unsure.length > 0 ? ['-- Look at this before you use it:'] : []),
    ...unsure.map((sentence) => `--   * ${sentence}`),
  ].map(oneLine);
  const select = [
    `SELECT ${id.sql} AS id,`,
    `  ${name === undefined ? `o.${quoted(id.name)}::text` : `o.${quoted(name)}`} AS name,`,
    `  ${flags} AS flags`,
    `FROM ${quoted(table.schema)}.${quoted(table.name)} AS o`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.map((condition) => `o.${condition}`).join(' AND ')}`] : []),
  ];
  return { table: nameOf(table), flags: place, sql: [...lines, ...select, ''].join('\n'), unsure, byTable };
}

/** Null if the command cannot name what the query does: an id of another type, or an id in place of a name. */
function commandByTable(
  table: CatalogTable,
  id: IdColumn,
  name: string | undefined,
  flags: string,
  conditions: readonly string[],
): string | null {
  if (name === undefined || id.sql !== `o.${quoted(id.name)}`) return null;
  const words = [
    ...['--table', nameOf(table), '--id', id.name, '--name', name, '--flags', flags],
    ...(conditions.length > 0 ? ['--where', conditions.join(' AND ')] : []),
    ...['--reason', 'our organizations'],
  ];
  return words.some((word) => oneLine(word) !== word) ? null : `portcullis source set ${words.map(inShell).join(' ')}`;
}

/** A word of a command, as a shell reads it. */
function inShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function nameColumn(columns: readonly CatalogColumn[], id: string): string | undefined {
  const texts = columns.filter(
    ({ name, type }) => name !== id && ['text', 'varchar', 'bpchar', 'citext'].includes(type),
  );
  for (const pattern of NAMES) {
    const found = texts.find(({ name }) => pattern.test(name));
    if (found) return found.name;
  }
  return undefined;
}

function referencesTo(table: CatalogTable, tables: readonly CatalogTable[]): number {
  const from = tables.filter(({ references }) =>
    references.some(({ schema, table: name }) => schema === table.schema && name === table.name),
  );
  return Math.min(from.length, 5);
}

/** Names come from the product: a line break in one must not end the comment. */
function oneLine(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
