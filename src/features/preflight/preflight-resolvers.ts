import type { Resolvers } from '../../generated/resolvers-types';

export const preflightResolvers: Resolvers = {
  Query: {
    migrationPreflight: (_root, _args, { actor, services }) => services.preflight.check(actor),
  },
};
