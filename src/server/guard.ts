import type { GraphQLSchema } from 'graphql';
import { mayReadOrganization, type Actor } from '../domain/actor';
import type { Decision } from '../domain/decision/decision';
import { failedDecision } from '../domain/decision/decide';
import { readId } from '../domain/page';
import type { EntitlementDecision, EntitlementRequest } from '../directive/boot/decision';
import type { Bypass, TypeDefs } from '../directive/boot/guard-options';
import { guardSchema, type EntitlementGuard } from '../directive/guard-schema';
import { Organization } from '../entities/organization';
import { decideAll } from '../store/access-reader';
import type { DecisionHearer } from '../features/entitlements/decisions-service';
import type { RequestContext } from '../features/request-context';

/** What the API itself guards: paid features of the product, by the keys of the shipped taxonomy. Another taxonomy that lacks one denies it. */
export const GUARDED_MODULES = [{ key: 'reports', submodules: [] }];

export interface GuardHearer extends DecisionHearer {
  /** Told of each denial that a super admin passed over. */
  readonly onBypass: (bypass: Bypass, actor: Actor | null) => void;
}

/** Guards the API's own schema, in place. */
export function guardApi(
  schema: GraphQLSchema,
  typeDefs: TypeDefs,
  hearer: GuardHearer,
): EntitlementGuard<RequestContext> {
  return guardSchema<RequestContext, Actor>(schema, {
    modules: GUARDED_MODULES,
    typeDefs,
    loadDecisions: (requests, context) => loadDecisions(requests, context, hearer),
    actorOf: ({ actor }) => actor,
    mayAskAbout: (actor, organizationId) => actor !== null && mayReadOrganization(actor, readId(organizationId) ?? 0),
    mayBypass: ({ role }) => role === 'SUPER_ADMIN',
    onBypass: (bypass, { actor }) => hearer.onBypass(bypass, actor),
    onCheckFailure: (error) => hearer.onFailure(error),
    organizationOf: { Organization: (source) => (source instanceof Organization ? source.id : null) },
  });
}

/**
 * Answers by the request's loader, so that resolvers find what the guards have loaded; what it remembers of these organizations is read
 * anew, since a mutation may have changed it.
 */
async function loadDecisions(
  requests: readonly EntitlementRequest[],
  { loaders }: RequestContext,
  hearer: DecisionHearer,
): Promise<readonly EntitlementDecision[]> {
  const ids = [...new Set(requests.map(({ organizationId }) => idOf(organizationId)))];
  for (const id of ids) loaders.access.clear(id);
  const found = await loaders.access.loadMany(ids);
  for (const failure of new Set(found.filter((access) => access instanceof Error))) hearer.onFailure(failure);
  const at = new Date();
  return requests.map((request) => {
    const access = found[ids.indexOf(idOf(request.organizationId))];
    const check = {
      organizationId: idOf(request.organizationId),
      moduleKey: request.module,
      submoduleKey: request.submodule,
    };
    const [decision = failed(request, at)] = access && !(access instanceof Error) ? decideAll(access, [check], at) : [];
    hearer.onDecision(decision);
    return { ...request, allowed: decision.allowed, status: decision.status, reason: decision.reason };
  });
}

function failed({ organizationId, module, submodule }: EntitlementRequest, at: Date): Decision {
  return failedDecision(idOf(organizationId), module, submodule, at);
}

/** What cannot be an organization's id is asked about as 0, which does not exist. */
function idOf(organizationId: string): number {
  return readId(organizationId) ?? 0;
}
