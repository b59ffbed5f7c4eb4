import { requireActor } from '../../domain/actor';
import type { Resolvers } from '../../generated/resolvers-types';

export const viewerResolvers: Resolvers = {
  Query: {
    viewer: (_root, _args, { actor }) => requireActor(actor),
    instance: (_root, _args, { actor, services }) => services.instance.describe(actor),
  },
  Viewer: {
    rights: (viewer, _args, { services }) => [...services.viewer.rights(viewer)],
    organization: ({ organizationId }, _args, { services, loaders }) =>
      organizationId === null ? null : services.organizations.refer(organizationId, loaders),
  },
};
