import type { Place, Relation } from './catalog';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, plainly, SCHEMA } from './names';
import type { PlannedEntitlements } from './plan';
import { printable } from './source';

/** What about the database and the schema `portcullis` prevents an installation. */
export function schemaProblems(
  place: Place,
  clashes: readonly string[],
  renamed: readonly string[],
): readonly string[] {
  const role = plainly(place.role);
  // Names that are taken, and missing rights, are of no matter then.
  if (renamed.length > 0)
    return renamed.map(
      (schema) =>
        `Portcullis is installed in the schema ${plainly(schema)}, which was called ${SCHEMA} before: triggers call ` +
        `its functions. ${place.schemaExists ? `Drop the schema ${SCHEMA} if it is empty, and put` : 'Put'} the ` +
        `schema back under its name: ALTER SCHEMA ${plainly(schema)} RENAME TO ${SCHEMA};`,
    );
  const problems: string[] = [];
  if (place.encoding !== 'UTF8')
    problems.push(
      `The database ${plainly(place.database)} has the encoding ${place.encoding}, which cannot store every name and ` +
        'flag: Portcullis needs UTF8. Load a dump into a database that was made with ENCODING UTF8.',
    );
  if (!place.schemaExists && !place.mayMakeSchema)
    problems.push(
      `This role may not make the schema ${SCHEMA}: GRANT CREATE ON DATABASE ${plainly(place.database)} TO ${role}; ` +
        `or CREATE SCHEMA ${SCHEMA} AUTHORIZATION ${role};`,
    );
  if (!place.mayUseSchema)
    problems.push(
      `The schema ${SCHEMA} exists, and this role may not make tables in it: ` +
        `GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO ${role};`,
    );
  if (clashes.length > 0)
    problems.push(
      `The schema ${SCHEMA} has objects that are not Portcullis', with names that it needs: ${clashes.join(', ')}. ` +
        'Rename them, or move them to another schema.',
    );
  return problems;
}

/** Says that row security would hide rows of a table. */
export function hiddenRows(name: string, role: string): string {
  return (
    `${name}: row security hides rows from this role, so that organizations would be overlooked: ` +
    `ALTER ROLE ${plainly(role)} BYPASSRLS;`
  );
}

/** What prevents the adoption of a fitting set of tables. */
export function adoptionProblems(
  found: ReadonlyMap<string, Relation>,
  { schema, added }: PlannedEntitlements,
  { role, creatable }: Place,
): readonly string[] {
  const problems: string[] = [];
  for (const name of ENTITLEMENT_TABLES) {
    const table = found.get(name);
    if (!table) continue;
    const full = plainly(schema, name);
    const columns = added[name].filter(({ kind }) => kind === 'column').map((one) => one.name);
    if (added[name].length > 0 && !table.owned)
      problems.push(
        `${full}: only its owner may add ${columns.length > 0 ? `the column ${columns.join(', ')} and ` : ''}` +
          `triggers: GRANT ${plainly(table.owner)} TO ${plainly(role)};`,
      );
    const missing = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].filter((right) => !table.rights.includes(right));
    if (missing.length > 0)
      problems.push(`${full}: this role may not write it: GRANT ${missing.join(', ')} ON ${full} TO ${plainly(role)};`);
    if (table.hidesRows) problems.push(hiddenRows(full, role));
  }
  if (!found.has(EFFECTIVE_VIEW) && !creatable.includes(schema)) problems.push(mayNotMake(schema, role));
  return problems;
}

/** What prevents making published tables in the product's schema. */
export function makingProblems({ role, creatable }: Place, schema: string, inProduct: boolean): readonly string[] {
  return inProduct && !creatable.includes(schema) ? [mayNotMake(schema, role)] : [];
}

function mayNotMake(schema: string, role: string): string {
  return (
    `This role may not make the published tables in the schema ${plainly(schema)}: ` +
    `GRANT CREATE ON SCHEMA ${plainly(schema)} TO ${plainly(role)};`
  );
}

/** Says that the product's organizations are in a schema that the session does not look into. */
export function elsewhereProblems({ elsewhere, role }: Place): readonly string[] {
  const [schema] = elsewhere;
  if (schema === undefined) return [];
  return [
    `The search_path has no table organizations, but there is ${plainly(schema, 'organizations')}: ` +
      `ALTER ROLE ${plainly(role)} SET search_path TO ${plainly(schema)}, public;`,
  ];
}

/** Says that nothing keeps the ids of a table from being repeated, and which are. */
export function repeatedIds(name: string, repeated: readonly RepeatedId[]): string {
  const key = `ALTER TABLE ${name} ADD PRIMARY KEY (id);`;
  if (repeated.length === 0) return `${name}: ids may be repeated: ${key}`;
  const rows = repeated.map(({ id, rows: count }) =>
    id === null ? `no id in ${count} of its rows` : `the id "${id}" in ${count} rows`,
  );
  return `${name}: there is ${rows.join(', ')}: give each organization an id of its own, then ${key}`;
}

export interface RepeatedId {
  readonly id: string | null;
  readonly rows: number;
}

const SHOWN_IDS = 5;

/** SQL for ids that are in several rows of a table, or missing (`RepeatedId[]`). @param table its name, quoted */
export function repeatedIdsSql(table: string): string {
  return `SELECT ${printable('left(id::text, 60)')} AS id, count(*)::int AS rows FROM ${table}
    GROUP BY id HAVING count(*) > 1 OR id IS NULL ORDER BY count(*) DESC, 1 LIMIT ${SHOWN_IDS}`;
}
