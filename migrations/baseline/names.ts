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

/** Types that ids of organizations may have; narrower and domain types are cast to these. */
export const ORGANIZATION_ID_TYPES = ['int4', 'int8', 'uuid', 'text', 'varchar'] as const;

/** The type of the ids of organizations. */
export type OrganizationIdType = (typeof ORGANIZATION_ID_TYPES)[number];

/** The type that ids of a column of the product have; null if they cannot be ids of organizations. */
export function organizationIdType(column: string | undefined): OrganizationIdType | null {
  return ORGANIZATION_ID_TYPES.find((type) => type === (column === 'int2' ? 'int4' : column)) ?? null;
}

/**
 * The statements that make the types by which SQL refers to ids of organizations: of one, and of many. A domain over an
 * array instead of an array of a domain, so that functions and operators find arrays of the type itself.
 */
export function idDomains(type: OrganizationIdType): readonly string[] {
  return [
    `CREATE DOMAIN ${SCHEMA}.organization_id AS ${type}`,
    `CREATE DOMAIN ${SCHEMA}.organization_ids AS ${type}[]`,
  ];
}

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
