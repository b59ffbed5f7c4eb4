import { isExplained } from '../../domain/parity/parity';
import type { Resolvers } from '../../generated/resolvers-types';

export const rolloutPreviewResolvers: Resolvers = {
  Query: {
    rolloutPreview: (_root, { input }, { actor, services }) => services.rolloutPreview.preview(actor, input),
  },
  RolloutPreview: {
    impact: ({ totals }) => totals(),
    organizations: ({ organizations }, args) => organizations(args),
  },
  RolloutImpact: {
    reportId: ({ reportId }) => (reportId === null ? null : String(reportId)),
  },
  ModuleImpact: {
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).findModule(moduleKey),
  },
  PreviewedOrganization: {
    organizationId: ({ id }) => id,
    organization: ({ id }, _args, { loaders }) => loaders.organization.load(id),
    gatingBefore: ({ step }) => step.from,
    gatingAfter: ({ step }) => step.to,
  },
  PreviewedDifference: {
    cause: ({ found }) => found.cause,
    explained: ({ found }) => isExplained(found.cause),
    moduleKey: ({ found }) => found.module,
    submoduleKey: ({ found }) => found.submodule,
    alikeSubmodules: ({ found }) => found.alikeSubmodules,
  },
};
