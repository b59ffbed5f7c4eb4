import type { Resolvers } from '../../generated/resolvers-types';

export const usageResolvers: Resolvers = {
  Query: {
    moduleAdoption: (_root, _args, { actor, services }) => services.usage.adoption(actor),
    organizationUsage: (_root, args, { actor, services }) => services.usage.usage(actor, args),
    accessDenials: (_root, args, { actor, services }) => services.usage.denials(actor, args),
    accessByDay: (_root, args, { actor, services }) => services.usage.byDay(actor, args),
    accessSources: (_root, { since }, { actor, services }) => services.usage.sources(actor, since),
    shadowDifferences: (_root, args, { actor, services }) => services.usage.shadowDifferences(actor, args),
  },
  Organization: {
    insights: ({ id }, _args, { actor, services }) => services.usage.insights(actor, id),
  },
  OrganizationInsights: {
    denials: ({ organizationId }, args, { services }) => services.usage.denialsOf(organizationId, args),
    adoption: ({ organizationId }, _args, { services }) => services.usage.adoptionOf(organizationId),
    history: ({ organizationId }, { since }, { services }) => services.usage.historyOf(organizationId, since),
  },
  ModuleAdoption: {
    id: ({ moduleKey }) => moduleKey,
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).module(moduleKey),
  },
  OrganizationUsage: {
    id: ({ organizationId }) => organizationId,
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
  },
  AccessCount: {
    organization: ({ organizationId }, _args, { loaders }) =>
      organizationId === null ? null : loaders.organization.load(organizationId),
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).findModule(moduleKey),
    submodule: async ({ moduleKey, submoduleKey }, _args, { loaders }) =>
      (await loaders.catalog()).findSubmodule(moduleKey, submoduleKey),
  },
};
