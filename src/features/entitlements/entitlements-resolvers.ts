import { readTrialEnd } from '../../domain/stored-access';
import type { Resolvers } from '../../generated/resolvers-types';

export const entitlementsResolvers: Resolvers = {
  ModuleEntitlement: {
    id: ({ organizationId, module }) => `${organizationId}:${module.key}`,
    status: ({ row }) => row?.status ?? null,
    trialExpiresAt: ({ row }) => readTrialEnd(row?.trialExpiresAt ?? null),
    partial: ({ row }) => row?.partial ?? false,
    source: ({ row }) => row?.source ?? null,
  },
  SubmoduleEntitlement: {
    id: ({ organizationId, module, submodule }) => `${organizationId}:${module.key}/${submodule.key}`,
    enabled: ({ row }) => row?.enabled ?? null,
    source: ({ row }) => row?.source ?? null,
  },
};
