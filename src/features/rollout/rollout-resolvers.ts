import type { Resolvers } from '../../generated/resolvers-types';

export const rolloutResolvers: Resolvers = {
  Query: {
    rollout: (_root, _args, { actor, services }) => services.rollout.show(actor),
  },
  Mutation: {
    setRollout: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.rollout.set(actor, input)),
    setOrganizationRollout: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess({ organization: await services.rollout.setOrganization(actor, input) }),
    clearOrganizationRollout: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess({ organization: await services.rollout.clearOrganization(actor, input) }),
  },
  Rollout: {
    gate: (_rollout, _args, { actor, services }) => services.rollout.gate(actor),
    organizations: (_rollout, args, { actor, services }) => services.rollout.organizations(actor, args),
  },
  OrganizationRollout: {
    id: ({ organizationId }) => organizationId,
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
  },
  Organization: {
    gatingSource: async ({ id }, _args, { services, loaders }) =>
      services.rollout.source(await loaders.access.load(id), id),
    ownRollout: ({ id }, _args, { actor, services, loaders }) =>
      services.rollout.own(actor, id, loaders.organizationRollout),
  },
};
