import type { EntityManager } from 'typeorm';
import {
  type Column,
  columnsSql,
  type FoundTable,
  hasKey,
  isPlainOrganizations,
  keysSql,
  PUBLISHED_NAMES,
  tableProblems,
} from './fitting-tables';
import {
  EFFECTIVE_VIEW,
  ENTITLEMENT_TABLES,
  type EntitlementTable,
  literal,
  type OrganizationIdType,
  plainly,
  SCHEMA,
} from './names';
import { goneTriggers, NOTIFY_FUNCTIONS, NOTIFYING_TABLES, notifyTriggers } from './notifications';
import { OWN_TABLES } from './own-tables';
import { ADDED_COLUMNS } from './published-tables';
import { SOURCE_FUNCTIONS } from './source';

/** What an installation would make, add and adopt in this database, and what prevents it. */
export interface InstallationPlan {
  readonly database: string;
  readonly role: string;
  /** Whether the schema `portcullis` is made too; otherwise it exists. */
  readonly makesSchema: boolean;
  /** The schema of the product's organizations, or of its tables. */
  readonly productSchema: string;
  readonly organizations: PlannedOrganizations;
  readonly entitlements: PlannedEntitlements;
  /** The schema of `v_effective_entitlements`. */
  readonly viewSchema: string;
  readonly idType: OrganizationIdType;
  /** Everything that does not fit, each with what to do; while there is anything, nothing is changed. */
  readonly problems: readonly string[];
}

interface PlannedOrganizations {
  /**
   * `created`: the database has none; `plain`: the product's table is the source; `unset`: its layout is another one,
   * and `portcullis source set` says where the flags are.
   */
  readonly kind: 'created' | 'plain' | 'unset';
  /** Triggers that are added to the product's table. */
  readonly triggers: readonly string[];
}

interface PlannedEntitlements {
  readonly origin: 'adopted' | 'created';
  readonly schema: string;
  /** Why the product's tables of these names are not adopted; null if there are none, or they are. */
  readonly reason: string | null;
  /** What is added to adopted tables. */
  readonly added: Readonly<Record<EntitlementTable, readonly AddedObject[]>>;
  /** Whether the end of a trial is stored without a time zone. */
  readonly zoneless: boolean;
}

interface AddedObject {
  readonly kind: 'column' | 'trigger';
  readonly name: string;
}

/**
 * Looks at the database, and changes nothing. Everything that does not fit is told at once.
 * @param manager a session of the product's search path; the schema `portcullis` may precede it
 */
export async function lookAtDatabase(manager: Pick<EntityManager, 'query'>): Promise<InstallationPlan> {
  const [place]: readonly Place[] = await manager.query(PLACE, [SCHEMA]);
  if (!place) throw new Error('the query for the database returned no row');
  const candidates: readonly Relation[] = await manager.query(RELATIONS, [
    place.schemas,
    ['organizations', ...PUBLISHED_NAMES, 'portcullis_migrations'],
  ]);
  const found = place.schemas.flatMap((schema) => candidates.filter((relation) => relation.schema === schema));
  const organizations = found.find(({ name }) => name === 'organizations');
  const productSchema = organizations?.schema ?? place.schemas[0] ?? 'public';
  const inProduct = new Map(
    found.filter(({ schema }) => schema === productSchema).map((relation) => [relation.name, relation]),
  );
  const empty = organizations === undefined && !place.otherTables;
  const looked = organizations ? lookAtOrganizations(organizations, place) : null;
  const entitlements = chooseEntitlements(inProduct, productSchema);
  const viewSchema = entitlements.schema === SCHEMA || inProduct.has(EFFECTIVE_VIEW) ? SCHEMA : entitlements.schema;
  const kind = looked?.kind ?? (empty ? 'created' : 'unset');
  return {
    database: place.database,
    role: place.role,
    makesSchema: !place.schemaExists,
    productSchema,
    organizations: { kind, triggers: looked?.triggers ?? [] },
    entitlements,
    viewSchema,
    idType: 'int4',
    problems: [
      ...schemaProblems(place, await clashesIn(manager)),
      ...(looked?.problems ?? []),
      ...(inProduct.has('portcullis_migrations')
        ? [
            `${plainly(productSchema, 'portcullis_migrations')} was made by a version of Portcullis before its first ` +
              'release, which cannot be upgraded: install into a copy of the database from before it.',
          ]
        : []),
      ...(place.schemas.length === 0
        ? [
            'The search_path names no schema that exists and that this role may use: set it to the schema of the product.',
          ]
        : []),
      ...(entitlements.origin === 'adopted'
        ? adoptionProblems(inProduct, entitlements, place)
        : makingProblems(place, productSchema, kind === 'created' || entitlements.schema !== SCHEMA)),
    ],
  };
}

/** What is wrong, and what to do, as one text of an error. */
export function sayProblems({ database, problems }: InstallationPlan): string {
  return [
    `Portcullis cannot be installed into the database '${database}' as it is; nothing was changed:`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n');
}

interface Place {
  readonly database: string;
  readonly role: string;
  /** The schemas of the search path, without Portcullis' own. */
  readonly schemas: readonly string[];
  readonly schemaExists: boolean;
  readonly mayMakeSchema: boolean;
  readonly mayUseSchema: boolean;
  /** Schemas of the search path in which this role may create tables. */
  readonly creatable: readonly string[];
  /** Whether the first schema of the search path has tables at all, apart from those of extensions. */
  readonly otherTables: boolean;
}

const PLACE = `
  WITH path AS (
    SELECT s::text AS name, place FROM unnest(current_schemas(false)) WITH ORDINALITY AS t (s, place) WHERE s <> $1)
  SELECT current_database()::text AS database, current_user::text AS role,
         ARRAY(SELECT name FROM path ORDER BY place) AS schemas,
         EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1) AS "schemaExists",
         has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchema",
         coalesce((SELECT has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE')
                   FROM pg_namespace WHERE nspname = $1), true) AS "mayUseSchema",
         ARRAY(SELECT name FROM path WHERE has_schema_privilege(name, 'CREATE')) AS creatable,
         EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = (SELECT name FROM path ORDER BY place LIMIT 1) AND c.relkind IN ('r', 'p', 'f')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d
                                   WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
           AS "otherTables"`;

interface Relation extends FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly owner: string;
  readonly owned: boolean;
  /** Whether row security hides rows from this role. */
  readonly hidesRows: boolean;
  readonly columns: readonly Column[];
  /** Rights of this role. */
  readonly rights: readonly string[];
}

const RELATIONS = `
  SELECT n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
         pg_get_userbyid(c.relowner)::text AS owner, pg_has_role(c.relowner, 'USAGE') AS owned,
         c.relkind IN ('r', 'p') AND row_security_active(c.oid) AS "hidesRows",
         ${columnsSql('c.oid')} AS columns, ${keysSql('c.oid')} AS keys,
         ARRAY(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRIGGER']) AS r
               WHERE has_table_privilege(c.oid, r)) AS rights
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY($1) AND c.relname = ANY($2) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

/** Objects of others in the schema `portcullis` whose names are needed. */
async function clashesIn(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const tables = [...OWN_TABLES, 'organizations', ...PUBLISHED_NAMES];
  const functions = [...NOTIFY_FUNCTIONS, ...SOURCE_FUNCTIONS];
  const found: readonly { what: string }[] = await manager.query(
    `SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'i' THEN 'index ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END
            || c.relname AS what
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = ANY($2)
     UNION ALL
     SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND p.proname = ANY($3) AND p.pronargs = 0
     UNION ALL
     SELECT 'type ' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE n.nspname = $1 AND t.typname = 'organization_id'
     ORDER BY 1`,
    [SCHEMA, tables, functions],
  );
  return found.map(({ what }) => what);
}

function schemaProblems(place: Place, clashes: readonly string[]): readonly string[] {
  const role = plainly(place.role);
  const problems: string[] = [];
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

function lookAtOrganizations(
  table: Relation,
  { role }: Place,
): { readonly kind: 'plain' | 'unset'; readonly triggers: readonly string[]; readonly problems: readonly string[] } {
  const name = plainly(table.schema, table.name);
  const id = table.columns.find((column) => column.name === 'id');
  const problems: string[] = [];
  if (id && !SUPPORTED_IDS.includes(id.type)) problems.push(`${name}: ids of type ${id.type} are not supported yet.`);
  if (!['r', 'p'].includes(table.kind) || !isPlainOrganizations(table.columns))
    return { kind: 'unset', triggers: [], problems };
  if (!hasKey(table, ['id'])) problems.push(`${name}: ids may be repeated: ALTER TABLE ${name} ADD PRIMARY KEY (id);`);
  if (!table.rights.includes('SELECT'))
    problems.push(`${name}: this role may not read it: GRANT SELECT ON ${name} TO ${plainly(role)};`);
  if (table.hidesRows) problems.push(hiddenRows(name, role));
  return {
    kind: 'plain',
    // Only the owner of a table may drop a trigger, which an uninstallation has to.
    triggers: table.owned ? goneTriggers(name).map((trigger) => trigger.name) : [],
    problems,
  };
}

const SUPPORTED_IDS = ['int2', 'int4'];

function hiddenRows(name: string, role: string): string {
  return (
    `${name}: row security hides rows from this role, so that organizations would be overlooked: ` +
    `ALTER ROLE ${plainly(role)} BYPASSRLS;`
  );
}

/** Adopts the set if it fits, and makes it in the first schema where none of the names is taken. */
function chooseEntitlements(found: ReadonlyMap<string, Relation>, productSchema: string): PlannedEntitlements {
  const none = { modules: [], submodules: [], org_entitlements: [], org_subentitlements: [], entitlement_events: [] };
  const taken = PUBLISHED_NAMES.filter((name) => found.has(name));
  if (taken.length === 0)
    return { origin: 'created', schema: productSchema, reason: null, added: none, zoneless: false };
  const reason = whyNotFitting(found);
  if (reason !== null)
    return {
      origin: 'created',
      schema: SCHEMA,
      reason: `${productSchema} has ${taken.join(', ')}, which cannot be adopted: ${reason}`,
      added: none,
      zoneless: false,
    };
  const added = (name: EntitlementTable) => [
    ...Object.keys(ADDED_COLUMNS[name] ?? {})
      .filter((column) => !found.get(name)?.columns.some((one) => one.name === column))
      .map((column) => ({ kind: 'column' as const, name: column })),
    ...(NOTIFYING_TABLES.includes(name)
      ? notifyTriggers(name, name).map((trigger) => ({ kind: 'trigger' as const, name: trigger.name }))
      : []),
  ];
  return {
    origin: 'adopted',
    schema: productSchema,
    reason: null,
    added: {
      modules: added('modules'),
      submodules: added('submodules'),
      org_entitlements: added('org_entitlements'),
      org_subentitlements: added('org_subentitlements'),
      entitlement_events: added('entitlement_events'),
    },
    zoneless:
      found
        .get('org_entitlements')
        ?.columns.some(({ name, type }) => name === 'trial_expires_at' && type === 'timestamp') === true,
  };
}

/** Null if the five tables fit. */
function whyNotFitting(found: ReadonlyMap<string, Relation>): string | null {
  const reasons = ENTITLEMENT_TABLES.flatMap((name) => {
    const table = found.get(name);
    if (!table) return [`${name} does not exist`];
    if (!['r', 'p'].includes(table.kind)) return [`${name} is not a table`];
    return tableProblems(name, table, Object.keys(ADDED_COLUMNS[name] ?? {})).map((problem) => `${name} ${problem}`);
  });
  return reasons.length === 0 ? null : reasons.join('; ');
}

function adoptionProblems(
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

function makingProblems({ role, creatable }: Place, schema: string, inProduct: boolean): readonly string[] {
  return inProduct && !creatable.includes(schema) ? [mayNotMake(schema, role)] : [];
}

function mayNotMake(schema: string, role: string): string {
  return (
    `This role may not make the published tables in the schema ${literal(schema)}: ` +
    `GRANT CREATE ON SCHEMA ${plainly(schema)} TO ${plainly(role)};`
  );
}
