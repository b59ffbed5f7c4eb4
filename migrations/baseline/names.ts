/** The schema of everything that is Portcullis' own. */
export const SCHEMA = 'portcullis';

/** The table of the migrations that have run, with its schema. */
export const MIGRATIONS_TABLE = `${SCHEMA}.portcullis_migrations`;

/** The published entitlement tables, in the order of their references: adopted, or made by Portcullis, as a set. */
export const ENTITLEMENT_TABLES = [
  'modules',
  'submodules',
  'org_entitlements',
  'org_subentitlements',
  'entitlement_events',
] as const;

/** The name of a published entitlement table. */
export type EntitlementTable = (typeof ENTITLEMENT_TABLES)[number];

/** The published view of what organizations have. */
export const EFFECTIVE_VIEW = 'v_effective_entitlements';

/** Types that ids of organizations may have. */
export type OrganizationIdType = 'int4';

/** An identifier, or a name with its schema, for SQL. */
export function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

/** As `quoted`, without quotes if the name needs none: for statements that people read. */
export function plainly(...names: readonly string[]): string {
  return names.map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name))).join('.');
}

/** A text as a literal in SQL that takes no parameters. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
