import type { Resolvers } from '../../generated/resolvers-types';

export const auditResolvers: Resolvers = {
  Query: {
    auditState: (_root, _args, { actor, services }) => services.audit.state(actor),
  },
};
