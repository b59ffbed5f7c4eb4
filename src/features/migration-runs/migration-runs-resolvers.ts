import { DomainError, invalidInput } from '../../domain/errors';
import { readId } from '../../domain/page';
import type { Resolvers, StartMigrationRunInput } from '../../generated/resolvers-types';
import { viewRunMapping } from '../mapping/mapping-view';
import type { StartRunInput } from './start-run';

export const migrationRunsResolvers: Resolvers = {
  Query: {
    migrationRun: (_root, { id }, { actor, services }) => services.runs.find(actor, id),
    migrationRuns: (_root, args, { actor, services }) => services.runs.list(actor, args),
    migrationPreflight: (_root, _args, { actor, services }) => services.preflight.check(actor),
  },
  Mutation: {
    startMigrationRun: async (_root, { input }, { actor, services }) => ({ migrationRun: await services.runs.start(actor, readStartInput(input)) }),
    pauseMigrationRun: async (_root, { input }, { actor, services }) => ({ migrationRun: await services.runs.pause(actor, input) }),
    resumeMigrationRun: async (_root, { input }, { actor, services }) => ({ migrationRun: await services.runs.resume(actor, input) }),
    cancelMigrationRun: async (_root, { input }, { actor, services }) => ({ migrationRun: await services.runs.cancel(actor, input) }),
  },
  MigrationRun: {
    id: ({ id }) => String(id),
    dryRun: ({ dryRunId }, _args, { loaders }) => (dryRunId === null ? null : loaders.run.load(dryRunId)),
    mapping: async (run, _args, { loaders }) => viewRunMapping(run, await loaders.mappingByHash.load(run.mappingHash)),
    ruleCount: ({ mappingRules }) => mappingRules.length,
    progress: (run, _args, { loaders }) => loaders.runProgress.load(run),
    counts: async (run, _args, { loaders }) => (await loaders.runProgress.load(run)).counts,
    organizations: (run, args, { actor, services }) => services.runs.journal(actor, run, args),
  },
  MigrationRunOrganization: {
    id: ({ runId, organizationId }) => `${runId}:${organizationId}`,
    organizationId: ({ organizationId }) => String(organizationId),
    organization: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    mappedModules: async ({ mappedModules }, _args, { loaders }) => {
      const catalog = await loaders.catalog();
      return mappedModules.map((key) => catalog.module(key));
    },
  },
  MigrationRunChange: {
    module: async ({ module }, _args, { loaders }) => (await loaders.catalog()).module(module),
    submodule: async ({ module, submodule }, _args, { loaders }) => (submodule === null ? null : (await loaders.catalog()).findSubmodule(module, submodule)),
  },
  EntitlementState: {
    status: (state) => ('status' in state ? state.status : null),
    trialExpiresAt: (state) => ('status' in state && state.trialExpiresAt ? new Date(state.trialExpiresAt) : null),
    trialDays: (state) => ('status' in state ? (state.trialDays ?? null) : null),
    partial: (state) => ('status' in state ? state.partial : null),
    enabled: (state) => ('enabled' in state ? state.enabled : null),
  },
};

/** Ids are text in GraphQL, numbers in the database; one that cannot be a number is told apart by field. */
function readStartInput({ mode, source, reason, errorBudgetPercent, idempotencyKey }: StartMigrationRunInput): StartRunInput {
  return { mode, source: readSource(source), reason, errorBudgetPercent, idempotencyKey };
}

function readSource({ dryRunId, fresh }: StartMigrationRunInput['source']): StartRunInput['source'] {
  if (dryRunId) {
    const id = readId(dryRunId);
    if (id === undefined) throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: dryRunId });
    return { dryRunId: id };
  }
  const organizationIds = fresh?.organizationIds?.map((text) => {
    const id = readId(text);
    if (id === undefined) throw invalidInput('The input is not right:', [{ field: 'input.source.fresh.organizationIds', message: `there is no organization ${text}` }]);
    return id;
  });
  return { fresh: { ...fresh, organizationIds } };
}
