import type { Resolvers } from '../../generated/resolvers-types';

export const historyResolvers: Resolvers = {
  Organization: {
    history: ({ id }, args, { actor, services }) => services.history.list(actor, id, args),
  },
  AccessPeriod: {
    gating: ({ decision }) => decision.gating,
    decision: ({ decision, isKnown }) => (isKnown ? decision : null),
    begunBy: ({ cause }) => cause,
  },
};
