import type { Resolvers } from '../../generated/resolvers-types';
import { viewMapping } from './mapping-view';

export const mappingResolvers: Resolvers = {
  Query: {
    mappings: async (_root, _args, { actor, services }) => (await services.mappings.list(actor)).map(viewMapping),
    mapping: async (_root, { id }, { actor, services }) => {
      const found = await services.mappings.find(actor, id);
      return found && viewMapping(found);
    },
  },
  MappingRule: {
    module: async ({ targetModule }, _args, { loaders }) => (await loaders.catalog()).findModule(targetModule),
    submodule: async ({ targetModule, targetSubmodule }, _args, { loaders }) =>
      targetSubmodule === null ? null : (await loaders.catalog()).findSubmodule(targetModule, targetSubmodule),
  },
};
