import type { Resolvers } from '../../generated/resolvers-types';

export const sourceResolvers: Resolvers = {
  Query: {
    source: (_root, _args, { actor, services }) => services.source.show(actor),
  },
};
