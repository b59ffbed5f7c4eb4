import type { Resolvers } from '../../generated/resolvers-types';

export const grantsResolvers: Resolvers = {
  Mutation: {
    grantEntitlements: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.grants.grant(actor, input)),
    endEntitlements: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.grants.end(actor, input)),
  },
  GrantChange: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
};
