import type { GraphQLSchema } from 'graphql';
import type { OrganizationIds } from '../database/organization-ids';
import type { EntitlementDecision, EntitlementRequest } from '../directive/boot/decision';
import type { Bypass, TypeDefs } from '../directive/boot/guard-options';
import { type EntitlementGuard, guardSchema } from '../directive/guard-schema';
import type { Actor } from '../domain/actor';
import { failedDecision } from '../domain/decision/decide';
import type { Decision } from '../domain/decision/decision';
import { OrganizationReference } from '../domain/organization-reference';
import { hasRight, hasRightFor } from '../domain/rights';
import { Organization } from '../entities/organization';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import type { RequestContext } from '../features/request-context';
import { decideAll } from '../store/access';

/**
 * The modules that the API's own schema guards, with keys of the shipped taxonomy. A taxonomy without them denies
 * access.
 */
const GUARDED_MODULES = [{ key: 'reports', submodules: [] }];

export interface GuardListener extends DecisionListener {
  /** Called for each denial that was bypassed. */
  readonly onBypass: (bypass: Bypass, actor: Actor | null) => void;
}

/** Guards the API's own schema, in place. @returns the guard, whose `schema` is to be served */
export function guardApi(
  schema: GraphQLSchema,
  typeDefs: TypeDefs,
  listener: GuardListener,
  ids: Pick<OrganizationIds, 'canonical'>,
  /** `PORTCULLIS_GUARD_BYPASS`. */
  bypass: boolean,
): EntitlementGuard<RequestContext> {
  return guardSchema<RequestContext, Actor>(schema, {
    modules: GUARDED_MODULES,
    typeDefs,
    loadDecisions: (requests, context) => loadDecisions(requests, context, ids),
    actorOf: ({ actor }) => actor,
    mayAskAbout: (actor, organizationId) =>
      actor !== null && hasRightFor(actor, 'READ_ACCESS', ids.canonical(organizationId) ?? organizationId),
    mayBypass: (actor) => bypass && hasRight(actor, 'BYPASS_GUARDS'),
    onBypass: (bypass, { actor }) => listener.onBypass(bypass, actor),
    onCheckFailure: (error) => listener.onFailure(error),
    organizationOf: {
      Organization: (source) =>
        source instanceof Organization || source instanceof OrganizationReference ? source.id : null,
    },
  });
}

/**
 * Answers with the request's loader, so that resolvers can use what the guards have loaded. The organizations are
 * loaded again even if the loader has them, because a mutation may have changed them.
 */
async function loadDecisions(
  requests: readonly EntitlementRequest[],
  { loaders, services, listener }: RequestContext,
  ids: Pick<OrganizationIds, 'canonical'>,
): Promise<readonly EntitlementDecision[]> {
  const idOf = ({ organizationId }: EntitlementRequest) => ids.canonical(organizationId);
  const asked = [...new Set(requests.flatMap((request) => idOf(request) ?? []))];
  for (const id of asked) loaders.access.clear(id);
  const found = await loaders.access.loadMany(asked);
  for (const failure of new Set(found.filter((access) => access instanceof Error))) listener.onFailure(failure);
  // Text that cannot be an id is answered like the id of an organization that does not exist, and not looked up.
  const none = requests.some((request) => idOf(request) === null)
    ? await services.access.read([]).catch((error: unknown) => {
        listener.onFailure(error);
        return undefined;
      })
    : undefined;
  const at = new Date();
  return requests.map((request) => {
    const id = idOf(request);
    const access = id === null ? none : found[asked.indexOf(id)];
    const check = {
      organizationId: id ?? request.organizationId,
      moduleKey: request.module,
      submoduleKey: request.submodule,
      hidden: id === null,
    };
    const [decision = failed(request, at)] = access && !(access instanceof Error) ? decideAll(access, [check], at) : [];
    listener.onDecision(decision);
    const { allowed, status, reason, staleSince } = decision;
    return { ...request, allowed, status, reason, stale: staleSince !== null };
  });
}

function failed({ organizationId, module, submodule }: EntitlementRequest, at: Date): Decision {
  return failedDecision(organizationId, module, submodule, at);
}
