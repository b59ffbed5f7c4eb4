import type { Resolvers } from '../../generated/resolvers-types';

export const productAnswersResolvers: Resolvers = {
  Query: {
    productAnswers: (_root, args, { actor, services }) => services.productAnswers.list(actor, args),
  },
  Mutation: {
    recordProductAnswers: (_root, { input }, { actor, services }) =>
      services.productAnswers.record(actor, input.answers),
  },
  ProductAnswer: {
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
  },
};
