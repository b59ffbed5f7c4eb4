import {
  getNamedType,
  type GraphQLField,
  type GraphQLOutputType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import type { Role } from '../../src/domain/actor';
import { OPERATION_RIGHTS } from '../../src/domain/operation-rights';
import { rolesWith } from '../../src/domain/rights';
import { createSchema } from '../../src/server/schema';

const MAPPING = JSON.stringify(
  'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n' +
    'enabled_modules.CRM,,sales,,enabled,\n',
);

/** Soon enough for every role that may change access. */
const SOON = new Date(Date.now() + 86_400_000).toISOString();

/**
 * Every root field of the API with valid arguments, for organization 1. A test fails if the schema has a field that is
 * not listed here. Who may use it is in `OPERATION_RIGHTS`.
 */
export const ROOT_FIELDS: Readonly<Record<string, { readonly arguments?: string }>> = {
  'Query.viewer': {},
  'Query.instance': {},
  'Query.modules': {},
  'Query.module': { arguments: 'key: "sales"' },
  'Query.organization': { arguments: 'id: "1"' },
  'Query.organizations': {},
  'Query.mappings': {},
  'Query.mapping': { arguments: 'id: "none"' },
  'Query.mappingPreview': { arguments: `input: { name: "a.csv", csv: ${MAPPING} }` },
  'Query.migrationRun': { arguments: 'id: "1"' },
  'Query.migrationRuns': {},
  'Query.migrationPreflight': {},
  'Query.legacyFlagCensus': {},
  'Query.checkEntitlements': { arguments: 'checks: [{ moduleKey: "sales" }]' },
  'Query.moduleAdoption': {},
  'Query.organizationUsage': {},
  'Query.accessDenials': {},
  'Query.accessByDay': {},
  'Query.accessSources': {},
  'Query.shadowDifferences': {},
  'Query.source': {},
  'Query.rollout': {},
  'Query.rolloutPreview': { arguments: 'input: { rollout: { mode: SHADOW } }' },
  'Query.scheduledChanges': {},
  'Query.legacyStatus': {},
  'Query.productAnswers': {},
  'Query.parityReport': { arguments: 'id: "1"' },
  'Query.parityReports': {},
  'Query.entitlementEvents': {},
  'Query.platformEvents': {},
  'Query.auditState': {},
  'Mutation.seedDemo': {},
  'Mutation.loadMapping': {
    arguments: `input: { name: "a.csv", csv: ${MAPPING}, reason: "a test" }`,
  },
  'Mutation.startMigrationRun': {
    arguments: 'input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }',
  },
  'Mutation.pauseMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }' },
  'Mutation.resumeMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }' },
  'Mutation.throttleMigrationRun': {
    arguments: 'input: { id: "1", reason: "a test", throttle: {} }',
  },
  'Mutation.cancelMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }' },
  'Mutation.rollbackMigrationRun': { arguments: 'input: { id: "1", reason: "a test" }' },
  'Mutation.grantEntitlements': {
    arguments: `input: { organizationId: "1", expectedVersion: 0, reason: "a test", dryRun: true,
      changes: [{ moduleKey: "hr", status: TRIAL, trialExpiresAt: "${SOON}" }] }`,
  },
  'Mutation.withdrawScheduledChange': { arguments: 'input: { id: "1", reason: "a test" }' },
  'Mutation.endEntitlements': {
    arguments: `input: { organizationId: "1", expectedVersion: 0, reason: "a test", dryRun: true,
      targets: [{ moduleKey: "sales" }] }`,
  },
  'Mutation.overrideEntitlements': {
    arguments:
      `input: { organizationId: "1", expectedVersion: 0, reason: "a test", expiresAt: "${SOON}", ` +
      'changes: [{ moduleKey: "hr", status: ENABLED }] }',
  },
  'Mutation.revokeOverrides': {
    arguments: 'input: { organizationId: "1", expectedVersion: 0, reason: "a test", overrideIds: ["1"] }',
  },
  'Mutation.recordProductAnswers': {
    arguments: 'input: { answers: [{ organizationId: "1", moduleKey: "sales", allowed: true }] }',
  },
  'Mutation.startParityReport': { arguments: 'input: {}' },
  'Mutation.setRollout': {
    arguments: 'input: { mode: SHADOW, expectedVersion: 1, reason: "a test" }',
  },
  'Mutation.setMaintenance': { arguments: 'input: { enabled: false, reason: "a test" }' },
  'Mutation.setOrganizationRollout': {
    arguments: 'input: { organizationId: "1", mode: SHADOW, reason: "a test" }',
  },
  'Subscription.entitlementsChanged': { arguments: 'organizationId: "1"' },
  'Subscription.migrationRunProgress': { arguments: 'id: "1"' },
  'Mutation.clearOrganizationRollout': {
    arguments: 'input: { organizationId: "1", reason: "a test" }',
  },
};

export interface RootField {
  /** Such as `Query.viewer`. */
  readonly coordinate: string;
  /** A complete operation with this field. */
  readonly operation: string;
  /** The roles that have its right; none if it has no row of the table. */
  readonly may: readonly Role[];
}

const schema = createSchema();

/** The coordinates of all root fields of the schema. */
export function schemaRootFields(): readonly string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
}

/** Every root field with a valid operation: arguments from the table above, selection from the schema. */
export function rootFields(): readonly RootField[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).flatMap((field) => {
      const coordinate = `${type?.name ?? ''}.${field.name}`;
      const entry = ROOT_FIELDS[coordinate];
      if (!entry) return [];
      const given = entry.arguments === undefined ? '' : `(${entry.arguments})`;
      const right = OPERATION_RIGHTS[coordinate];
      return [
        {
          coordinate,
          operation: `${type?.name.toLowerCase() ?? ''} { ${field.name}${given}${selectionOf(field.type)} }`,
          may: right === undefined ? [] : rolesWith(right),
        },
      ];
    }),
  );
}

/** Those of them that are asked over HTTP. */
export function httpFields(): readonly RootField[] {
  return rootFields().filter(({ coordinate }) => !coordinate.startsWith('Subscription.'));
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
