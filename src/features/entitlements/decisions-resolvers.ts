import type { Resolvers } from '../../generated/resolvers-types';

export const decisionsResolvers: Resolvers = {
  Query: {
    checkEntitlements: (_root, { checks }, { actor, services, listener }) =>
      services.decisions.check(actor, checks, listener),
  },
  Organization: {
    gating: async ({ id }, _args, { services, loaders }) =>
      services.decisions.gating(await loaders.access.load(id), id),
    decision: ({ id }, args, { actor, services, loaders, listener }) =>
      services.decisions.ask(actor, id, args, loaders, listener),
    menu: async ({ id }, _args, { services, loaders, listener }) =>
      services.decisions.menu(await loaders.access.load(id), id, await loaders.catalog(), listener),
    routeAccess: async ({ id }, { paths }, { services, loaders, listener }) =>
      services.decisions.routes(await loaders.access.load(id), id, await loaders.catalog(), paths, listener),
  },
  ModuleEntitlement: {
    decision: async ({ organizationId, module }, _args, { services, loaders, listener }) =>
      services.decisions.look(
        await loaders.access.load(organizationId),
        { organizationId, moduleKey: module.key, submoduleKey: null },
        listener,
      ),
  },
  SubmoduleEntitlement: {
    decision: async ({ organizationId, module, submodule }, _args, { services, loaders, listener }) =>
      services.decisions.look(
        await loaders.access.load(organizationId),
        { organizationId, moduleKey: module.key, submoduleKey: submodule.key },
        listener,
      ),
  },
  EntitlementDecision: {
    message: (decision, _args, { services, loaders }) => services.decisions.message(decision, loaders),
    stale: ({ staleSince }) => staleSince !== null,
    provenance: (decision) => decision,
    steps: (decision, _args, { services, loaders }) => services.decisions.steps(decision, loaders),
  },
  DecisionProvenance: {
    kind: ({ provenance }) => provenance.kind,
    source: ({ provenance }) => provenance.source,
    legacyFlag: ({ provenance }) => provenance.legacyFlag?.path ?? null,
    legacyValue: ({ provenance }) => provenance.legacyFlag?.value ?? null,
    rule: ({ provenance }) => provenance.rule,
    migrationRun: (decision, _args, { actor, services, loaders }) =>
      services.decisions.lastRun(actor, decision, loaders),
  },
  MenuItem: {
    id: ({ decision: { organizationId, moduleKey, submoduleKey } }) =>
      `${organizationId ?? ''}:${submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`}`,
    label: ({ module, submodule }) => (submodule ?? module).displayName,
    icon: ({ module, submodule }) => (submodule ? null : module.icon),
    permissionKey: ({ submodule }) => submodule?.permissionKey ?? null,
    reason: ({ decision }) => decision.reason,
    trialExpiresAt: ({ access, decision }) => (access === 'TRIAL' ? decision.changesAt : null),
  },
};
