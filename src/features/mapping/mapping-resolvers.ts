import type { Resolvers } from '../../generated/resolvers-types';

export const mappingResolvers: Resolvers = {
  Query: {
    mappings: (_root, _args, { actor, services }) => services.mappings.list(actor),
    mapping: (_root, { id }, { actor, services }) => services.mappings.find(actor, id),
  },
  MappingRule: {
    module: async ({ targetModule }, _args, { loaders }) => (await loaders.catalog()).findModule(targetModule),
    submodule: async ({ targetModule, targetSubmodule }, _args, { loaders }) =>
      targetSubmodule === null ? null : (await loaders.catalog()).findSubmodule(targetModule, targetSubmodule),
  },
};
