import type { Resolvers } from '../../generated/resolvers-types';
import { layOutAccess } from '../entitlements/module-access';

export const organizationsResolvers: Resolvers = {
  Query: {
    organization: (_root, { id }, { actor, services, loaders }) => services.organizations.find(actor, id, loaders),
    organizations: (_root, args, { actor, services }) => services.organizations.list(actor, args),
  },
  Organization: {
    id: ({ id }) => id,
    name: (organization, _args, { services, loaders }) => services.organizations.name(organization, loaders),
    enabledModules: async (organization, _args, { services, loaders }) =>
      services.organizations.enabledModules(
        await loaders.legacyFlags.load(organization.id),
        await loaders.legacyHidden(),
      ),
    legacyFlags: async (organization, _args, { services, loaders }) =>
      services.organizations.legacyFlags(
        await loaders.legacyFlags.load(organization.id),
        await loaders.activeMapping(),
        await loaders.legacyHidden(),
      ),
    entitlements: async ({ id }, _args, { loaders }) =>
      layOutAccess(id, await loaders.access.load(id), await loaders.catalog()),
    events: ({ id }, args, { actor, services }) => services.events.list(actor, { ...args, organizationId: id }),
  },
};
