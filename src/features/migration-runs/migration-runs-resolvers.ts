import { type RunChange, sayRunChange } from '../../domain/change/run-change';
import { readPlainJson } from '../../domain/legacy/parse-json';
import { availableActions } from '../../domain/run/run-status';
import { toDecisionStatus } from '../../domain/status';
import { readTrialEnd } from '../../domain/stored-access';
import type { Resolvers } from '../../generated/resolvers-types';
import { viewRunMapping } from '../mapping/mapping-view';

export const migrationRunsResolvers: Resolvers = {
  Query: {
    migrationRun: (_root, { id }, { actor, services }) => services.runs.find(actor, id),
    migrationRuns: (_root, args, { actor, services }) => services.runs.list(actor, args),
  },
  Mutation: {
    startMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.start(actor, input),
    }),
    startChangeRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.startChange(actor, input),
    }),
    pauseMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.pause(actor, input),
    }),
    resumeMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.resume(actor, input),
    }),
    throttleMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.throttle(actor, input),
    }),
    rollbackMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.rollBack(actor, input),
    }),
    cancelMigrationRun: async (_root, { input }, { actor, services }) => ({
      migrationRun: await services.runs.cancel(actor, input),
    }),
  },
  MigrationRun: {
    id: ({ id }) => String(id),
    dryRun: ({ dryRunId }, _args, { loaders }) => (dryRunId === null ? null : loaders.run.load(dryRunId)),
    execution: ({ id }, _args, { loaders }) => loaders.executionOf.load(id),
    availableActions: async (run, _args, { loaders }) =>
      availableActions(run, (await loaders.executionOf.load(run.id)) !== null),
    changedSince: ({ changedSince }, _args, { loaders }) =>
      changedSince === null ? null : loaders.run.load(changedSince),
    change: (run) => (run.change === null ? null : run),
    mapping: async (run, _args, { loaders }) =>
      run.mappingHash === null ? null : viewRunMapping(run, await loaders.mappingByHash.load(run.mappingHash)),
    ruleCount: ({ mappingRules }) => mappingRules.length,
    throttle: (run) => run,
    progress: (run, _args, { loaders }) => loaders.runProgress.load(run),
    counts: async (run, _args, { loaders }) => (await loaders.runProgress.load(run)).counts,
    rollback: (run) => (run.rollbackTotal === null ? null : run),
    modules: (run, _args, { actor, services }) => services.runs.modules(actor, run),
    unmappedFlags: (run, { first }, { actor, services }) => services.runs.unmappedFlags(actor, run, first),
    organizations: (run, args, { actor, services }) => services.runs.journal(actor, run, args),
  },
  MigrationRunModule: {
    id: ({ runId, moduleKey }) => `${runId}:${moduleKey}`,
    module: async ({ moduleKey }, _args, { loaders }) => (await loaders.catalog()).findModule(moduleKey),
  },
  MigrationRunOrganization: {
    id: ({ runId, organizationId }) => `${runId}:${organizationId}`,
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    packages: ({ packages }) => packages?.changes ?? [],
    overrides: ({ overrides }) => overrides ?? [],
    legacyFlags: ({ legacyFlags }) => (legacyFlags === null ? null : readPlainJson(legacyFlags)),
    mappedModules: async ({ mappedModules }, _args, { loaders }) => {
      const catalog = await loaders.catalog();
      return mappedModules.map((key) => catalog.module(key));
    },
  },
  RunChange: {
    kind: ({ change }) => requireChange(change).of,
    text: ({ change }) => sayRunChange(requireChange(change)),
    filter: ({ selection }) => selection,
  },
  MigrationRunPackageState: {
    startsAt: ({ startsAt }) => new Date(startsAt),
    endsAt: ({ endsAt }) => readTrialEnd(endsAt),
  },
  MigrationRunOverrideChange: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
  MigrationRunOverrideState: {
    status: ({ status }) => toDecisionStatus(status),
    trialExpiresAt: ({ trialExpiresAt }) => readTrialEnd(trialExpiresAt),
    expiresAt: ({ expiresAt }) => readTrialEnd(expiresAt),
  },
  MigrationRunOrganizationRollback: {
    keptPackages: ({ keptBesides = [] }) => keptBesides.flatMap((one) => (one.of === 'PACKAGE' ? [one] : [])),
    keptOverrides: ({ keptBesides = [] }) => keptBesides.flatMap((one) => (one.of === 'OVERRIDE' ? [one] : [])),
  },
  MigrationRunKeptOverride: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
  MigrationRunRollback: {
    requestedBy: ({ rollbackRequestedBy }) => rollbackRequestedBy ?? '',
    reason: ({ rollbackReason }) => rollbackReason ?? '',
    acknowledgedLostAccess: ({ rollbackAcknowledgedLostAccess }) => rollbackAcknowledgedLostAccess ?? false,
    requestedAt: ({ rollbackRequestedAt, createdAt }) => rollbackRequestedAt ?? createdAt,
    startedAt: ({ rollbackStartedAt }) => rollbackStartedAt,
    finishedAt: ({ rollbackFinishedAt }) => rollbackFinishedAt,
    progress: (run, _args, { services }) => services.runs.rollbackProgress(run),
    counts: async (run, _args, { services }) => (await services.runs.rollbackProgress(run)).counts,
  },
  MigrationRunKeptRow: {
    moduleKey: ({ module }) => module,
    submoduleKey: ({ submodule }) => submodule,
  },
  MigrationRunChange: {
    module: async ({ module }, _args, { loaders }) => (await loaders.catalog()).module(module),
    submodule: async ({ module, submodule }, _args, { loaders }) =>
      submodule === null ? null : (await loaders.catalog()).findSubmodule(module, submodule),
  },
  EntitlementState: {
    status: (state) => ('status' in state ? state.status : null),
    trialExpiresAt: (state) => ('status' in state ? readTrialEnd(state.trialExpiresAt) : null),
    trialDays: (state) => ('status' in state ? (state.trialDays ?? null) : null),
    partial: (state) => ('status' in state ? state.partial : null),
    enabled: (state) => ('enabled' in state ? state.enabled : null),
  },
};

function requireChange(change: RunChange | null): RunChange {
  if (change === null) throw new Error('a migration has no change');
  return change;
}
