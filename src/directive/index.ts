export { entitlementPlugin } from './server/apollo-plugin';
export { type EnvelopArgs, type EnvelopPlugin, useEntitlements } from './server/envelop-plugin';
export { withEntitlements } from './server/with-entitlements';
export { nestEntitlements, type NestEntitlements, type NestSubscriptions } from './server/nest-entitlements';
export { addEntitlementHooks, type MercuriusHooks } from './server/mercurius-hooks';
export type { OperationPlugin, ResolvedOperation } from './server/operation-plugin';
export { assertGuarded, type ExpectedRequirement } from './boot/assert-guarded';
export type {
  DenialCode,
  EntitlementDecision,
  EntitlementRef,
  EntitlementRequest,
  OrganizationId,
} from './boot/decision';
export type { DenialDetails } from './operation/denial-errors';
export { entitlementDirectives, entitlementSubgraphDirectives } from './boot/directive-sdl';
export type { ExplainedNeed, ExplainOperation, ExplainOptions } from './operation/explain-operation';
export { GuardConfigurationError, type GuardFault } from './boot/guard-configuration-error';
export type {
  Bypass,
  DenialReport,
  GuardedActor,
  GuardOptions,
  KnownModule,
  OrganizationHook,
  ProductAnswer,
  TypeDefs,
} from './boot/guard-options';
export { guardSchema, type EntitlementGuard } from './guard-schema';
export {
  maintenancePlugin,
  refuseUnderMaintenance,
  type MaintainedArgs,
  type MaintenanceOptions,
  type MaintenanceStatus,
} from './server/maintenance';
export type { Prepare, PreparableArgs, PreparedInPlace, PrepareInPlace, Preparing } from './operation/prepare';
export type { OnDeny, RequirementKind } from './boot/requirement';
