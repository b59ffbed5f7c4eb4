import { type CatalogTable, quoted } from './catalog';
import { nameOf } from './column-places';
import { type RowSwitches, timeOfRow } from './row-switches';

/**
 * Says that several rows may say of an organization whether it has the same module, unless a unique index keeps them
 * apart, which of them counts, and how only the latest would: a history is no list of grants.
 * @param by the columns by which a row is about an organization and a module
 * @param isNameUnique false if several modules may have one name
 * @returns no sentence if there is one row at most
 * @example sayRepeated(companyModules, ['company_id', 'module'], true, switches)
 *   // ['Of several rows of public.company_modules with the same company_id and module, one that is on wins. …']
 */
export function sayRepeated(
  table: CatalogTable,
  by: readonly string[],
  isNameUnique: boolean,
  { state }: RowSwitches,
): readonly string[] {
  const sets = [...[...table.unique, ...table.uniqueOrNull].map((name) => [name]), ...table.uniqueTogether];
  const isApart = sets.some((set) => set.every((name) => by.includes(name)));
  if (isApart && isNameUnique) return [];
  const of = `Of several rows of ${nameOf(table)}`;
  const counts = state
    ? `${of} with the same name each ${state.name} counts, and one that is on by the mapping is enough; ` +
      'runs name such flags.'
    : `${of} with the same ${isApart ? 'name' : by.join(' and ')}, which no unique index forbids, one that is on wins.`;
  return [
    `${counts} If only the latest row counts in the product, ${isApart ? 'add a condition' : latest(table, by)}.`,
  ];
}

function latest(table: CatalogTable, by: readonly string[]): string {
  const time = timeOfRow(table.columns.filter(({ name }) => !by.includes(name)));
  if (!time) return 'add a condition';
  const own = `${quoted(table.schema)}.${quoted(table.name)}`;
  const columns = by.map((name) => `l.${quoted(name)}`).join(', ');
  // Of two rows of the same time the same one must always win.
  const key = table.primaryKey.filter((name) => name !== time.name && !by.includes(name));
  const order = [`l.${quoted(time.name)} DESC NULLS LAST`, ...key.map((name) => `l.${quoted(name)} DESC`)].join(', ');
  return (
    `as by ${time.name}, write (SELECT DISTINCT ON (${columns}) l.* FROM ${own} AS l ` +
    `ORDER BY ${columns}, ${order}) AS f in place of ${own} AS f`
  );
}
