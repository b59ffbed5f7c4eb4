import { isExplained, legacyAllows, productAllows } from '../../domain/parity/parity';
import { isClean } from '../../domain/parity/parity-totals';
import type { Resolvers } from '../../generated/resolvers-types';

export const parityResolvers: Resolvers = {
  Query: {
    parityReport: (_root, { id }, { actor, services }) => services.parity.find(actor, id),
    parityReports: (_root, args, { actor, services }) => services.parity.list(actor, args),
  },
  Mutation: {
    startParityReport: async (_root, { input }, { actor, services }) => ({
      parityReport: await services.parity.start(actor, input),
    }),
  },
  ParityReport: {
    id: ({ id }) => String(id),
    computedAt: ({ finishedAt }) => finishedAt,
    organizations: ({ compared }) => compared,
    clean: (report) => (report.status === 'SUCCEEDED' ? isClean(report) : null),
    totals: ({ totals }) => totals ?? [],
    uncovered: ({ uncovered }) => uncovered ?? 0,
    uncoveredOrganizations: (report, args, { actor, services }) => services.parity.uncovered(actor, report, args),
    differences: (report, args, { actor, services }) => services.parity.differences(actor, report, args),
  },
  ParityTotal: {
    explained: ({ cause }) => isExplained(cause),
  },
  ParityDifference: {
    id: ({ reportId, id }) => `${reportId}:${id}`,
    explained: ({ cause }) => isExplained(cause),
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).findModule(moduleKey),
    submodule: async ({ moduleKey, submoduleKey }, _args, { loaders }) =>
      submoduleKey === null ? null : (await loaders.catalog()).findSubmodule(moduleKey, submoduleKey),
    legacy: (difference) => ({
      allowed: legacyAllows(difference),
      status: difference.legacyStatus,
      reason: difference.legacyReason,
    }),
    entitlement: ({ kind, entitlementStatus, entitlementReason }) =>
      entitlementReason === null
        ? null
        : { allowed: kind !== 'LOST', status: entitlementStatus, reason: entitlementReason },
    productAllowed: (difference) => productAllows(difference),
    migrationRun: ({ runId }, _args, { loaders }) => (runId === null ? null : loaders.run.load(runId)),
  },
};
