import type { Resolvers } from '../../generated/resolvers-types';

export const legacyResolvers: Resolvers = {
  Query: {
    legacyStatus: (_root, _args, { actor, services }) => services.legacyStatus.check(actor),
  },
  LegacyFence: {
    changes: (_fence, args, { actor, services }) => services.legacyFence.changes(actor, args),
  },
  LegacyChange: {
    id: ({ organizationId }) => organizationId,
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    count: ({ count }) => Number(count),
  },
};
