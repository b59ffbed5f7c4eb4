import { ID_COLUMN_TYPES } from '../organization-id';

/** A column of the query of a source, with the name of its type in `pg_type`; a domain counts as its base type. */
export interface QueryColumn {
  readonly name: string;
  readonly type: string;
}

const TEXT_TYPES: readonly string[] = ['text', 'varchar', 'bpchar', 'citext', 'name'];
const FLAG_TYPES: readonly string[] = ['json', 'jsonb', 'text', 'varchar', 'bpchar', 'citext'];

/** What a column must be, and what to write where it is not. */
const COLUMNS: Readonly<Record<string, { readonly types: readonly string[]; readonly advice: string }>> = {
  id: { types: ID_COLUMN_TYPES, advice: 'int, bigint, uuid, text or varchar; cast another type, as in o.id::text' },
  name: { types: TEXT_TYPES, advice: 'text; cast another type, as in o.number::text' },
  flags: {
    types: FLAG_TYPES,
    advice: 'json, jsonb, or text with JSON; make JSON of another type, as in to_jsonb(o.modules)',
  },
  version: { types: ['xid'], advice: 'xid, as the column xmin that each table has' },
};
const REQUIRED: readonly string[] = ['id', 'name', 'flags'];

/**
 * Everything that is wrong with the columns of a source's query: it gives exactly `id`, `name` and `flags`, and may
 * give `version`.
 * @returns one sentence for each fault; none if the columns fit
 * @example columnFaults([{ name: 'id', type: 'int4' }, { name: 'name', type: 'text' }])
 *   // ["There is no column flags: it must be json, jsonb, or text with JSON; …"]
 */
export function columnFaults(columns: readonly QueryColumn[]): readonly string[] {
  const missing = REQUIRED.filter((name) => !columns.some((column) => column.name === name));
  return [
    ...missing.map((name) => `There is no column ${name}: it must be ${COLUMNS[name]?.advice ?? ''}.`),
    ...columns.flatMap(({ name, type }) => {
      const wanted = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
      if (!wanted)
        return [`The column ${JSON.stringify(name)} is not used: leave it out, or name it id, name or flags.`];
      return wanted.types.includes(type)
        ? []
        : [`The column ${name} is ${sayType(type)}: it must be ${wanted.advice}.`];
    }),
  ];
}

/** PostgreSQL's names of array types begin with `_`. */
function sayType(type: string): string {
  return type.startsWith('_') ? `${type.slice(1)}[]` : type;
}
