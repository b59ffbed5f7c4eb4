import { type Actor, requireActor } from './actor';
import { DomainError } from './errors';
import { isOfOrganizations, requireRight, type Right } from './rights';

/** The right that each root field of the API requires. The server refuses a field without a row. */
export const OPERATION_RIGHTS: Readonly<Record<string, Right>> = {
  'Query.viewer': 'USE_API',
  'Query.modules': 'USE_API',
  'Query.module': 'USE_API',
  'Query.organization': 'READ_ACCESS',
  'Query.checkEntitlements': 'READ_ACCESS',
  'Subscription.entitlementsChanged': 'READ_ACCESS',
  'Query.entitlementEvents': 'READ_HISTORY',
  'Query.accessDenials': 'READ_HISTORY',
  'Query.organizations': 'LIST_ORGANIZATIONS',
  'Query.organizationUsage': 'LIST_ORGANIZATIONS',
  'Query.instance': 'READ_PLATFORM',
  'Query.source': 'READ_PLATFORM',
  'Query.mappings': 'READ_PLATFORM',
  'Query.mapping': 'READ_PLATFORM',
  'Query.mappingPreview': 'READ_PLATFORM',
  'Query.packages': 'READ_PLATFORM',
  'Query.package': 'READ_PLATFORM',
  'Query.defaultPackages': 'READ_PLATFORM',
  'Query.scheduledChanges': 'READ_PLATFORM',
  'Query.migrationPreflight': 'READ_PLATFORM',
  'Query.legacyFlagCensus': 'READ_PLATFORM',
  'Query.migrationRun': 'READ_PLATFORM',
  'Query.migrationRuns': 'READ_PLATFORM',
  'Subscription.migrationRunProgress': 'READ_PLATFORM',
  'Query.parityReport': 'READ_PLATFORM',
  'Query.parityReports': 'READ_PLATFORM',
  'Query.productAnswers': 'READ_PLATFORM',
  'Query.rollout': 'READ_PLATFORM',
  'Query.rolloutPreview': 'READ_PLATFORM',
  'Query.legacyStatus': 'READ_PLATFORM',
  'Query.moduleAdoption': 'READ_PLATFORM',
  'Query.accessByDay': 'READ_PLATFORM',
  'Query.accessSources': 'READ_PLATFORM',
  'Query.shadowDifferences': 'READ_PLATFORM',
  'Query.platformEvents': 'READ_RECORD',
  'Query.auditState': 'READ_RECORD',
  'Mutation.grantEntitlements': 'CHANGE_ACCESS',
  'Mutation.endEntitlements': 'CHANGE_ACCESS',
  'Mutation.withdrawScheduledChange': 'CHANGE_ACCESS',
  'Mutation.overrideEntitlements': 'CHANGE_ACCESS',
  'Mutation.revokeOverrides': 'CHANGE_ACCESS',
  'Mutation.assignPackages': 'ASSIGN_PACKAGES',
  'Mutation.endPackages': 'ASSIGN_PACKAGES',
  'Mutation.publishPackage': 'MANAGE_PACKAGES',
  'Mutation.setDefaultPackages': 'MANAGE_PACKAGES',
  'Mutation.loadMapping': 'MANAGE_MAPPING',
  'Mutation.startMigrationRun': 'MANAGE_RUNS',
  'Mutation.pauseMigrationRun': 'MANAGE_RUNS',
  'Mutation.resumeMigrationRun': 'MANAGE_RUNS',
  'Mutation.throttleMigrationRun': 'MANAGE_RUNS',
  'Mutation.cancelMigrationRun': 'MANAGE_RUNS',
  'Mutation.rollbackMigrationRun': 'MANAGE_RUNS',
  'Mutation.startParityReport': 'MANAGE_RUNS',
  'Mutation.setRollout': 'MANAGE_ROLLOUT',
  'Mutation.setOrganizationRollout': 'MANAGE_ROLLOUT',
  'Mutation.clearOrganizationRollout': 'MANAGE_ROLLOUT',
  'Mutation.recordProductAnswers': 'RECORD_PRODUCT_ANSWERS',
  'Mutation.setMaintenance': 'MANAGE_MAINTENANCE',
  'Mutation.seedDemo': 'MANAGE_DATABASE',
};

/** The same for fields of other types that not everybody has who may see the object. Their services ask for it. */
export const FIELD_RIGHTS: Readonly<Record<string, Right>> = {
  'Organization.events': 'READ_HISTORY',
  'Organization.overrides': 'READ_HISTORY',
  'Organization.rollout': 'READ_HISTORY',
  'Organization.insights': 'READ_HISTORY',
  'ModuleEntitlement.override': 'READ_HISTORY',
  'SubmoduleEntitlement.override': 'READ_HISTORY',
  'DecisionProvenance.override': 'READ_HISTORY',
  'Package.organizations': 'LIST_ORGANIZATIONS',
  'Package.publishedBy': 'READ_PLATFORM',
  'Package.reason': 'READ_PLATFORM',
  'OrganizationPackage.package': 'READ_PLATFORM',
  'OrganizationPackage.assignedBy': 'READ_HISTORY',
  'OrganizationPackage.reason': 'READ_HISTORY',
  'DecisionProvenance.migrationRun': 'READ_PLATFORM',
};

/**
 * Requires what a root field requires, before anything of it runs. Where a role has the right for its own organization
 * alone, the field's service decides: only it knows which organization is asked for, and that others do not exist.
 * @param coordinate such as `Query.viewer`
 * @throws DomainError UNAUTHENTICATED, or FORBIDDEN also for a field without a row
 */
export function requireOperation(actor: Actor | null, coordinate: string): void {
  const right = Object.hasOwn(OPERATION_RIGHTS, coordinate) ? OPERATION_RIGHTS[coordinate] : undefined;
  if (right === undefined)
    throw new DomainError('FORBIDDEN', `Nobody may use ${coordinate}: no right is named for it.`);
  if (isOfOrganizations(right)) requireActor(actor);
  else requireRight(actor, right);
}
