import type { EntityManager } from 'typeorm';
import { hasKey, keysSql, neededColumns } from '../../migrations/baseline/fitting-tables';
import {
  ENTITLEMENT_TABLES,
  type EntitlementTable,
  type OrganizationIdType,
  plainly,
  quoted,
  SCHEMA,
} from '../../migrations/baseline/names';
import { ownTables } from '../../migrations/baseline/own-tables';
import { ADDED_COLUMNS, entitlementTables } from '../../migrations/baseline/published-tables';
import { type MadeTable, tablesIn } from '../../migrations/baseline/tables-in';
import type { LostObject } from './lost-object';

/** A published table, as the installation recorded it. */
export interface InstalledTable {
  readonly name: string;
  readonly schema: string;
  readonly origin: 'created' | 'adopted';
  /** The columns that an adopted one was given. */
  readonly added: readonly string[];
}

interface ExpectedTable extends MadeTable {
  readonly schema: string;
  /** The columns that can be made again, with their definitions; what they held is lost. */
  readonly added: Readonly<Record<string, string>>;
}

/** What is lost with the values of an added column, and what to do once it is there again. */
const LOST_WITH: Readonly<Record<string, string>> = {
  policy:
    'The values of policy are lost: every module asks for an entitlement until the taxonomy is loaded again, with ' +
    "'portcullis seed'.",
  partial:
    'The values of partial are lost, so that modules that were granted partially count as whole, and new submodules ' +
    "would be open to such organizations: run 'portcullis migrate --execute' again before you add submodules.",
};

/** Finds columns and keys that Portcullis' own tables lost. Tables that are gone are left out. One statement. */
export function findLostColumnsOfOwn(manager: Pick<EntityManager, 'query'>): Promise<readonly LostObject[]> {
  return findLostColumns(
    manager,
    // The type of the ids is not compared.
    tablesIn(ownTables('int4')).map((table) => ({ ...table, schema: SCHEMA, added: {} })),
  );
}

/** Finds columns, and keys of created tables, that the published tables lost. One statement. */
export function findLostColumnsOfPublished(
  manager: Pick<EntityManager, 'query'>,
  tables: readonly InstalledTable[],
  idType: OrganizationIdType,
): Promise<readonly LostObject[]> {
  return findLostColumns(
    manager,
    ENTITLEMENT_TABLES.flatMap((name) =>
      tables.filter((table) => table.name === name).map((table) => expectedOf(name, table, idType)),
    ),
  );
}

function expectedOf(
  name: EntitlementTable,
  { schema, origin, added }: InstalledTable,
  idType: OrganizationIdType,
): ExpectedTable {
  const made = origin === 'created' ? tablesIn(entitlementTables(quoted(schema), idType, null)[name]) : [];
  return {
    name,
    schema,
    columns: neededColumns(name),
    keys: made.flatMap(({ keys }) => keys),
    added: Object.fromEntries(Object.entries(ADDED_COLUMNS[name] ?? {}).filter(([column]) => added.includes(column))),
  };
}

interface FoundColumns {
  readonly place: number;
  readonly columns: readonly string[];
  /** The columns of each unique index. */
  readonly keys: readonly (readonly string[])[];
}

async function findLostColumns(
  manager: Pick<EntityManager, 'query'>,
  tables: readonly ExpectedTable[],
): Promise<readonly LostObject[]> {
  const found: readonly FoundColumns[] = await manager.query(
    `SELECT t.place::int AS place, ${keysSql('c.oid')} AS keys, ARRAY(
       SELECT a.attname::text FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, place)
     JOIN pg_namespace n ON n.nspname = t.schema
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name AND c.relkind IN ('r', 'p')
     ORDER BY t.place`,
    [tables.map(({ schema }) => schema), tables.map(({ name }) => name)],
  );
  return found.flatMap(({ place, ...now }) => {
    const table = tables[place - 1];
    return table ? lostOf(table, now) : [];
  });
}

function lostOf(
  { schema, name, columns, keys, added }: ExpectedTable,
  now: Pick<FoundColumns, 'columns' | 'keys'>,
): readonly LostObject[] {
  const table = quoted(schema, name);
  const missing = columns.filter((column) => !now.columns.includes(column));
  const lostKeys = keys.filter((key) => !key.columns.some((one) => missing.includes(one)) && !hasKey(now, key.columns));
  return [
    ...missing.map((column): LostObject => {
      const definition = added[column];
      return {
        what: `column ${column} of ${plainly(schema, name)}`,
        remake: definition === undefined ? null : [`ALTER TABLE ${table} ADD COLUMN ${quoted(column)} ${definition}`],
        needed: true,
        lostWith: (definition !== undefined && LOST_WITH[column]) || null,
      };
    }),
    ...lostKeys.map(({ kind, columns: of }): LostObject => ({
      what: `${kind === 'UNIQUE' ? 'unique' : 'primary'} key (${of.join(', ')}) of ${plainly(schema, name)}`,
      remake: [`ALTER TABLE ${table} ADD ${kind} (${of.map((column) => quoted(column)).join(', ')})`],
      needed: true,
      lostWith: null,
    })),
  ];
}
