import { grantsNothing } from '../../domain/legacy/mapping-rule';
import type { Resolvers } from '../../generated/resolvers-types';
import { targetImpacts } from './target-impacts';

export const mappingResolvers: Resolvers = {
  Query: {
    mappings: (_root, _args, { actor, services }) => services.mappings.list(actor),
    mapping: (_root, { id }, { actor, services }) => services.mappings.find(actor, id),
    mappingPreview: (_root, { input }, { actor, services }) => services.mappings.preview(actor, input),
  },
  Mutation: {
    loadMapping: (_root, { input }, { actor, services }) => services.mappings.load(actor, input),
  },
  MappingPreview: {
    impact: ({ impact }) => impact(),
  },
  MappingImpact: {
    targets: (impact) => targetImpacts(impact),
  },
  MappingTargetImpact: {
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).findModule(moduleKey),
    submodule: async ({ moduleKey, submoduleKey }, _args, { loaders }) =>
      submoduleKey === null ? null : (await loaders.catalog()).findSubmodule(moduleKey, submoduleKey),
  },
  MappingExample: {
    organizationId: ({ id }) => id,
    organization: ({ id }, _args, { loaders }) => loaders.organization.load(id),
  },
  MappingRule: {
    value: ({ value }) => value ?? null,
    whenAbsent: ({ whenAbsent }) => whenAbsent === 'on',
    grantsNothing: (rule) => grantsNothing(rule),
    module: async ({ targetModule }, _args, { loaders }) => (await loaders.catalog()).findModule(targetModule),
    submodule: async ({ targetModule, targetSubmodule }, _args, { loaders }) =>
      targetSubmodule === null ? null : (await loaders.catalog()).findSubmodule(targetModule, targetSubmodule),
  },
};
