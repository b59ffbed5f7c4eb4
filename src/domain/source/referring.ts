import { type CatalogColumn, type CatalogTable, quoted } from './catalog';
import { INTEGERS, nameOf } from './column-places';
import { namesOf, snake } from './row-switches';

/** How an organization is named in a table that refers to it. */
const REFERRING =
  /^(organi[sz]ation|org|company|tenant|account|workspace|team|customer|client|business|agency)_?(id)?$/i;

/** The column by which the rows of a table, `f`, are those of an organization, `o`. */
export interface Referring {
  readonly column: CatalogColumn;
  /** Other columns by which the table refers to the organizations: who pays, who gave it. */
  readonly others: readonly CatalogColumn[];
  /** SQL by which a row is the organization's. */
  readonly condition: string;
  /** False if it is known by the column's name alone. */
  readonly declared: boolean;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

/**
 * The column by which a table refers to the organizations, by a foreign key, or at least by its name. Of several that
 * one is taken which is named like the organizations, then one of the primary key, then one that is never NULL.
 * @param organizations the table of the organizations
 * @param id its column with the id
 * @returns null if the table does not refer to them
 * @example referringTo(tenants, 'id', tenantFeatures)?.condition // f."tenant_id" = o."id"
 */
export function referringTo(organizations: CatalogTable, id: string, table: CatalogTable): Referring | null {
  const [first, ...others] = candidates(organizations, id, table).sort((a, b) => b.rank - a.rank);
  if (first === undefined) return null;
  const { column, target } = first;
  const other = others.map((one) => one.column);
  return {
    column,
    others: other,
    condition: `f.${quoted(column.name)} = o.${quoted(target ?? id)}`,
    declared: target !== undefined,
    unsure: [
      ...(target === undefined ? [`Whether ${nameOf(table)}.${column.name} is the id of the organization.`] : []),
      ...(other.length > 0
        ? [
            `Rows of ${nameOf(table)} are taken as those of the organization in ${column.name}. They refer to ` +
              `${nameOf(organizations)} by ${namesOf(other)} too: if the flags are that one's, write it instead.`,
          ]
        : []),
    ],
  };
}

/** A column that may say whose a row is; without a target no foreign key says so. */
interface Candidate {
  readonly column: CatalogColumn;
  readonly target: string | undefined;
  readonly rank: number;
}

function candidates(organizations: CatalogTable, id: string, table: CatalogTable): Candidate[] {
  const type = organizations.columns.find(({ name }) => name === id)?.type;
  const alike = (other: string) => other === type || (INTEGERS.includes(other) && INTEGERS.includes(type ?? ''));
  const found = table.columns.map((column) => {
    const references = table.references.filter((reference) => reference.column === column.name);
    const target = references.find(
      ({ schema, table: name }) => schema === organizations.schema && name === organizations.name,
    )?.target;
    const rank = 4 * rankOfName(organizations, column.name, target !== undefined) + rankOfColumn(table, column);
    return { column, target, rank, refersElsewhere: target === undefined && references.length > 0 };
  });
  const byName = found.filter(
    ({ column, target }) =>
      target === undefined &&
      alike(column.type) &&
      table.schema === organizations.schema &&
      (isLike(organizations, column.name) || REFERRING.test(column.name)),
  );
  const sure = found.filter(
    (one) =>
      one.target !== undefined ||
      (byName.includes(one) && !one.refersElsewhere && isLike(organizations, one.column.name)),
  );
  return sure.length > 0 ? sure : byName;
}

/** `tenant_id` says more than `org_id`, that more than `billed_to_id`. */
function rankOfName(organizations: CatalogTable, column: string, declared: boolean): number {
  if (isLike(organizations, column)) return declared ? 3 : 1;
  return declared && REFERRING.test(column) ? 2 : 0;
}

function rankOfColumn({ primaryKey }: CatalogTable, { name, notNull }: CatalogColumn): number {
  return (primaryKey.includes(name) ? 2 : 0) + (notNull ? 1 : 0);
}

/** Whether a column is named like one of the organizations: `tenant_id`, `tenant`, `tenantId`. */
function isLike({ name }: CatalogTable, column: string): boolean {
  const one = snake(name)
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  return [one, `${one}_id`].includes(snake(column));
}
