import type { Resolvers } from '../../generated/resolvers-types';

export const eventsResolvers: Resolvers = {
  Query: {
    entitlementEvents: (_root, args, { actor, services }) => services.events.list(actor, args),
    platformEvents: (_root, args, { actor, services }) => services.events.listPlatform(actor, args),
  },
  EntitlementEvent: {
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
  },
};
