import type { Resolvers } from '../../generated/resolvers-types';

export const censusResolvers: Resolvers = {
  Query: {
    legacyFlagCensus: (_root, _args, { actor, services }) => services.census.take(actor),
  },
  LegacyFlagCount: {
    valuesWithoutRule: ({ unmapped, open }) => (unmapped ? [] : open),
  },
  LegacyFlagProposal: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
  UnreadableOrganization: {
    organization: ({ id }, _args, { loaders }) => loaders.organization.load(id),
  },
};
