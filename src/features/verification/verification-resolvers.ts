import type { Resolvers } from '../../generated/resolvers-types';

export const verificationResolvers: Resolvers = {
  MigrationRun: {
    verification: (run, _args, { actor, services }) => services.verification.verify(actor, run),
  },
};
