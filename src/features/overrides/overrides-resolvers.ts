import { isLive } from '../../domain/decision/override';
import { toDecisionStatus } from '../../domain/status';
import type { Resolvers } from '../../generated/resolvers-types';

export const overridesResolvers: Resolvers = {
  Mutation: {
    overrideEntitlements: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.overrides.override(actor, input)),
    revokeOverrides: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.overrides.revoke(actor, input)),
  },
  Organization: {
    version: ({ id }, _args, { loaders }) => loaders.overrideVersion.load(id),
    overrides: ({ id }, args, { actor, services }) => services.overrides.list(actor, id, args),
  },
  ModuleEntitlement: {
    override: async ({ organizationId, module }, _args, { actor, services, loaders }) =>
      services.overrides.live(
        actor,
        await loaders.access.load(organizationId),
        organizationId,
        { module: module.key, submodule: null },
        loaders.override,
      ),
  },
  SubmoduleEntitlement: {
    override: async ({ organizationId, module, submodule }, _args, { actor, services, loaders }) =>
      services.overrides.live(
        actor,
        await loaders.access.load(organizationId),
        organizationId,
        { module: module.key, submodule: submodule.key },
        loaders.override,
      ),
  },
  DecisionProvenance: {
    override: (decision, _args, { actor, services, loaders }) =>
      services.overrides.behind(actor, decision, loaders.override),
  },
  OverrideChange: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
    override: ({ overrideId }, _args, { loaders }) => (overrideId === null ? null : loaders.override.load(overrideId)),
  },
  EntitlementOverride: {
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    module: async ({ moduleId }, _args, { loaders }) => (await loaders.catalog()).moduleById(moduleId),
    submodule: async ({ submoduleId }, _args, { loaders }) =>
      submoduleId === null ? null : (await loaders.catalog()).findSubmoduleById(submoduleId),
    status: ({ status }) => toDecisionStatus(status),
    live: (override) => isLive(override, new Date()),
  },
};
