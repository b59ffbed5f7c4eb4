export { entitlementPlugin } from './apollo-plugin';
export { assertGuarded, type ExpectedRequirement } from './assert-guarded';
export type { EntitlementDecision, EntitlementRef, EntitlementRequest, OrganizationId } from './decision';
export type { DenialCode } from './denial';
export type { DenialDetails } from './denial-errors';
export { entitlementDirectives } from './directive-sdl';
export type { ExplainedNeed, ExplainOperation, ExplainOptions } from './explain-operation';
export { GuardConfigurationError, type GuardFault } from './guard-configuration-error';
export type { Bypass, GuardedActor, GuardOptions, KnownModule, OrganizationHook, TypeDefs } from './guard-options';
export { guardSchema, type EntitlementGuard } from './guard-schema';
export {
  maintenancePlugin,
  refuseUnderMaintenance,
  type MaintainedArgs,
  type MaintenanceOptions,
  type MaintenanceStatus,
} from './maintenance';
export type { Prepare, PreparableArgs } from './prepare';
export type { OnDeny, RequirementKind } from './requirement';
