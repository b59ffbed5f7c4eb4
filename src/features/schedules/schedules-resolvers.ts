import type { Resolvers } from '../../generated/resolvers-types';

export const schedulesResolvers: Resolvers = {
  Query: {
    scheduledChanges: (_root, args, { actor, services }) => services.schedules.list(actor, args),
  },
  Mutation: {
    withdrawScheduledChange: (_root, { input }, { actor, services }) => services.schedules.withdraw(actor, input),
  },
};
