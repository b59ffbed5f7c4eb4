import type { Resolvers } from '../../generated/resolvers-types';

export const taxonomyResolvers: Resolvers = {
  Query: {
    modules: async (_root, _args, { actor, services, loaders }) =>
      (await services.taxonomy.catalog(actor, loaders.catalog)).modules,
    module: async (_root, { key }, { actor, services, loaders }) =>
      (await services.taxonomy.catalog(actor, loaders.catalog)).findModule(key),
  },
  Module: {
    id: ({ key }) => key,
    submodules: async (module, _args, { loaders }) => (await loaders.catalog()).submodulesOf(module),
  },
  Submodule: {
    id: async (submodule, _args, { loaders }) =>
      `${(await loaders.catalog()).moduleOf(submodule).key}/${submodule.key}`,
    module: async (submodule, _args, { loaders }) => (await loaders.catalog()).moduleOf(submodule),
  },
};
