import type { CatalogColumn, CatalogTable } from './catalog';
import { mayBeName, nameOf } from './column-places';
import { isKey } from './named-rows';
import type { Referring } from './referring';
import { isHarmless, mayBeOff, namesOf } from './row-switches';

/** A table of whose name nothing is known, but whose rows may be flags by their form. */
export interface OtherTable {
  /** For the reader: `public.tenant_packs (pack)`. */
  readonly said: string;
  /** How likely it is; more is likelier. */
  readonly score: number;
}

/** Beside the organization and what may be a module: how many columns a table has that is about nothing else. */
const FEW = 1;

/**
 * A table that joins the organizations to another table, or names something by text for each of them, whatever it is
 * called: `tenant_packs(tenant_id, pack)`. Whether that is access only people know.
 * @param rest its columns beside those that refer to the organizations
 * @returns null if it does neither
 * @example otherTable(tenantPacks, refers, rest)?.said // public.tenant_packs (pack)
 */
export function otherTable(
  table: CatalogTable,
  { column: own }: Referring,
  rest: readonly CatalogColumn[],
): OtherTable | null {
  const off = mayBeOff(rest);
  const columns = rest.filter((column) => !isHarmless(column) && !off.includes(column));
  const joined = columns.filter(({ name }) => table.references.some(({ column }) => column === name));
  const isOneRow = [...table.unique, ...table.uniqueOrNull].includes(own.name);
  const named = isOneRow ? [] : columns.filter((column) => !joined.includes(column) && mayBeName(column));
  const isPair = (column: CatalogColumn) =>
    table.uniqueTogether.some((set) => set.length === 2 && set.includes(own.name) && set.includes(column.name));
  const pairs = [...joined, ...named].filter(isPair);
  if (pairs.length > 0) return other(table, pairs, 3);
  const isNarrow = columns.length <= 1 + FEW;
  if (joined.length > 0) return other(table, joined, isNarrow ? 2 : 0);
  const keys = isNarrow ? named : named.filter((column) => isKey(column) && column.name !== 'name');
  return keys.length > 0 ? other(table, keys, 1) : null;
}

function other(table: CatalogTable, columns: readonly CatalogColumn[], score: number): OtherTable {
  return { said: `${nameOf(table)} (${namesOf(columns)})`, score };
}
