import type { Resolvers } from '../../generated/resolvers-types';

export const demoResolvers: Resolvers = {
  Instance: {
    demoOffered: (_instance, _args, { services }) => services.demo.isOffered(),
  },
  Mutation: {
    seedDemo: async (_root, _args, { actor, services }) => ({ organizations: await services.demo.seed(actor) }),
  },
};
