import { isInForce, sayPackage } from '../../domain/package/package';
import { toDecisionStatus } from '../../domain/status';
import type { Resolvers } from '../../generated/resolvers-types';
import { layOut } from './assignments';

export const packagesResolvers: Resolvers = {
  Query: {
    packages: (_root, _args, { actor, services }) => services.packages.list(actor),
    package: (_root, { key, version }, { actor, services }) => services.packages.find(actor, key, version ?? null),
    defaultPackages: (_root, _args, { actor, services }) => services.packages.defaults(actor),
  },
  Mutation: {
    publishPackage: (_root, { input }, { actor, services }) => services.packages.publish(actor, input),
    assignPackages: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.assignments.assign(actor, input)),
    endPackages: async (_root, { input }, { actor, services, loaders }) =>
      loaders.forgetAccess(await services.assignments.end(actor, input)),
    setDefaultPackages: async (_root, { input }, { actor, services }) => ({
      packages: await services.packages.setDefaults(actor, input),
    }),
  },
  Organization: {
    packages: ({ id }, _args, { loaders }) => loaders.packages.load(id),
  },
  Package: {
    id: (version) => sayPackage(version),
    publishedBy: ({ publishedBy }, _args, { actor, services }) => services.packages.forAdmins(actor, publishedBy),
    reason: ({ reason }, _args, { actor, services }) => services.packages.forAdmins(actor, reason),
    versions: ({ key }, _args, { actor, services, loaders }) =>
      services.packages.versions(actor, key, (one) => loaders.packageVersions.load(one)),
    organizations: ({ key, version }, args, { actor, services }) =>
      services.organizations.list(actor, { ...args, packageKey: key, packageVersion: version }),
  },
  PackageItem: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
    status: ({ status }) => toDecisionStatus(status),
  },
  OrganizationPackage: {
    id: ({ organizationId, key }) => `${organizationId}:${key}`,
    package: ({ key, version }, _args, { actor, services, loaders }) =>
      services.packages.behind(actor, { key, version }, loaders.packageVersion),
    inForce: (assigned) => isInForce(assigned, new Date()),
    assignedBy: ({ organizationId, assignedBy }, _args, { actor, services }) =>
      services.assignments.forHistory(actor, organizationId, assignedBy),
    reason: ({ organizationId, reason }, _args, { actor, services }) =>
      services.assignments.forHistory(actor, organizationId, reason),
  },
  AssignPackagesPayload: {
    packages: ({ organization, packages }) => packages.map((one) => layOut(organization.id, one)),
  },
  PackageChange: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
  KeptEntitlement: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
};
