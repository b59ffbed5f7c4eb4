import type { MigrationRun } from '../../entities/migration-run';
import type { Organization } from '../../entities/organization';
import type { Resolvers } from '../../generated/resolvers-types';

export const subscriptionsResolvers: Resolvers = {
  Subscription: {
    entitlementsChanged: {
      subscribe: (_root, { organizationId }, { actor, services, loaders }) =>
        services.subscriptions.entitlementsChanged(actor, organizationId, loaders),
      resolve: (organization: Organization) => organization,
    },
    migrationRunProgress: {
      subscribe: (_root, { id }, { actor, services, loaders }) =>
        services.subscriptions.migrationRunProgress(actor, id, loaders),
      resolve: (run: MigrationRun) => run,
    },
  },
};
