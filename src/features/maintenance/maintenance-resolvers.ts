import type { Resolvers } from '../../generated/resolvers-types';

export const maintenanceResolvers: Resolvers = {
  Mutation: {
    setMaintenance: (_root, { input }, { actor, services }) => services.maintenance.set(actor, input),
  },
  Viewer: {
    maintenance: (_viewer, _args, { services }) => services.maintenance.status(),
  },
};
