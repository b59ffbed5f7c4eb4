import {
  getNamedType,
  type GraphQLField,
  type GraphQLOutputType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { type Role, ROLES } from '../../src/domain/actor';
import { createSchema } from '../../src/server/schema';

const SUPER_ADMIN: readonly Role[] = ['SUPER_ADMIN'];
const MAPPING = JSON.stringify(
  'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n' +
    'enabled_modules.CRM,,sales,,enabled,\n',
);

/**
 * Every root field of the API with valid arguments, and the roles that may use it (of organizations, the one with id
 * 1). A test fails if the schema has a field that is not listed here.
 */
export const ROOT_FIELDS: Readonly<Record<string, { readonly arguments?: string; readonly may: readonly Role[] }>> = {
  'Query.viewer': { may: ROLES },
  'Query.instance': { may: SUPER_ADMIN },
  'Query.modules': { may: ROLES },
  'Query.module': { arguments: 'key: "sales"', may: ROLES },
  'Query.organization': { arguments: 'id: "1"', may: ROLES },
  'Query.organizations': { may: SUPER_ADMIN },
  'Query.mappings': { may: SUPER_ADMIN },
  'Query.mapping': { arguments: 'id: "none"', may: SUPER_ADMIN },
  'Query.mappingPreview': { arguments: `input: { name: "a.csv", csv: ${MAPPING} }`, may: SUPER_ADMIN },
  'Query.migrationRun': { arguments: 'id: "1"', may: SUPER_ADMIN },
  'Query.migrationRuns': { may: SUPER_ADMIN },
  'Query.migrationPreflight': { may: SUPER_ADMIN },
  'Query.legacyFlagCensus': { may: SUPER_ADMIN },
  'Query.checkEntitlements': { arguments: 'checks: [{ moduleKey: "sales" }]', may: ROLES },
  'Query.moduleAdoption': { may: SUPER_ADMIN },
  'Query.organizationUsage': { may: SUPER_ADMIN },
  'Query.accessDenials': { may: ['ORG_ADMIN', 'SUPER_ADMIN'] },
  'Query.accessByDay': { may: SUPER_ADMIN },
  'Query.accessSources': { may: SUPER_ADMIN },
  'Query.shadowDifferences': { may: SUPER_ADMIN },
  'Query.source': { may: SUPER_ADMIN },
  'Query.rollout': { may: SUPER_ADMIN },
  'Query.rolloutPreview': { arguments: 'input: { rollout: { mode: SHADOW } }', may: SUPER_ADMIN },
  'Query.legacyStatus': { may: SUPER_ADMIN },
  'Query.productAnswers': { may: SUPER_ADMIN },
  'Query.parityReport': { arguments: 'id: "1"', may: SUPER_ADMIN },
  'Query.parityReports': { may: SUPER_ADMIN },
  'Query.entitlementEvents': { may: ['ORG_ADMIN', 'SUPER_ADMIN'] },
  'Query.platformEvents': { may: SUPER_ADMIN },
  'Query.auditState': { may: SUPER_ADMIN },
  'Mutation.seedDemo': { may: SUPER_ADMIN },
  'Mutation.loadMapping': {
    arguments: `input: { name: "a.csv", csv: ${MAPPING}, reason: "a test" }`,
    may: SUPER_ADMIN,
  },
  'Mutation.startMigrationRun': {
    arguments: 'input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }',
    may: SUPER_ADMIN,
  },
  'Mutation.pauseMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }', may: SUPER_ADMIN },
  'Mutation.resumeMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }', may: SUPER_ADMIN },
  'Mutation.throttleMigrationRun': {
    arguments: 'input: { id: "1", reason: "a test", throttle: {} }',
    may: SUPER_ADMIN,
  },
  'Mutation.cancelMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }', may: SUPER_ADMIN },
  'Mutation.rollbackMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }', may: SUPER_ADMIN },
  'Mutation.grantEntitlements': {
    arguments: `input: { organizationId: "1", expectedVersion: 0, reason: "a test", dryRun: true,
      changes: [{ moduleKey: "hr", status: ENABLED }] }`,
    may: SUPER_ADMIN,
  },
  'Mutation.endEntitlements': {
    arguments: `input: { organizationId: "1", expectedVersion: 0, reason: "a test", dryRun: true,
      targets: [{ moduleKey: "sales" }] }`,
    may: SUPER_ADMIN,
  },
  'Mutation.overrideEntitlements': {
    arguments:
      'input: { organizationId: "1", expectedVersion: 0, reason: "a test", ' +
      'changes: [{ moduleKey: "hr", status: ENABLED }] }',
    may: SUPER_ADMIN,
  },
  'Mutation.revokeOverrides': {
    arguments: 'input: { organizationId: "1", expectedVersion: 0, reason: "a test", overrideIds: ["1"] }',
    may: SUPER_ADMIN,
  },
  'Mutation.recordProductAnswers': {
    arguments: 'input: { answers: [{ organizationId: "1", moduleKey: "sales", allowed: true }] }',
    may: ['SERVICE', 'SUPER_ADMIN'],
  },
  'Mutation.startParityReport': { arguments: 'input: {}', may: SUPER_ADMIN },
  'Mutation.setRollout': {
    arguments: 'input: { mode: SHADOW, expectedVersion: 1, reason: "a test" }',
    may: SUPER_ADMIN,
  },
  'Mutation.setMaintenance': { arguments: 'input: { enabled: true, reason: "a test" }', may: SUPER_ADMIN },
  'Mutation.setOrganizationRollout': {
    arguments: 'input: { organizationId: "1", mode: SHADOW, reason: "a test" }',
    may: SUPER_ADMIN,
  },
  'Subscription.entitlementsChanged': { arguments: 'organizationId: "1"', may: ROLES },
  'Subscription.migrationRunProgress': { arguments: 'id: "1"', may: SUPER_ADMIN },
  'Mutation.clearOrganizationRollout': {
    arguments: 'input: { organizationId: "1", reason: "a test" }',
    may: SUPER_ADMIN,
  },
};

export interface RootField {
  /** Such as `Query.viewer`. */
  readonly coordinate: string;
  /** A complete operation with this field. */
  readonly operation: string;
  readonly may: readonly Role[];
}

const schema = createSchema();

/** The coordinates of all root fields of the schema. */
export function schemaRootFields(): readonly string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
}

/** Every query and mutation with a valid operation: arguments from the table, selection from the schema. */
export function rootFields(): readonly RootField[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).flatMap((field) => {
      const coordinate = `${type?.name ?? ''}.${field.name}`;
      const entry = ROOT_FIELDS[coordinate];
      if (!entry) return [];
      const given = entry.arguments === undefined ? '' : `(${entry.arguments})`;
      return [
        {
          coordinate,
          operation: `${type?.name.toLowerCase() ?? ''} { ${field.name}${given}${selectionOf(field.type)} }`,
          may: entry.may,
        },
      ];
    }),
  );
}

/** Every field with the argument `after`, which is a paged list. */
export function pagedFields(): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => field.args.some(({ name }) => name === 'after'))
          .map((field) => `${type.name}.${field.name}`)
      : [],
  );
}

/** Selects the first leaf that can be reached without arguments. */
function selectionOf(type: GraphQLOutputType, depth = 0): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named) && !isInterfaceType(named)) return ' { __typename }';
  const fields: readonly GraphQLField<unknown, unknown>[] = Object.values(named.getFields()).filter(({ args }) =>
    args.every(({ defaultValue }) => defaultValue !== undefined),
  );
  const leaf = fields.find((field) => isLeafType(getNamedType(field.type)));
  if (leaf) return ` { ${leaf.name} }`;
  const [first] = fields;
  return first && depth < 5 ? ` { ${first.name}${selectionOf(first.type, depth + 1)} }` : ' { __typename }';
}
